package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class NestedColumnsTest {
    private static final String NESTED =
            "select 1 as n, named_struct('b', 2, 'c', named_struct('d e', 'x', 'f.g', 3)) as a, array(1, 2, 3) as"
                    + " tags, map('k', 1) as props, 'y' as y union all select 4, null, null, null, 'z'";

    private final SparkSession session = SparkExtension.session();

    private Table read(
            String sql, String label, List<String> features, List<String> ignore, Map<String, ColumnConfig> columns) {
        return TableReader.read(
                session, new TableConfig(new Source.Query(sql), "", label, List.of(), "", features, ignore, columns));
    }

    private static List<String> names(Table table) {
        return table.columns().stream().map(Column::name).toList();
    }

    @Test
    void structsBecomeTheirFieldsAndTheRestIsNoted() {
        Table table = read(NESTED, "y", List.of(), List.of(), Map.of());
        assertThat(names(table)).containsExactly("n", "a.b", "a.c.d e", "a.c.`f.g`", "y");
        assertThat(table.rows().collectAsList().toString()).isEqualTo("[[1,2,x,3,y], [4,null,null,null,z]]");
        assertThat(table.notes())
                .containsExactly("Left out 2 columns without single values: 'tags' (array<int>), 'props'"
                        + " (map<string,int>); table.columns.NAME.kind = size counts how many elements there are, ="
                        + " nullness whether it is null");
        assertThat(table.expressions())
                .containsEntry("a.b", "`a`.`b`")
                .containsEntry("a.c.d e", "`a`.`c`.`d e`")
                .containsEntry("a.c.`f.g`", "`a`.`c`.`f.g`")
                .hasSize(3);
        table.expressions().forEach((name, sql) -> assertThat(
                        session.sql(NESTED).selectExpr(sql).count())
                .as(name)
                .isEqualTo(2));
    }

    @Test
    void aTableWithoutNestedColumnsIsReadAsItIs() {
        Table table = read("select 1 as `a.b`, 2 as y", "y", List.of(), List.of(), Map.of());
        assertThat(table.expressions()).isEmpty();
        assertThat(table.notes()).isEmpty();
    }

    @Test
    void structsAndFieldsMayBeNamed() {
        assertThat(names(read(NESTED, "a.b", List.of("a.c"), List.of(), Map.of())))
                .containsExactly("a.c.d e", "a.c.`f.g`", "a.b");
        assertThat(names(read(NESTED, "y", List.of(), List.of("a", "tags"), Map.of())))
                .containsExactly("n", "y");
        Table one = read(NESTED, "y", List.of("a.*"), List.of("a.c.*"), Map.of());
        assertThat(names(one)).containsExactly("a.b", "y");
        assertThat(one.notes()).isEmpty();
        assertThat(read(NESTED, "y", List.of("t*", "n"), List.of(), Map.of()).notes())
                .singleElement()
                .asString()
                .startsWith("Left out a column without single values: 'tags' (array<int>);");
    }

    @Test
    void sizeAndNullnessAreCountedWhereAsked() {
        Map<String, ColumnConfig> asked = Map.of(
                "tags", new ColumnConfig("size", "", ""),
                "props", new ColumnConfig("nullness", "", ""),
                "a", new ColumnConfig("nullness", "", ""));
        Table table = read(NESTED, "y", List.of(), List.of(), asked);
        assertThat(names(table)).containsExactly("n", "a", "tags", "props", "y");
        assertThat(table.rows().collectAsList().toString()).isEqualTo("[[1,false,3,false,y], [4,true,null,true,z]]");
        assertThat(table.columns().get(2).kind()).isEqualTo(Kind.NUMERIC);
        assertThat(table.columns().get(3).kind()).isEqualTo(Kind.CATEGORICAL);
        assertThat(table.notes()).isEmpty();
        assertThatThrownBy(() -> read(NESTED, "y", List.of(), List.of(), Map.of("n", new ColumnConfig("size", "", ""))))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot count the size of column 'n': expected an array, a map, a text or bytes, found int");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        tags | n    | Cannot count column 'tags' of table.label: expected a column of single values, found array<int>; table.columns."tags".kind = nullness counts whether it is null, = size how many elements an array or a map has
        y    | tags | Cannot count column 'tags' of table.features: expected a column of single values, found array<int>; table.columns."tags".kind = nullness counts whether it is null, = size how many elements an array or a map has
        a.c  | n    | Cannot take column 'a.c' for table.label: it is a struct, expected one of its fields: 'a.c.d e', 'a.c.`f.g`'
        a.x  | n    | No column 'a.x' for table.label, did you mean 'a.b'?
        """)
    void whatHasNoSingleValuesIsRefusedWhereNamed(String label, String feature, String message) {
        assertThatThrownBy(() -> read(NESTED, label, List.of(feature), List.of(), Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessage(message);
    }

    @Test
    void equalNamesAfterFlatteningAreRefused() {
        String twice = "select 1 as `a.b`, named_struct('b', 2, 'c', 3) as a, 4 as y";
        assertThatThrownBy(() -> read(twice, "y", List.of(), List.of(), Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessage("Two columns are named 'a.b', as fields of structs are named: leave them out with"
                        + " table.ignore, or rename one in table.query");
        assertThat(names(read(twice, "y", List.of(), List.of("a.b"), Map.of()))).containsExactly("a.c", "y");
        assertThat(names(read(twice, "y", List.of(), List.of("a"), Map.of()))).containsExactly("a.b", "y");
        ColumnConfig derived = new ColumnConfig("", "", "a.c * 2");
        assertThat(names(read(
                        "select named_struct('b', 2, 'c', 3) as a, 4 as y",
                        "y",
                        List.of(),
                        List.of(),
                        Map.of("a.b", derived))))
                .containsExactly("a.c", "a.b", "y");
    }

    @Test
    void textsThatMeanNull() {
        String sql = "select stack(4, 'NA', 1, 'u', ' ? ', 2, 'v', 'it\\'s', 3, 'NA', 'ok', 4, 'w') as (t, n, y),"
                + " named_struct('t', 'NA') as s";
        Table table = TableReader.read(
                session,
                new TableConfig(
                                new Source.Query(sql),
                                "t is null or t = 'ok'",
                                "y",
                                List.of(),
                                "",
                                List.of(),
                                List.of(),
                                Map.of())
                        .withNullValues(List.of("NA", "?", "it's")));
        assertThat(table.rows().collectAsList().toString())
                .isEqualTo("[[null,1,null,u], [null,2,null,v], [null,3,null,null], [ok,4,null,w]]");
        assertThat(table.expressions().get("t"))
                .isEqualTo("CASE WHEN trim(`t`) IN ('NA', '?', 'it\\'s') THEN NULL ELSE `t` END");
    }
}
