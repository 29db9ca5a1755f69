package io.github.surprisal.table.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class CsvReaderTest {
    private static final String SAY =
            "; table.format, table.schema and table.options { sep, header, inferSchema } say otherwise";

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private static TableConfig config(Path path, Map<String, String> options, String schema) {
        return TestTables.config(new Source.Files(path.toString(), "", options, schema));
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private Table read(Path path) {
        return TableReader.read(session, config(path, Map.of(), ""));
    }

    private static String types(Table table) {
        return String.join(
                ", ",
                table.columns().stream()
                        .map(column -> column.name() + " " + column.type().catalogString())
                        .toList());
    }

    private static String rows(Table table) {
        return table.rows().collectAsList().toString();
    }

    @Test
    void aPathIsEnough() throws IOException {
        Table table = read(file(
                "people.csv",
                "age,name,since,score,zip,ok",
                "17,\"a, b\",2020-01-01,1.5,02134,true",
                ",c,2021-02-03,2,10001,False"));
        assertThat(types(table)).isEqualTo("age int, name string, since date, score double, zip string, ok boolean");
        assertThat(rows(table)).isEqualTo("[[17,a, b,2020-01-01,1.5,02134,true], [null,c,2021-02-03,2.0,10001,false]]");
        assertThat(table.notes())
                .containsExactly(
                        "Read as CSV by its ending, separated by ',', with a header: 'age' and 4 more stand above"
                                + " numbers, dates or booleans, types found in a pass over all rows" + SAY,
                        "Text for the leading zeros of its numbers: 'zip'; table.columns.NAME.kind = numeric reads"
                                + " numbers");
    }

    @Test
    void whatTheConfigSaysIsNeitherGuessedNorNoted() throws IOException {
        Path path = file("a.txt", "x;y", "1;2", "u;3");
        TableConfig said = TestTables.config(new Source.Files(
                path.toString(), "CSV", Map.of("header", "false", "inferSchema", "false", "sep", ";"), ""));
        Table table = TableReader.read(session, said);
        assertThat(types(table)).isEqualTo("_c0 string, _c1 string");
        assertThat(rows(table)).isEqualTo("[[x,y], [1,2], [u,3]]");
        assertThat(table.notes()).isEmpty();
        Table typed = TableReader.read(session, config(path, Map.of("delimiter", ";"), "p STRING, q INT"));
        assertThat(rows(typed)).isEqualTo("[[1,2], [u,3]]");
        assertThat(typed.notes())
                .containsExactly(
                        "Read as CSV by how it begins, with a header: 'y' stands above numbers, dates or booleans"
                                + SAY,
                        "table.schema, which goes by position, names columns of the header anew: 'x' as 'p', 'y' as 'q'");
    }

    @Test
    void aSchemaGoesByPosition() throws IOException {
        Path path = file("a.csv", "name,age,city", "ann,3,x", "bob,4,y");
        assertThatThrownBy(() -> TableReader.read(session, config(path, Map.of(), "City STRING, age INT, name STRING")))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot read '" + path + "' as CSV: table.schema has 'City' as column 1, which is column 3 of"
                                + " the file's header; expected the order of the header, for the schema goes by position:"
                                + " name, age, city");
        Table shorter = TableReader.read(session, config(path, Map.of(), "name STRING, age INT"));
        assertThat(rows(shorter)).isEqualTo("[[ann,3], [bob,4]]");
        assertThat(shorter.notes()).contains("table.schema has 2 columns, the header 3: what is beyond is left out");
        Table whole = TableReader.read(session, config(path, Map.of(), "NAME STRING, age BIGINT, city STRING"));
        assertThat(types(whole)).isEqualTo("NAME string, age bigint, city string");
        assertThat(rows(whole)).isEqualTo("[[ann,3,x], [bob,4,y]]");
        assertThat(whole.notes()).hasSize(1);
        Path parts = Files.createDirectories(folder.resolve("parts"));
        Files.writeString(parts.resolve("a.csv"), "name,age\nann,3\n");
        Files.writeString(parts.resolve("b.csv"), "age,name\n4,bob\n");
        assertThatThrownBy(() -> TableReader.read(session, config(parts, Map.of(), "name STRING, age STRING"))
                        .rows())
                .hasMessageContaining("'b.csv' has the columns of 'a.csv' in another order");
    }

    @Test
    void aLateValueOfAnotherTypeIsNotLost() throws IOException {
        StringBuilder text = new StringBuilder("n,m\n");
        for (int i = 0; i < 40_000; i++) {
            text.append(i).append(",").append(i).append('\n');
        }
        Path path = Files.writeString(folder.resolve("late.csv"), text.append("unknown,2.5\n"));
        Table table = read(path);
        assertThat(types(table)).isEqualTo("n string, m double");
        assertThat(table.rows().where("c0 = 'unknown'").collectAsList().toString())
                .isEqualTo("[[unknown,2.5]]");
        Table nulled = TableReader.read(session, config(path, Map.of(), "").withNullValues(List.of("NA", "unknown")));
        assertThat(types(nulled)).isEqualTo("n int, m double");
        assertThat(nulled.rows().where("c0 is null").collectAsList().toString()).isEqualTo("[[null,2.5]]");
        assertThat(nulled.rows().count()).isEqualTo(40_001);
    }

    @Test
    void severalTextsMeanNullBeforeTyping() throws IOException {
        Path path = file("n.csv", "income,job,day", "NA,cook,2020-01-01", "12,?,?", "?,\"\",", " 7 ,NA,2020-01-02");
        Table table = TableReader.read(session, config(path, Map.of(), "").withNullValues(List.of("NA", "?")));
        assertThat(types(table)).isEqualTo("income int, job string, day date");
        assertThat(rows(table))
                .isEqualTo("[[null,cook,2020-01-01], [12,null,null], [null,null,null], [7,null,2020-01-02]]");
        Table schema = TableReader.read(
                session,
                config(path, Map.of(), "income INT, job STRING, day DATE").withNullValues(List.of("NA", "?")));
        assertThat(rows(schema)).isEqualTo(rows(table));
    }

    @Test
    void codesAreNumbersWhereTheConfigSaysSo() throws IOException {
        Path path = file("z.csv", "zip,x", "02134,1", "10001,2");
        TableConfig config = new TableConfig(
                new Source.Files(path.toString(), "", Map.of(), ""),
                "",
                "",
                List.of(),
                "",
                List.of(),
                List.of(),
                Map.of("zip", new ColumnConfig("numeric", "", "")));
        Table table = TableReader.read(session, config);
        assertThat(types(table)).isEqualTo("zip int, x int");
        assertThat(rows(table)).isEqualTo("[[2134,1], [10001,2]]");
        assertThat(table.notes()).hasSize(1);
    }

    @Test
    void linesWithinQuotesBeyondTheSample() throws IOException {
        StringBuilder text = new StringBuilder("id,text\n");
        for (int i = 0; i < 40_000; i++) {
            text.append(i).append(",plain text\n");
        }
        text.append("40000,\"of two\nlines, say \"\"so\"\"\"\n");
        Table table = read(Files.writeString(folder.resolve("lines.csv"), text));
        assertThat(table.rows().count()).isEqualTo(40_001);
        assertThat(table.rows().where("c0 = 40000").collectAsList().toString())
                .isEqualTo("[[40000,of two\nlines, say \"so\"]]");
        assertThat(table.notes()).singleElement().asString().contains("with lines that end within quotes");
    }

    @Test
    void fieldsThatEndWithABackslash() throws IOException {
        Table table = read(file("p.csv", "\"n\",\"dir\",\"y\"", "\"1\",\"C:\\d\\\",\"a\"", "\"2\",\"C:\\e\",\"b\""));
        assertThat(types(table)).isEqualTo("n int, dir string, y string");
        assertThat(rows(table)).isEqualTo("[[1,C:\\d\\,a], [2,C:\\e,b]]");
        assertThat(table.notes()).hasSize(1);
    }

    @Test
    void unevenLinesAreTold() throws IOException {
        Table table = read(file("u.csv", "a,b,c", "1,2,3", "4,5", "6,7,8,9", "1,1,1"));
        assertThat(rows(table)).isEqualTo("[[1,2,3], [4,5,null], [6,7,8], [1,1,1]]");
        assertThat(table.notes().get(1))
                .isEqualTo("Of 4 lines of '" + folder + "/u.csv', 2 have not 3 fields: what is missing is null, what is"
                        + " beyond is left out; table.options.mode = FAILFAST refuses them");
    }

    @Test
    void encodings() throws IOException {
        Path latin =
                Files.write(folder.resolve("l.csv"), "ort,n\nKöln,1\nUlm,2\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(rows(read(latin))).isEqualTo("[[Köln,1], [Ulm,2]]");
        assertThat(read(latin).notes().get(0)).contains("in Latin-1, not being UTF-8");
        Path marked = Files.write(folder.resolve("m.csv"), "\ufefford,n\nKöln,1\n".getBytes(StandardCharsets.UTF_8));
        assertThat(types(read(marked))).isEqualTo("ord string, n int");
        Path wide = Files.write(folder.resolve("w.csv"), "ort,n\nKöln,1\n".getBytes(StandardCharsets.UTF_16));
        assertThat(rows(read(wide))).isEqualTo("[[Köln,1]]");
    }

    @Test
    void windowsCharactersAmongLatin1() throws IOException {
        Charset windows = Charset.forName("windows-1252");
        String text = "price €,kind\n1,\u201cx\u201d\n–,Köln €\n3,y\n";
        Path path = Files.write(folder.resolve("w.csv"), text.getBytes(windows));
        Table table = TableReader.read(session, config(path, Map.of(), "").withNullValues(List.of("–")));
        assertThat(types(table)).isEqualTo("price € int, kind string");
        assertThat(rows(table)).isEqualTo("[[1,\u201cx\u201d], [null,Köln €], [3,y]]");
        for (Map<String, String> options :
                List.of(Map.<String, String>of(), Map.of("inferSchema", "true"), Map.of("encoding", "windows-1252"))) {
            Table other = TableReader.read(session, config(path, options, ""));
            assertThat(types(other)).isEqualTo("price € string, kind string");
            assertThat(rows(other)).isEqualTo("[[1,\u201cx\u201d], [–,Köln €], [3,y]]");
        }
        session.conf().unset("spark.sql.legacy.javaCharsets");
        // 0x81 is open in Windows-1252: values that differ stay so.
        Path open = Files.write(
                folder.resolve("o.csv"), "a,b\nx\u0081,1\nx\u008d,2\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(rows(read(open))).isEqualTo("[[x\u0081,1], [x\u008d,2]]");
        assertThat(rows(read(late("late.csv", "\u201cK\u201d,2\n".getBytes(windows)))))
                .endsWith(", [\u201cK\u201d,2]]");
    }

    @Test
    void textsThatAreNoValuesOfTheSchemasTypeAreRefused() throws IOException {
        Path path = file("s.csv", "when,n,b,p", "2024-01-01, 5 ,true,1.50", ", ,,", "2024-02-30,x,maybe,y");
        String schema = "when DATE, n INT, b BOOLEAN, p DECIMAL(5,2)";
        Table refused = TableReader.read(session, config(path, Map.of(), schema));
        assertThat(refused.rows().limit(2).collectAsList())
                .hasToString("[[2024-01-01,5,true,1.50], [null,null,null,null]]");
        assertThatThrownBy(() -> refused.rows().select("c1").collectAsList())
                .hasRootCauseInstanceOf(UserException.class)
                .hasRootCauseMessage("Cannot read '" + path
                        + "' as CSV: column 'n' is INT in table.schema or drift.reference.schema, found 'x';"
                        + " STRING takes any text, table.null-values = [\"x\"] makes it null, table.options.mode ="
                        + " PERMISSIVE all such");
        Table permissive = TableReader.read(session, config(path, Map.of("mode", "PERMISSIVE"), schema));
        assertThat(rows(permissive)).endsWith("[null,null,null,null]]");
    }

    /** What Spark's reader takes is taken, and a column that cannot be checked leaves the others to be. */
    @Test
    void valuesOfTheSchemasTypesAreReadAsSparkReadsThem() throws IOException {
        Path path = file("v.csv", "t,p,d,n", "2024-01-01 00:00:00,\"1,234.50\",INTERVAL '1' DAY,1", ",,,x");
        String schema = "t TIMESTAMP, p DECIMAL(10,2), d INTERVAL DAY, n STRING COLLATE UTF8_LCASE";
        for (Map<String, String> options : List.of(Map.<String, String>of(), Map.of("timeZone", "America/New_York"))) {
            Table table = TableReader.read(session, config(path, options, schema));
            assertThat(table.rows()
                            .selectExpr("unix_timestamp(c0)", "c1", "c2", "c3")
                            .first()
                            .toString())
                    .isEqualTo(options.isEmpty() ? "[1704067200,1234.50,PT24H,1]" : "[1704085200,1234.50,PT24H,1]");
        }
        Path nulls = file("u.csv", "t,d,n", "2024-01-01 00:00:00,31.12.2024,1", "NA,NA,x");
        Table formats = TableReader.read(
                session,
                config(
                                nulls,
                                Map.of("timeZone", "America/New_York", "dateFormat", "dd.MM.yyyy"),
                                "t TIMESTAMP, d DATE, n INT")
                        .withNullValues(List.of("NA")));
        assertThat(formats.rows().selectExpr("unix_timestamp(c0)", "c1", "c2").collectAsList())
                .hasToString("[[1704085200,2024-12-31,1], [null,null,null]]");
        Table wrong =
                TableReader.read(session, config(path, Map.of(), schema.replace("STRING COLLATE UTF8_LCASE", "INT")));
        assertThatThrownBy(() -> wrong.rows().select("c3").collectAsList())
                .rootCause()
                .hasMessageContaining("column 'n' is INT in table.schema");
        Table collated = TableReader.read(session, config(path, Map.of(), schema.replace("p DECIMAL(10,2)", "p INT")));
        assertThatThrownBy(() -> collated.rows().select("c1").collectAsList())
                .rootCause()
                .hasMessageContaining("column 'p' is INT in table.schema");
    }

    /** Values that mean null are null in columns of numbers and dates too, whatever else is said of how they are written. */
    @Test
    void valuesThatMeanNullBesideFormats() throws IOException {
        Path path = file("n.csv", "x,d,p,y", "-1,31.12.2024,\"1,5\",a", "5,-1,x,0", "6,01.02.2024,-1,b", ",,,");
        String schema = "x INT, d DATE, p DOUBLE, y STRING";
        List<String> nulls = List.of("-1", "0");
        Map<String, String> formats = Map.of("dateFormat", "dd.MM.yyyy", "timeZone", "UTC");
        assertThat(rows(TableReader.read(session, config(path, formats, schema).withNullValues(nulls))))
                .isEqualTo(
                        "[[null,2024-12-31,null,a], [5,null,null,null], [6,2024-02-01,null,b], [null,null,null,null]]");
        Map<String, String> dropped = Map.of("dateFormat", "dd.MM.yyyy", "mode", "DROPMALFORMED");
        assertThat(rows(TableReader.read(session, config(path, dropped, schema).withNullValues(nulls))))
                .isEqualTo("[[6,2024-02-01,null,b], [null,null,null,null]]");
        Map<String, String> strict = Map.of("dateFormat", "dd.MM.yyyy", "mode", "FAILFAST");
        Table strictly = TableReader.read(session, config(path, strict, schema).withNullValues(nulls));
        assertThat(strictly.rows().select("c0", "c1").collectAsList()).hasSize(4);
        assertThatThrownBy(() -> strictly.rows().select("c2").collectAsList())
                .rootCause()
                .hasMessageContaining("column 'p' is DOUBLE in table.schema or drift.reference.schema, found '1,5'");
    }

    @Test
    void windowsCharactersInNamesAlone() throws IOException {
        Charset windows = Charset.forName("windows-1252");
        Path path = Files.write(folder.resolve("h.csv"), "price €,kind\n1,x\nprice €,kind\n2,y\n".getBytes(windows));
        Table table = TableReader.read(session, config(path, Map.of(), ""));
        assertThat(types(table)).isEqualTo("price € int, kind string");
        assertThat(rows(table)).isEqualTo("[[1,x], [2,y]]");
        Path once = Files.write(folder.resolve("once.csv"), "price €,kind\n1,x\n".getBytes(windows));
        Table checked = TableReader.read(session, config(once, Map.of("enforceSchema", "false"), ""));
        assertThat(rows(checked)).isEqualTo("[[1,x]]");
        Table given =
                TableReader.read(session, config(once, Map.of("enforceSchema", "false"), "`price €` INT, kind STRING"));
        assertThat(types(given)).isEqualTo("price € int, kind string");
        assertThat(rows(given)).isEqualTo("[[1,x]]");
    }

    /** The setting that Spark wants for them is made in the session that the table belongs to. */
    @Test
    void encodingsOfJavaInAnotherSession() throws IOException {
        SparkSession other = session.newSession();
        Path path = Files.write(folder.resolve("k.csv"), "имя,n\nдом,1\n".getBytes(Charset.forName("KOI8-R")));
        Table table = TableReader.read(other, config(path, Map.of("encoding", "KOI8-R"), ""));
        assertThat(rows(table)).isEqualTo("[[дом,1]]");
        assertThat(TableBatches.map(table, batches -> {
                            int found = 0;
                            while (batches.hasNext()) {
                                found += batches.next().rows();
                            }
                            return List.of(found).iterator();
                        })
                        .collect())
                .containsExactly(1);
        assertThat(session.conf().contains("spark.sql.legacy.javaCharsets")).isFalse();
    }

    @Test
    void encodingsOfJava() throws IOException {
        for (String name : List.of("windows-1251", "KOI8-R", "GBK", "Shift_JIS")) {
            Path path = Files.write(folder.resolve("j.csv"), "имя,n\nдом,1\nлес,2\n".getBytes(Charset.forName(name)));
            Table table = TableReader.read(session, config(path, Map.of("encoding", name), ""));
            assertThat(types(table)).isEqualTo("имя string, n int");
            assertThat(rows(table)).isEqualTo("[[дом,1], [лес,2]]");
            session.conf().unset("spark.sql.legacy.javaCharsets");
        }
    }

    @Test
    void separatorsOfSeveralCharacters() throws IOException {
        Path path = file("d.csv", "a||b||y", "0||0.463||q", "1||0.373||p");
        Table table = TableReader.read(session, config(path, Map.of("sep", "||"), ""));
        assertThat(types(table)).isEqualTo("a int, b double, y string");
        assertThat(rows(table)).isEqualTo("[[0,0.463,q], [1,0.373,p]]");
        Path tabs = file("t.csv", "a\t;\tb", "1\t;\tu", "2\t;\t");
        Table tabbed = TableReader.read(session, config(tabs, Map.of("delimiter", "\\t;\\t"), ""));
        assertThat(types(tabbed)).isEqualTo("a int, b string");
        assertThat(rows(tabbed)).isEqualTo("[[1,u], [2,null]]");
    }

    @Test
    void anEncodingThatIsNotKnown() throws IOException {
        Path path = file("e.csv", "a,b", "1,2");
        for (String name : List.of("foo", "no such", "")) {
            assertThatThrownBy(() -> TableReader.read(session, config(path, Map.of("encoding", name), "")))
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "Cannot read '" + path + "' as CSV: table.options.encoding = '" + name
                                    + "' is no known encoding; expected a name such as UTF-8, ISO-8859-1, windows-1252 or UTF-16");
        }
    }

    @Test
    void emptyAndHeaderAlone() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        assertThatThrownBy(() -> read(empty))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot read '" + empty + "' as CSV: the file is empty, it has no columns");
        Path blank = file("blank.csv", "", " ");
        assertThatThrownBy(() -> read(blank))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot read '" + blank + "' as CSV: found only blank lines and comments, it has no columns");
        Table header = read(file("header.csv", "a,b"));
        assertThat(types(header)).isEqualTo("a string, b string");
        assertThat(header.rows().count()).isZero();
    }

    @Test
    void foldersCompressionAndOtherSeparators() throws IOException {
        Path parts = Files.createDirectories(folder.resolve("parts/day=1"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(parts.resolve("a.csv.gz")))) {
            out.write("x;y\n1;2,5\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(folder.resolve("parts/_SUCCESS"), "");
        Table table = read(folder.resolve("parts"));
        assertThat(types(table)).isEqualTo("x int, y string, day int");
        assertThat(rows(read(file("t.tsv", "x\ty, z", "1\t2")))).isEqualTo("[[1,2]]");
        Files.writeString(folder.resolve("parts/day=1/b.csv"), "y;x\n1;2\n");
        assertThatThrownBy(() -> read(folder.resolve("parts")))
                .hasMessageContaining("'day=1/b.csv' has the columns of 'day=1/a.csv.gz' in another order");
    }

    private TableConfig labelled(Path path, String label) {
        return new TableConfig(
                new Source.Files(path.toString(), "", Map.of(), ""),
                "",
                label,
                List.of(),
                "",
                List.of(),
                List.of("x*"),
                Map.of("made", new ColumnConfig("", "", "1")));
    }

    @Test
    void theLabelIsInTheHeaderWhateverIsBelow() throws IOException {
        Path path = file("t.csv", "x,y", "1,y", "2,n");
        Table table = TableReader.read(session, labelled(path, "Y"));
        assertThat(types(table)).isEqualTo("made int, y string");
        assertThat(table.notes().get(0)).contains("with a header: 'y' is a column that was asked for");
        assertThat(labelled(path, "Y").named()).containsExactly("Y");
    }

    @Test
    void aNameWhereNoColumnHasOneSaysWhatToDo() throws IOException {
        Path path = file("t.csv", "1,y", "2,n");
        TableConfig plain = config(path, Map.of(), "").withLabel("label");
        assertThatThrownBy(() -> TableReader.read(session, plain))
                .hasMessage("No column 'label' for table.label: found '_c0', '_c1', as columns of a CSV file without a"
                        + " header are named; table.options.header = true takes the first line for one, table.schema"
                        + " names the columns");
        Path letters = file("u.csv", "a,b", "1,2");
        assertThatThrownBy(() ->
                        TableReader.read(session, config(letters, Map.of(), "").withLabel("z")))
                .hasMessage("No column 'z' for table.label: found 'a', 'b'");
    }

    /** The beginning of a file, which says nothing about its encoding, and what follows. */
    private Path late(String name, byte[]... lines) throws IOException {
        Path path = file(name, "city,n", "Ulm,1\n".repeat(50_000).strip());
        for (byte[] line : lines) {
            Files.write(path, line, StandardOpenOption.APPEND);
        }
        return path;
    }

    private static byte[] latin(String line) {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void bytesBeyondTheBeginningThatAreNotUtf8() throws IOException {
        Table latin = read(late("l.csv", latin("K\u00f6ln,2\n"), latin("K\u00fcln,3\n")));
        assertThat(latin.rows().where("c1 > 1").collectAsList()).hasToString("[[K\u00f6ln,2], [K\u00fcln,3]]");
        assertThat(latin.notes().get(0)).contains("types found in a pass over all rows, in Latin-1, not being UTF-8;");
    }

    @Test
    void linesOfSeveralEncodingsAreTold() throws IOException {
        Path path = late("m.csv", latin("K\u00f6ln,2\n"), "K\u00fcln,3\n".getBytes(StandardCharsets.UTF_8));
        assertThat(read(path).notes())
                .contains("1 line of '" + path
                        + "' is not in UTF-8, as 1 other is: what cannot be read there is '\ufffd', and values that"
                        + " differ in it alone are counted as one; write the file in one encoding, which"
                        + " table.options.encoding names where it is not UTF-8");
        Path sign = late("s.csv", "K\ufffdln,2\n".getBytes(StandardCharsets.UTF_8));
        assertThat(read(sign).notes()).hasSize(1);
    }

    @Test
    void linesOfMoreFieldsThanSparkTakesUntold() throws IOException {
        int columns = 20_481;
        String names = IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        Path path = file("t.csv", names, "1" + ",2".repeat(columns - 1), "3" + ",4".repeat(columns));
        TableConfig config = config(path, Map.of("inferSchema", "false"), "").withLabel("c20480");
        assertThat(TableReader.read(session, config).rows().select("c0").collectAsList())
                .hasToString("[[1], [3]]");
    }

    /** Names that are the same but for their case are Spark's own then, by place; a user who asks for one is told. */
    @Test
    void columnsOfTheSameNameAreTold() throws IOException {
        Path path = file("twice.csv", "Age,age,x,,y", "1,2,3,4,a", "3,4,5,6,b", "5,6,7,8,a");
        assertThat(read(path).notes())
                .contains("Columns that have the same name, in upper or lower case, are told apart by their places:"
                        + " 'Age' is 'Age0', 'age' is 'age1'");
        assertThatThrownBy(() ->
                        TestTables.of(session, new Source.Files(path.toString(), "", Map.of(), ""), "Age", List.of()))
                .hasMessage(
                        "No column 'Age' for table.label: columns that have the same name, in upper or lower case, are"
                                + " told apart by their places: 'Age0', 'age1'");
        Path once = file("once.csv", ",x0,x1,y", "1,3,4,a", "2,5,3,b", "3,7,2,a");
        assertThat(read(once).notes()).noneMatch(note -> note.contains("told apart"));
        assertThatThrownBy(() ->
                        TestTables.of(session, new Source.Files(once.toString(), "", Map.of(), ""), "x", List.of()))
                .hasMessage("No column 'x' for table.label: found '_c0', 'x0', 'x1', 'y'");
    }
}
