package io.github.surprisal.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextTableTest {
    private static final View WIDE = new View(100, 12);

    private static TextTable features() {
        TextTable table =
                new TextTable().text("feature").figure("gain").text("flags").figure("p");
        table.row("sex", "0.1424", "", "1e-60");
        table.row("客室", "12.0000", "leak", "1");
        return table;
    }

    @Test
    void textsToTheLeftAndFiguresToTheRight() {
        assertThat(features().text(WIDE)).isEqualToNormalizingNewlines("""
                feature     gain  flags      p
                sex       0.1424         1e-60
                客室     12.0000  leak       1
                """.indent(2));
    }

    @Test
    void longNamesAreCutBeforeAColumnGivesWay() {
        TextTable table = new TextTable().text("feature").figure("gain");
        table.row("a_very_long_name_of_a_column_that_ends_in_price", "0.1000");
        table.row("a_very_long_name_of_a_column_that_ends_in_count", "0.0500");
        assertThat(table.text(new View(40, 12))).isEqualToNormalizingNewlines("""
                feature                           gain
                a_very_long_nam…_ends_in_price  0.1000
                a_very_long_nam…_ends_in_count  0.0500
                """.indent(2));
    }

    @Test
    void columnsGiveWayFromTheLastAndAreNamed() {
        TextTable table = new TextTable().text("feature");
        IntStream.range(0, 9).forEach(i -> table.figure("city=" + i));
        table.row(List.of("x", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1"));
        String text = table.text(new View(50, 12));
        assertThat(text.lines().limit(2))
                .containsExactly(
                        "  feature  city=0  city=1  city=2  city=3  city=4",
                        "  x           0.1     0.1     0.1     0.1     0.1");
        assertThat(text.replaceAll("\\s+", " "))
                .endsWith("(columns left out for want of width: city=5, city=6, city=7, city=8; COLUMNS=81 has room for"
                        + " them) ");
        assertThat(table.text(new View(81, 12))).contains("city=8").doesNotContain("left out");
        assertThat(text.lines())
                .allSatisfy(line -> assertThat(Printable.width(line)).isLessThanOrEqualTo(50));
    }

    @Test
    void rowsBeyondTheTopAreCounted() {
        TextTable table = new TextTable().text("feature");
        IntStream.range(0, 132).forEach(i -> table.row("f" + i));
        assertThat(table.text(WIDE)).contains("f11").doesNotContain("f12").endsWith("  (120 more: --all shows them)\n");
        assertThat(table.text(new View(100, View.ALL))).contains("f131").doesNotContain("--all");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 60, 80, 200})
    void noLineIsWiderThanTheTerminal(int width) {
        TextTable table = new TextTable()
                .text("a name")
                .figure("a very long heading of figures indeed")
                .text("日本語");
        table.row("x".repeat(90), "1.0000", "日本語".repeat(30));
        View view = new View(width, 12);
        assertThat(table.text(view).lines())
                .allSatisfy(line -> assertThat(Printable.width(line)).isLessThanOrEqualTo(view.width()));
    }

    @Test
    void aCellNeverBreaksALine() {
        TextTable table = new TextTable().text("na\nme");
        table.row("a\u001B[2Jb\rc");
        assertThat(table.text(WIDE)).isEqualToNormalizingNewlines("  na\\nme\n  a\\u001B[2Jb\\rc\n");
    }

    @Test
    void wrappingKeepsWordsWhole() {
        assertThat(new View(40, 12).wrap("Note: ", "  ", "a column of texts that are numbers but for\ta few"))
                .isEqualToNormalizingNewlines("Note: a column of texts that are numbers\n  but for\\ta few\n");
    }
}
