package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class TableReaderTest {
    private final SparkSession session = SparkExtension.session();

    /** A config over the columns of a query; each part may be empty. */
    private static TableConfig config(
            String sql,
            String label,
            List<List<String>> groups,
            List<String> features,
            Map<String, ColumnConfig> columns) {
        return new TableConfig(new Source.Query(sql), "", label, groups, "", features, List.of(), columns);
    }

    private List<String> features(TableConfig config) {
        Table table = TableReader.read(session, config);
        return table.features().stream().map(i -> table.columns().get(i).name()).toList();
    }

    @Test
    void featuresAreWhatHasNoOtherRole() {
        String sql = "select 1 as a, 2 as b, 3 as g, 4 as y";
        assertThat(features(config(sql, "y", List.of(List.of("g")), List.of(), Map.of())))
                .containsExactly("a", "b");
        assertThat(features(config(sql, "y", List.of(List.of("g")), List.of("*"), Map.of())))
                .containsExactly("a", "b", "g");
        assertThat(features(config(sql, "y", List.of(), List.of("g", "?"), Map.of())))
                .containsExactly("g", "a", "b");
        assertThat(features(config(sql, "Y", List.of(), List.of("A"), Map.of())))
                .containsExactly("a");
    }

    @Test
    void theOffsetIsNoFeature() {
        Source source = new Source.Query("select 1 as a, 2 as b, 3 as o, 4 as y");
        Table table = TableReader.read(
                session, new TableConfig(source, "", "y", List.of(), "", "o", List.of(), List.of(), Map.of()));
        assertThat(table.features()).containsExactly(0, 1);
        assertThat(table.columns().get(table.offset()).name()).isEqualTo("o");
        assertThatThrownBy(() -> TableReader.read(
                        session,
                        new TableConfig(source, "", "y", List.of(), "", "o", List.of("a", "o"), List.of(), Map.of())))
                .hasMessage("Column 'o' is named as table.offset and in table.features");
        assertThatThrownBy(() -> TableReader.read(
                        session, new TableConfig(source, "", "y", List.of(), "", "y", List.of(), List.of(), Map.of())))
                .hasMessage("Column 'y' is named as table.offset and as table.label");
    }

    @Test
    void anyNameWorks() {
        String sql = "select 1 as `a.b`, 2 as `with space`, 3 as `back``tick`, 4 as `größe`, 5 as y";
        Table table = TableReader.read(
                session, config(sql, "y", List.of(List.of("a.b", "with space")), List.of("*"), Map.of()));
        assertThat(table.columns().stream().map(Column::name))
                .containsExactly("a.b", "with space", "back`tick", "größe", "y");
        assertThat(table.rows().first().toString()).isEqualTo("[1,2,3,4,5]");
        assertThat(table.groupings()).containsExactly(List.of(0, 1));
    }

    @Test
    void namesThatStandTwiceAreRefusedOnlyWhenNamed() {
        String sql = "select 1 as a, 2 as A, 3 as b, 4 as y";
        assertThat(features(config(sql, "y", List.of(), List.of(), Map.of()))).containsExactly("a", "A", "b");
        assertThat(features(config(sql, "y", List.of(), List.of("A"), Map.of())))
                .containsExactly("A");
        assertThatThrownBy(
                        () -> features(config("select 1 as a, 2 as a, 4 as y", "y", List.of(), List.of("a"), Map.of())))
                .isInstanceOf(UserException.class)
                .hasMessage("Column 'a' of table.features is ambiguous: found 2 columns of that name, expected one");
    }

    @Test
    void derivedColumnsAndKinds() {
        ColumnConfig late = new ColumnConfig("", "", "delay > 15");
        ColumnConfig zip = new ColumnConfig("categorical", "", "");
        Table table = TableReader.read(
                session,
                config("select 20 as delay, 5 as zip", "late", List.of(), List.of(), Map.of("late", late, "zip", zip)));
        assertThat(table.columns().get(table.label()).name()).isEqualTo("late");
        assertThat(table.columns().get(1).kind()).isEqualTo(Kind.CATEGORICAL);
        assertThat(table.columns().get(0).kind()).isEqualTo(Kind.NUMERIC);
        assertThatThrownBy(() -> TableReader.read(
                        session,
                        config(
                                "select 'a' as s, 5 as y",
                                "y",
                                List.of(),
                                List.of(),
                                Map.of("s", new ColumnConfig("numeric", "", "")))))
                .hasMessage(
                        "Cannot take column 's' as numeric: type must be a number, date or timestamp, found string");
        assertThatThrownBy(() -> TableReader.read(
                        session,
                        config(
                                "select 5 as y",
                                "y",
                                List.of(),
                                List.of(),
                                Map.of("z", new ColumnConfig("", "", "nothere + 1")))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Cannot read table.columns.z.expression: ")
                .hasMessageContaining("nothere");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        lable  | x     | g     | No column 'lable' for table.label, did you mean 'label'?
        label  | zzzzz | g     | No column 'zzzzz' for table.features: found 'x', 'g', 'label'
        label  | q*    | g     | No column matches 'q*' of table.features: found 'x', 'g', 'label'
        label  | label | g     | Column 'label' is named as table.label and in table.features
        label  | x     | label | Column 'label' is named as table.label and in table.groups
        label  | x     | h     | No column 'h' for table.groups: found 'x', 'g', 'label'
        """)
    void wrongNamesGetOneClearLine(String label, String feature, String group, String message) {
        assertThatThrownBy(() -> TableReader.read(
                        session,
                        config(
                                "select 1 as x, 2 as g, 3 as label",
                                label,
                                List.of(List.of(group)),
                                List.of(feature),
                                Map.of())))
                .isInstanceOf(UserException.class)
                .hasMessage(message);
    }

    @Test
    void unreadableSourcesGetOneClearLine(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> TableReader.read(session, files(folder.resolve("no/such*.csv"), "csv")))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot read '" + folder + "/no/such*.csv': there is no folder '" + folder + "/no'");
        assertThatThrownBy(() -> TableReader.read(session, files(folder, "nosuchformat")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nosuchformat");
        Path broken = Files.writeString(folder.resolve("broken.parquet"), "not parquet at all");
        assertThatThrownBy(() -> TableReader.read(session, files(broken, "parquet")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("broken.parquet");
        assertThatThrownBy(() -> TableReader.read(session, config("selekt 1", "y", List.of(), List.of(), Map.of())))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Cannot read table.query: Syntax error");
    }

    private static TableConfig files(Path path, String format) {
        return TestTables.config(new Source.Files(path.toString(), format, Map.of(), ""));
    }

    @Test
    void aVectorColumnBecomesItsElements(@TempDir Path folder) throws IOException {
        Path train = Files.writeString(folder.resolve("train.svm"), "1 1:0.5 3:2\n-1 2:1\n");
        Path test = Files.writeString(folder.resolve("test.svm"), "1 1:7\n");
        TableConfig config = new TableConfig(
                new Source.Files(train.toString(), "libsvm", Map.of(), ""),
                "",
                "label",
                List.of(),
                "",
                List.of(),
                List.of(),
                Map.of());
        Table table = TableReader.read(session, config);
        assertThat(table.columns().stream().map(Column::name))
                .containsExactly("features_1", "features_2", "features_3", "label");
        assertThat(table.rows().collectAsList().toString()).isEqualTo("[[0.5,0.0,2.0,1.0], [0.0,1.0,0.0,-1.0]]");
        Table second = TableReader.readLike(session, config, test.toString(), table);
        assertThat(second.rows().collectAsList().toString()).isEqualTo("[[7.0,0.0,0.0,1.0]]");
        assertThat(table.input().files()).isEqualTo(1);
        assertThat(table.input().bytes()).isEqualTo(Files.size(train));
    }
}
