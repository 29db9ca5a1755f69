package io.github.surprisal.count;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class CountScanTest {
    private static final CountConfig DEFAULTS = new CountConfig(65536);

    private final SparkSession session = SparkExtension.session();

    static TableConfig config(String table, String label, List<List<String>> groups, String weight) {
        return new TableConfig(new Source.Catalog(table), "", label, groups, weight, List.of("*"), List.of(), Map.of());
    }

    private Dataset<Row> everyType() {
        return session.range(0, 400, 1, 3)
                .selectExpr(
                        "if(id % 7 = 0, null, cast(id % 5 as string)) as `a string`",
                        "cast(id % 3 as tinyint) as `byte`",
                        "cast(id % 11 - 5 as smallint) as `short`",
                        "cast(id % 13 as int) as `int.dotted`",
                        "id * 1000000007 as `lo``ng`",
                        "if(id % 4 = 0, null, cast(id % 9 as float) / 4) as `float`",
                        "case id % 6 when 0 then double('NaN') when 1 then double('Infinity') when 2 then -0D"
                                + " when 3 then 0D when 4 then double('-Infinity') else null end as `double`",
                        "cast(id % 17 as decimal(10,2)) / 8 as `decimal`",
                        "cast(id % 19 as decimal(38,3)) as `größe`",
                        "id % 2 = 0 as `boolean`",
                        "date_add(date'2020-02-27', cast(id % 5 as int)) as `date`",
                        "timestamp_micros(id % 23 * 1234567) as `timestamp`",
                        "cast(timestamp_micros(id % 29) as timestamp_ntz) as `ntz`",
                        "cast(cast(id % 31 as string) as binary) as `binary`",
                        "make_ym_interval(1, cast(id % 3 as int)) as `months`",
                        "make_dt_interval(0, 0, cast(id % 4 as int)) as `seconds`",
                        "if(id % 10 = 9, null, if(id % 3 = 0, 'yes', 'no')) as label",
                        "if(id % 50 = 1, null, id % 4) as g1",
                        "cast(id % 3 as string) as g2",
                        "cast(id % 5 as double) / 4 as w");
    }

    /** What Spark's own aggregation says of some columns, in one query: a row per column, value, label, {@code g1} and {@code g2}. */
    private static List<Row> grouped(Dataset<Row> rows, List<Integer> columns, String sum) {
        String[] names = rows.columns();
        String[] safe = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            safe[i] = names[i].matches("label|g1|g2|w") ? names[i] : "x" + i;
        }
        rows.toDF(safe).createOrReplaceTempView("safe");
        String selected =
                columns.stream().map(c -> "grouping(x%d), x%1$d".formatted(c)).collect(joining(", "));
        String sets =
                columns.stream().map(c -> "(x%d, label, g1, g2)".formatted(c)).collect(joining(", "));
        return rows.sparkSession()
                .sql("select label, g1, g2, cast(%s as double), %s from safe %s group by grouping sets (%s)"
                        .formatted(sum, selected, sum.equals("count(1)") ? "" : "where w > 0", sets))
                .collectAsList();
    }

    /** The same of one column and of the rows of a group, value by value as text. */
    private static Map<String, Double> expected(List<Row> grouped, int at, Predicate<Row> group) {
        Map<String, Double> counts = new TreeMap<>();
        for (Row row : grouped) {
            int value = 5 + 2 * at;
            if (row.getByte(value - 1) == 0 && group.test(row)) {
                counts.merge(
                        (row.isNullAt(value) ? "null" : normal(row.get(value))) + "|" + row.get(0),
                        row.getDouble(3),
                        Double::sum);
            }
        }
        return counts;
    }

    private static String normal(Object value) {
        return value instanceof byte[] bytes ? java.util.HexFormat.of().formatHex(bytes) : value.toString();
    }

    private static Map<String, Double> actual(Counts counts, int column, int group) {
        Map<String, Double> found = new TreeMap<>();
        ColumnCounts columnCounts = counts.columns().get(column);
        ColumnGroup columnGroup = columnCounts.groups().get(group);
        int classes = columnGroup.nulls().length;
        for (int k = 0; k < classes; k++) {
            String label = k == classes - 1 ? "null" : counts.classes().text(k);
            if (columnGroup.nulls()[k] > 0) {
                found.put("null|" + label, columnGroup.nulls()[k]);
            }
            ContingencyTable table = columnGroup.table();
            for (int i = 0; i < table.size(); i++) {
                if (table.count(i, k) > 0) {
                    found.put(columnCounts.categories().text(table.categories()[i]) + "|" + label, table.count(i, k));
                }
            }
        }
        return found;
    }

    @Test
    void countsEveryTypeAsSparkDoes() {
        Dataset<Row> rows = everyType();
        rows.createOrReplaceTempView("every_type");
        for (String weight : List.of("", "w")) {
            Table table = TableReader.read(
                    session, config("every_type", "label", List.of(List.of("g1"), List.of("g1", "g2")), weight));
            Counts counts = CountScan.count(table, DEFAULTS);
            String sum = weight.isEmpty() ? "count(1)" : "sum(w)";
            List<Integer> columns = IntStream.range(0, 16)
                    .filter(c -> !rows.schema()
                            .fields()[c]
                            .dataType()
                            .catalogString()
                            .matches("(timestamp|interval|decimal).*"))
                    .boxed()
                    .toList();
            List<Row> grouped = grouped(rows, columns, sum);
            for (int at = 0; at < columns.size(); at++) {
                int c = columns.get(at);
                String type = rows.schema().fields()[c].dataType().catalogString();
                assertThat(actual(counts, c, 0)).as(type).isEqualTo(expected(grouped, at, row -> true));
                assertThat(actual(counts, c, groupOf(counts, "2")))
                        .as(type)
                        .isEqualTo(expected(grouped, at, row -> !row.isNullAt(1) && row.getLong(1) == 2));
                assertThat(actual(counts, c, groupOf(counts, null, "1")))
                        .as(type)
                        .isEqualTo(expected(
                                grouped,
                                at,
                                row -> row.isNullAt(1) && row.getString(2).equals("1")));
            }
            assertThat(counts.groups().get(0).rows()).isEqualTo(weight.isEmpty() ? 400 : 200);
            assertThat(counts.scans()).isEqualTo(1);
        }
    }

    private static int groupOf(Counts counts, String... values) {
        for (int i = 1; i < counts.groups().size(); i++) {
            if (counts.groups().get(i).values().equals(java.util.Arrays.asList(values))) {
                return i;
            }
        }
        throw new AssertionError("No group " + List.of(values));
    }

    @Test
    void textsOfValuesAreStable() {
        everyType().createOrReplaceTempView("every_type");
        Counts counts =
                CountScan.count(TableReader.read(session, config("every_type", "label", List.of(), "")), DEFAULTS);
        Map<String, String> first = new TreeMap<>();
        counts.columns()
                .forEach(c ->
                        first.put(c.name(), c.categories().text(c.categories().size() - 1)));
        assertThat(first)
                .containsEntry("double", "NaN")
                .containsEntry("decimal", "2.000000")
                .containsEntry("größe", "18.000")
                .containsEntry("date", "2020-03-02")
                .containsEntry("timestamp", "1970-01-01T00:00:27.160474Z")
                .containsEntry("months", "P1Y2M")
                .containsEntry("seconds", "PT3M");
        ColumnCounts doubles = counts.columns().get(6);
        assertThat(doubles.categories().size()).as("-0.0 is 0.0").isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void neitherFormatNorOrderNorPartitioningMatters(int partitions, @TempDir Path folder) {
        Dataset<Row> rows = everyType().drop("months", "seconds");
        rows.createOrReplaceTempView("as_rows");
        String parquet = folder.resolve("p").toString();
        rows.orderBy(org.apache.spark.sql.functions.expr("hash(`a string`, `lo``ng`)"))
                .repartition(partitions)
                .write()
                .parquet(parquet);
        session.read().parquet(parquet).createOrReplaceTempView("as_parquet");
        for (int limit : new int[] {65536, 8}) {
            List<String> texts = new ArrayList<>();
            for (String view : List.of("as_rows", "as_parquet")) {
                Table table = TableReader.read(session, config(view, "label", List.of(List.of("g2")), "w"));
                for (int reducers : new int[] {1, 5}) {
                    texts.add(describe(CountScan.count(table, new CountConfig(limit), reducers)));
                }
            }
            assertThat(texts).containsOnly(texts.get(0));
        }
    }

    /** Everything in the counts as text, every bit of every number. */
    static String describe(Counts counts) {
        StringBuilder text = new StringBuilder();
        for (Group group : counts.groups()) {
            text.append(group.columns()).append(group.values()).append(group.rows());
            text.append(java.util.Arrays.toString(group.classes())).append('\n');
        }
        for (ColumnCounts column : counts.columns()) {
            text.append(column.name()).append(column.overLimit()).append(column.edges());
            for (int i = 0; i < column.categories().size(); i++) {
                text.append(column.categories().text(i)).append(' ');
            }
            for (ColumnGroup group : column.groups()) {
                text.append(java.util.Arrays.toString(group.nulls()))
                        .append(java.util.Arrays.toString(group.table().categories()))
                        .append(java.util.Arrays.toString(group.table().counts()))
                        .append(java.util.Arrays.toString(
                                group.spectra().values().counts()))
                        .append(java.util.Arrays.toString(
                                group.spectra().values().multiplicities()))
                        .append(java.util.Arrays.toString(
                                group.spectra().labelled().counts()))
                        .append(group.spectra().top().stream()
                                .map(top -> top.text(column.categories().type()) + " " + top.count())
                                .toList());
                group.spectra().joint().forEach(joint -> text.append(java.util.Arrays.toString(joint.cells()))
                        .append(java.util.Arrays.toString(joint.totals()))
                        .append(java.util.Arrays.toString(joint.multiplicities())));
            }
            text.append('\n');
        }
        return text.toString();
    }

    @Test
    void columnsOverTheLimitKeepTheirSpectra() {
        session.range(0, 50000, 1, 4)
                .selectExpr(
                        "concat('id', id) as id",
                        "pmod(xxhash64(id), 30000) as skewed",
                        "double(id) / 3 as number",
                        "id % 2 as y")
                .createOrReplaceTempView("large");
        Table table = TableReader.read(session, config("large", "y", List.of(), ""));
        Counts exact = CountScan.count(table, new CountConfig(1 << 20));
        Counts over = CountScan.count(table, new CountConfig(1000), 3);
        for (int c = 0; c < 3; c++) {
            assertThat(over.columns().get(c).overLimit()).isTrue();
            ContingencyTable full = exact.columns().get(c).overall().table();
            double[] totals = new double[full.size()];
            for (int i = 0; i < totals.length; i++) {
                totals[i] = full.rowTotal(i);
            }
            ColumnGroup.Spectra spectra = over.columns().get(c).overall().spectra();
            assertThat(spectra.values().counts()).isEqualTo(Spectrum.of(totals).counts());
            assertThat(spectra.values().multiplicities())
                    .isEqualTo(Spectrum.of(totals).multiplicities());
            double ones = 0;
            JointSpectrum joint = spectra.joint().get(1);
            for (int i = 0; i < joint.cells().length; i++) {
                ones += joint.cells()[i] * joint.multiplicities()[i];
            }
            assertThat(ones).isEqualTo(25000);
        }
        ColumnCounts number = over.columns().get(2);
        assertThat(number.edges().size()).isBetween(1000, 1023);
        double binned = 0;
        double largest = 0;
        for (int i = 0; i < number.overall().table().size(); i++) {
            binned += number.overall().table().rowTotal(i);
            largest = Math.max(largest, number.overall().table().rowTotal(i));
        }
        assertThat(binned).isEqualTo(50000);
        assertThat(largest).isLessThan(100);
        assertThat(over.columns().get(0).overall().table().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "w"})
    void manyGroupsAreSummarisedAlike(String weight) {
        everyType().createOrReplaceTempView("every_type");
        Table table = TableReader.read(
                session, config("every_type", "label", List.of(List.of("g1"), List.of("g1", "g2")), weight));
        for (int limit : List.of(1000, 8)) {
            Counts full = CountScan.count(table, new CountConfig(limit));
            CountConfig few = new CountConfig(limit, 60, false);
            Counts summarised = CountScan.count(table, few, 1);
            assertThat(describe(CountScan.count(table, few, 5))).isEqualTo(describe(summarised));
            int different = 0;
            for (int c = 0; c < full.columns().size(); c++) {
                ColumnCounts expected = full.columns().get(c);
                ColumnCounts found = summarised.columns().get(c);
                assertThat(found.overLimit()).isEqualTo(expected.overLimit());
                assertThat(found.overall().table().counts())
                        .isEqualTo(expected.overall().table().counts());
                for (int g = 1; g < full.groups().size(); g++) {
                    ColumnGroup of = found.groups().get(g);
                    assertThat(of.nulls()).isEqualTo(expected.groups().get(g).nulls());
                    if (!expected.overLimit() && of.isSummarised()) {
                        different++;
                        assertThat(summary(
                                        expected.groups().get(g).table(),
                                        expected,
                                        full.classes().size()))
                                .isEqualTo(summary(of.spectra(), expected));
                    }
                    if (of.table().size() > 0) {
                        assertThat(byClass(of.table()))
                                .isEqualTo(byClass(expected.groups().get(g).table()));
                    }
                }
            }
            assertThat(different).isGreaterThan(30);
        }
    }

    private static double[] byClass(ContingencyTable table) {
        double[] totals = new double[table.classes()];
        for (int i = 0; i < table.size(); i++) {
            for (int k = 0; k < totals.length; k++) {
                totals[k] += table.count(i, k);
            }
        }
        return totals;
    }

    private static String summary(ContingencyTable table, ColumnCounts column, int classes) {
        boolean labelled = table.classes() > 1;
        TreeMap<Double, Long> values = new TreeMap<>();
        List<TreeMap<String, Long>> joint = new ArrayList<>();
        for (int k = 0; k < classes && labelled; k++) {
            joint.add(new TreeMap<>());
        }
        int mode = 0;
        for (int i = 0; i < table.size(); i++) {
            values.merge(table.rowTotal(i), 1L, Long::sum);
            mode = table.rowTotal(i) > table.rowTotal(mode) ? i : mode;
            double ofClasses = table.rowTotal(i) - table.count(i, table.classes() - 1);
            for (int k = 0; k < joint.size(); k++) {
                if (table.count(i, k) > 0) {
                    joint.get(k).merge(table.count(i, k) + "/" + ofClasses, 1L, Long::sum);
                }
            }
        }
        return values + " " + joint + " " + column.categories().text(table.categories()[mode]);
    }

    private static String summary(ColumnGroup.Spectra spectra, ColumnCounts column) {
        TreeMap<Double, Long> values = new TreeMap<>();
        for (int i = 0; i < spectra.values().counts().length; i++) {
            values.put(spectra.values().counts()[i], spectra.values().multiplicities()[i]);
        }
        List<TreeMap<String, Long>> joint = new ArrayList<>();
        for (JointSpectrum of : column.overall().table().classes() > 1 ? spectra.joint() : List.<JointSpectrum>of()) {
            joint.add(new TreeMap<>());
            for (int i = 0; i < of.cells().length; i++) {
                joint.get(joint.size() - 1).put(of.cells()[i] + "/" + of.totals()[i], of.multiplicities()[i]);
            }
        }
        return values + " " + joint + " "
                + spectra.top().get(0).text(column.categories().type());
    }

    @Test
    void readsTheTableOnceWhateverTheNumberOfColumns(@TempDir Path folder) throws Exception {
        String path = folder.resolve("wide").toString();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            columns.add("id % " + (i + 2) + " as x" + i);
        }
        columns.add("id as key");
        columns.add("id % 2 as y");
        session.range(1000).selectExpr(columns.toArray(String[]::new)).write().parquet(path);
        Table table = TableReader.read(
                session,
                new TableConfig(
                        new Source.Files(path, "parquet", Map.of(), ""),
                        "",
                        "y",
                        List.of(List.of("x3")),
                        "",
                        List.of("*"),
                        List.of(),
                        Map.of()));
        AtomicInteger readingTasks = new AtomicInteger();
        java.util.concurrent.atomic.AtomicLong records = new java.util.concurrent.atomic.AtomicLong();
        SparkListener listener = new SparkListener() {
            @Override
            public void onStageCompleted(SparkListenerStageCompleted event) {
                long read = event.stageInfo().taskMetrics().inputMetrics().recordsRead();
                records.addAndGet(read);
                if (read > 0) {
                    readingTasks.incrementAndGet();
                }
            }
        };
        session.sparkContext().addSparkListener(listener);
        try {
            CountScan.count(table, new CountConfig(500));
            session.sparkContext().listenerBus().waitUntilEmpty();
        } finally {
            session.sparkContext().removeSparkListener(listener);
        }
        assertThat(records.get()).isEqualTo(1000);
        assertThat(readingTasks.get()).isEqualTo(1);
    }

    @Test
    void refusesWhatCannotBeCounted() {
        session.sql("select 1 as y, array('a') as zip, 1 as w").createOrReplaceTempView("nested");
        Table nested = TableReader.read(session, config("nested", "y", List.of(), ""));
        assertThat(nested.features())
                .as("the array is left out, and said to be")
                .extracting(feature -> nested.columns().get(feature).name())
                .containsExactly("w");
        assertThat(nested.notes()).anyMatch(note -> note.contains("zip"));
        for (String bad : List.of("-1.5", "double('NaN')", "null", "double('Infinity')")) {
            session.sql("select 1 as y, 'a' as x, double(" + bad + ") as w").createOrReplaceTempView("weights");
            Table weights = TableReader.read(session, config("weights", "y", List.of(), "w"));
            assertThatThrownBy(() -> CountScan.count(weights, DEFAULTS))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("weights must be finite and at least 0, found");
        }
        session.sql("select 1 as y, 'a' as x where false").createOrReplaceTempView("empty");
        Table empty = TableReader.read(session, config("empty", "y", List.of(), ""));
        assertThatThrownBy(() -> CountScan.count(empty, DEFAULTS))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot count the table: found no rows in 'empty', expected at least one");
        assertThat(new Table.Input(List.of("file:/of/names.csv.gz"), 1, 20).emptiness(false))
                .endsWith("expected at least one; a file may hold its header alone");
    }
}
