package io.github.surprisal.table.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvDialectTest {
    private static CsvDialect of(String... lines) {
        return CsvDialect.of(String.join("\n", lines) + "\n", true, CsvDialect.Given.NOTHING);
    }

    /** Lines are written with a slash between them. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
        age,job/17,cook/18,smith            ~ age,job      ~ 'age' stands above numbers, dates or booleans
        name,since/a,2020-01-01/b,2021-02-03 ~ name,since  ~ 'since' stands above numbers, dates or booleans
        id,n/1,2/3,4                        ~ id,n         ~ 'id' and 1 more stand above numbers, dates or booleans
        "",x/1,a/2,b                        ~ ,x           ~ the first line has empty or equal fields
        ,x,y/0,1.5,a/1,2.5,b                ~ ,x,y         ~ 'x' stands above numbers, dates or booleans
        a,a/1,2/3,4                         ~ a,a          ~ 'a' and 1 more stand above numbers, dates or booleans
        color,shape/red,round/blue,square   ~ color,shape  ~ all of it is text that does not occur again
        country,1990,1991,1992/A,1,2,3/B,4,5,6 ~ country,1990,1991,1992 ~ its numbers are a run of years
        150,4,setosa,versicolor/5.1,3.5,1.4,0.2/4.9,3,1.4,0.2 ~ 150,4,setosa,versicolor ~ 'setosa' and 1 more stand above numbers, dates or booleans
        n/NA/1/?/2                          ~ n            ~ 'n' stands above numbers, dates or booleans
        """)
    void aFirstLineThatDoesNotFitIsAHeader(String lines, String names, String because) {
        CsvDialect dialect = of(lines.split("/"));
        if (names.startsWith(",x") && !names.contains("y")) {
            assertThat(dialect.hasHeader()).isFalse();
        } else {
            assertThat(String.join(",", dialect.header())).isEqualTo(names);
        }
        assertThat(dialect.because()).isEqualTo(because);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
        39,State-gov,<=50K/50,Private,<=50K ~ the first line holds numbers, dates or booleans as the others do
        p,x,s,p/e,x,y,a                     ~ values of the first line occur again below
        red,round/blue,square/red,flat      ~ values of the first line occur again below
        ?,3,red/1,4,blue/2,5,red            ~ the first line holds numbers, dates or booleans as the others do
        NA,red/1,blue/2,red                 ~ values of the first line occur again below
        true,a/false,b                      ~ the first line holds numbers, dates or booleans as the others do
        """)
    void aFirstLineLikeTheOthersIsNone(String lines, String because) {
        CsvDialect dialect = of(lines.split("/"));
        assertThat(dialect.hasHeader()).isFalse();
        assertThat(dialect.because()).isEqualTo(because);
        assertThat(dialect.names()).startsWith("_c0", "_c1");
    }

    /** A label that is called as one of its classes, beside a column of numbers and one of categories of which its name is none. */
    @Test
    void aNameThatIsAValueAsWellMayStandInAHeader() {
        List<String> lines = new ArrayList<>(List.of("city,age,y"));
        for (int i = 0; i < 60; i++) {
            lines.add((i % 3 == 0 ? "Rome" : "Oslo") + "," + (18 + i) + "," + (i % 2 == 0 ? "y" : "n"));
        }
        CsvDialect dialect = of(lines.toArray(String[]::new));
        assertThat(dialect.header()).containsExactly("city", "age", "y");
        // A row whose number is unknown is none for all that.
        lines.set(0, "Rome,unknown,y");
        assertThat(of(lines.toArray(String[]::new)).hasHeader()).isFalse();
    }

    @Test
    void aFirstLineOfAnotherLengthIsLeftOut() {
        CsvDialect dialect = of("178,13,class_0", "14.2,1.7,2,0", "13.2,1.8,2,0", "13.1,2.3,2,1");
        assertThat(dialect.dropsFirst()).isTrue();
        assertThat(dialect.names()).containsExactly("_c0", "_c1", "_c2", "_c3");
        assertThat(dialect.because()).isEqualTo("the first line has 3 fields where the others have 4 and is left out");
    }

    @Test
    void namesOfRowsWithoutANameOfTheirOwn() {
        CsvDialect dialect = of("mpg,cyl", "Mazda,21,6", "Fiat,32,4");
        assertThat(dialect.names()).containsExactly("_c0", "mpg", "cyl");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
        a;b/1,5;2/2,5;3~;
        a|b|c/1|2|3/4|5|6~|
        a,b/"x;y;z",1/"p;q;r",2~,
        name,text/1,"hello, world"/2,"a; b"~,
        id;price;note/1;1,50;a, b/2;2,75;c~;
        one/two/three~,
        1,5;2,5/3,5;4,5~;
        """)
    void theSeparatorIsTheMostEvenOne(String lines, String separator) {
        assertThat(of(lines.split("/")).separator()).isEqualTo(separator);
    }

    /** Lines are written with a slash between them; the last stands a hundred times. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
        x;y/2,02;a~;
        laenge;breite;gewicht/4,66;9,70;8,17~;
        name;preis/Ei, gross;11,31~;
        Werte, in Euro/x;y/2,02;3,50~;
        x|y/1,5|2,5~|
        a,b,range/1,2,3;4~,
        id,kinds/1,a;b~,
        id,n,kinds/1,2,a;b~,
        """)
    void aDecimalCommaSeparatesNothing(String lines, String separator) {
        String last = lines.substring(lines.lastIndexOf('/') + 1);
        assertThat(of((lines + ("/" + last).repeat(99)).split("/")).separator()).isEqualTo(separator);
    }

    @Test
    void tabs() {
        CsvDialect dialect = of("status\tage, years", "crew\t12", "first\t14");
        assertThat(dialect.separator()).isEqualTo("\t");
        assertThat(dialect.header()).containsExactly("status", "age, years");
    }

    @Test
    void linesWithinQuotes() {
        CsvDialect dialect = of("id,text", "1,\"first", "second, third\"", "2,\"say \"\"hello\"\"\"");
        assertThat(dialect.isMultiLine()).isTrue();
        assertThat(dialect.escape()).isEqualTo('"');
        assertThat(dialect.columns()).isEqualTo(2);
        CsvDialect stray = of("id,size", "1,\"5 inch", "2,\"6 inch", "3,7");
        assertThat(stray.isMultiLine()).isFalse();
        assertThat(of("a,b", "1,\"x \\\"y\\\"\"").escape()).isEqualTo('\\');
    }

    /** Lines are written with a slash between them, and an apostrophe for each quote. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
        'n','dir','y'/'f0','C:\\d\\','a'/'f1','C:\\e\\','b' ~ '  ~ 3
        'n','dir','y'/'f0','C:\\d\\','a'/'f1','C:\\e','b'   ~ '  ~ 3
        'n','y'/'say ''C:\\''','a'/'no','b'                ~ '  ~ 2
        n,dir/1,C:\\'d/2,e                                 ~ '  ~ 2
        'n','y'/'say \\'so\\'','a'/'no','b'                ~ \\ ~ 2
        'n','y'/'say \\'a, b\\', c','a'/'no','b'           ~ \\ ~ 2
        """)
    void theEscapeIsTheMoreEvenOne(String lines, char escape, int columns) {
        CsvDialect dialect = of(lines.replace('\'', '"').split("/"));
        assertThat(dialect.escape()).isEqualTo(escape == '\'' ? '"' : escape);
        assertThat(dialect.columns()).isEqualTo(columns);
        assertThat(dialect.isMultiLine()).isFalse();
    }

    @Test
    void blanksAfterSeparatorsAndComments() {
        assertThat(of("39, State-gov, 1", "50, Private, 2").trims()).isTrue();
        assertThat(of("39, State-gov,1", "50, Private, 2").trims()).isFalse();
        CsvDialect commented = of("# made by hand", "a,b", "1,2");
        assertThat(commented.comment()).isEqualTo("#");
        assertThat(commented.header()).containsExactly("a", "b");
        assertThat(of("#a,b", "1,2").comment()).isEmpty();
    }

    @Test
    void whatTheConfigSaysWins() {
        CsvDialect.Given given = new CsvDialect.Given(";", null, null, false, null, Set.of(), List.of(), Set.of());
        CsvDialect dialect = CsvDialect.of("a,b;c\n1,2;3\n", true, given);
        assertThat(dialect.columns()).isEqualTo(2);
        assertThat(dialect.hasHeader()).isFalse();
        CsvDialect.Given named =
                new CsvDialect.Given(null, null, null, null, null, Set.of(), List.of("u", "v"), Set.of());
        assertThat(CsvDialect.of("U,v\nu,x\n", true, named).because())
                .isEqualTo("the first line holds the names of table.schema");
        CsvDialect.Given nulls =
                new CsvDialect.Given(null, null, null, null, null, Set.of("none given"), List.of(), Set.of());
        assertThat(CsvDialect.of("none given,red\n1,blue\n2,red\n", true, nulls).hasHeader())
                .isFalse();
    }

    /** Lines are written with a slash between them; the config names y and Z. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
        id,y/1,y/2,n                 ~ id,y       ~ 'y' is a column that was asked for
        city,z/Ulm,z/city,a          ~ city,z     ~ 'z' is a column that was asked for
        1990,Y,1991/5,b,7/6,c,8      ~ 1990,Y,1991 ~ 'Y' is a column that was asked for
        y,/n,1/y,2                   ~ y,         ~ 'y' is a column that was asked for
        x,y/Fiat,1,n/Mazda,2,y       ~ ,x,y       ~ 'y' is a column that was asked for
        """)
    void aFirstLineWithTheNameOfAColumnThatIsAskedForIsAHeader(String lines, String names, String because) {
        CsvDialect.Given given =
                new CsvDialect.Given(null, null, null, null, null, Set.of(), List.of(), Set.of("y", "z"));
        CsvDialect dialect = CsvDialect.of(lines.replace('/', '\n'), true, given);
        assertThat(String.join(",", dialect.header())).isEqualTo(names);
        assertThat(dialect.because()).isEqualTo(because);
        assertThat(dialect.titles()).isEmpty();
    }

    @Test
    void aCutTextEndsWithItsLastWholeLine() {
        CsvDialect dialect = CsvDialect.of("a,b\n1,2\n3,\"4", false, CsvDialect.Given.NOTHING);
        assertThat(dialect.lines()).isEqualTo(2);
        assertThat(dialect.isMultiLine()).isFalse();
    }
}
