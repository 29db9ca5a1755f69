package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.MemoryCatalog;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.metric.MetricReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that are written into tables of a catalog: here one in memory. */
@ExtendWith(SparkExtension.class)
class OutputTablesTest {
    private static final String ROWS =
            "table.query=\"select id % 5 as x, cast(id % 7 as double) as z, concat('g', id % 2) as g,"
                    + " if(pmod(hash(id), 100) < 9 * (id % 7), 'b', 'a') as y from range(1000)\"";

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    @BeforeEach
    void catalog() {
        session.conf().set("spark.sql.catalog.lake", MemoryCatalog.class.getName());
    }

    @AfterEach
    void empty() {
        tables().forEach(name -> session.sql("drop table lake.db." + name));
    }

    private List<String> tables() {
        return session.sql("show tables in lake.db").collectAsList().stream()
                .map(row -> row.<String>getAs("tableName"))
                .toList();
    }

    private static Outcome surprisal(String command, String... sets) {
        List<String> args = new ArrayList<>(List.of(command));
        for (String set : sets) {
            args.addAll(List.of("--set", set));
        }
        return Outcome.of(args.toArray(String[]::new));
    }

    private static Outcome done(String command, String id, String... sets) {
        List<String> all = new ArrayList<>(List.of("run.id=" + id, "table.label=y"));
        all.addAll(List.of(sets));
        Outcome outcome = surprisal(command, all.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome;
    }

    private static Outcome toTables(String command, String id, String... sets) {
        List<String> all = new ArrayList<>(List.of("output.table=lake.db.m"));
        all.addAll(List.of(sets));
        return done(command, id, all.toArray(String[]::new));
    }

    /** More rows than are added in one step: they come all, once, in as many. */
    @Test
    void figuresOfThousandsOfGroupsComeInSteps() {
        String many = "table.query=\"select id % 3000 as g, id % 2 as y, "
                + IntStream.range(0, 24).mapToObj(c -> "id % 3 as c" + c).collect(Collectors.joining(", "))
                + " from range(6000)\"";
        toTables("rank", "many", many, "table.groups=[g]");
        Dataset<Row> gains = session.table("lake.db.m_information_gain");
        assertThat(gains.count()).isEqualTo(3001 * 24);
        assertThat(gains.select("group_values", "feature").distinct().count()).isEqualTo(3001 * 24);
    }

    private MetricReader metrics() {
        return MetricReader.open(session, "lake.db.m");
    }

    private long rows(String dataset) {
        return session.table("lake.db.m_" + dataset).count();
    }

    /** A dataset as tables and files both have it: a count in files is a long. */
    private static List<Row> figures(MetricReader metrics, String dataset, String run) {
        Dataset<Row> rows = metrics.dataset(dataset, run).drop("attempt");
        return rows.select(java.util.Arrays.stream(rows.schema().fields())
                        .map(field -> field.dataType().equals(DataTypes.LongType)
                                ? functions.col(field.name()).cast("double")
                                : field.dataType().sql().equals("ARRAY<BIGINT>")
                                        ? functions.col(field.name()).cast("array<double>")
                                        : functions.col(field.name()))
                        .toArray(Column[]::new))
                .collectAsList();
    }

    @Test
    void tablesHoldWhatFilesWould() {
        String[] job = {ROWS, "table.groups=[g]", "count.save=true", "select.pairs=true", "select.alpha=1"};
        Outcome written = toTables("train", "one", job);
        assertThat(written.out()).contains("Written to the tables lake.db.m_* as run one");
        Path out = folder.resolve("out");
        List<String> files = new ArrayList<>(List.of(job));
        files.add("output.path=\"" + out + "\"");
        done("train", "one", files.toArray(String[]::new));

        MetricReader expected = MetricReader.open(session, out.toString());
        List<String> datasets = new ArrayList<>(expected.datasets("one"));
        assertThat(datasets).contains("counts", "information_gain", "bins", "selection", "coefficients", "log_loss");
        datasets.removeIf(dataset -> expected.dataset(dataset, "one").isEmpty());
        assertThat(metrics().datasets("one")).isEqualTo(datasets);
        // How long it took is no figure.
        datasets.remove("objective_history");
        for (String dataset : datasets) {
            assertThat(figures(metrics(), dataset, "one"))
                    .as(dataset)
                    .containsExactlyInAnyOrderElementsOf(figures(expected, dataset, "one"));
        }
        Row run = metrics().runs().head();
        assertThat(run.<String>getAs("run_id")).isEqualTo("one");
        assertThat(run.<String>getAs("command")).isEqualTo("train");
        assertThat(run.<Double>getAs("rows")).isEqualTo(1000);
        assertThat(run.isNullAt(run.fieldIndex("model_path"))).isTrue();
    }

    @Test
    void anotherRunOfTheSameIdReplacesIt() {
        toTables("rank", "one", ROWS);
        toTables("rank", "two", ROWS);
        String first = metrics().dataset("column_entropy", "one").head().getAs("attempt");
        // One attempt that died long ago, and one that may be under way.
        String[] others = {"20200101T000000000000Z-0123456789abcdef", "20990101T000000000000Z-0123456789abcdef"};
        for (String other : others) {
            session.sql("insert into lake.db.m_column_entropy select * except (attempt, run_id), '" + other
                    + "' as attempt, run_id from lake.db.m_column_entropy where attempt = '" + first + "'");
        }
        assertThat(figures(metrics(), "column_entropy", "one")).hasSize(4);
        toTables("rank", "one", ROWS, "table.features=[z]");

        assertThat(rows("runs")).isEqualTo(2);
        assertThat(metrics().runIds()).containsExactly("one", "two");
        String second = metrics().dataset("column_entropy", "one").head().getAs("attempt");
        assertThat(session.table("lake.db.m_column_entropy")
                        .where("run_id = 'one'")
                        .select("attempt")
                        .distinct()
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder(second, others[1]);
        assertThat(figures(metrics(), "column_entropy", "one")).hasSize(2);
        assertThat(figures(metrics(), "column_entropy", "two")).hasSize(4);
        assertThat(session.sql("SELECT * FROM lake.db.m_information_gain JOIN (SELECT run_id, attempt FROM"
                                + " lake.db.m_runs) USING (run_id, attempt) WHERE run_id = 'one'")
                        .collectAsList())
                .extracting(row -> row.<String>getAs("feature"))
                .containsExactly("z");
    }

    @Test
    void aRunThatFailsLeavesNothing() {
        toTables("rank", "one", ROWS);
        long before = rows("column_entropy");
        // What is known to be wrong only when rows are trained on.
        Outcome failed = surprisal(
                "train",
                "run.id=one",
                "output.table=lake.db.m",
                "table.label=y",
                "train.test-path=\"" + folder.resolve("none.parquet") + "\"",
                ROWS);
        assertThat(failed.code()).isEqualTo(2);
        session.sql("create table lake.db.m_selection (run_id string, attempt string, step string)");
        Outcome late = surprisal("select", "run.id=two", "output.table=lake.db.m", "table.label=y", ROWS);
        assertThat(late.code()).isEqualTo(2);
        assertThat(late.err())
                .isEqualTo("surprisal: Cannot write to output.table 'lake.db.m': column 'step' of"
                        + " lake.db.m_selection is string, expected int; another name makes new tables\n");
        assertThat(metrics().runIds()).containsExactly("one");
        assertThat(rows("column_entropy")).isEqualTo(before);
    }

    /** A model cannot be saved where a file is, which is found when all else is written. */
    @Test
    void whatIsNotCommittedIsTakenBack() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Outcome failed = surprisal(
                "train",
                "run.id=one",
                "output.table=lake.db.m",
                "output.models=\"" + file + "\"",
                "table.label=y",
                "select.alpha=1",
                ROWS);
        assertThat(failed.code()).as(failed.out() + failed.err()).isEqualTo(1);
        assertThat(tables()).contains("m_runs", "m_column_entropy", "m_selection");
        for (String table : tables()) {
            assertThat(session.table("lake.db." + table).isEmpty()).as(table).isTrue();
        }
    }

    @Test
    void laterCommandsReadThem() throws IOException {
        toTables("rank", "day1", ROWS, "count.save=true");
        toTables(
                "rank",
                "day2",
                ROWS.replace("range(1000)", "range(1000, 2000)"),
                "count.save=true",
                "count.merge=latest");
        toTables("rank", "both", ROWS.replace("range(1000)", "range(2000)"));
        assertThat(metrics().runs().where("run_id = 'day2'").head().<Double>getAs("rows"))
                .isEqualTo(2000);
        assertThat(figures(metrics(), "information_gain", "day2").toString().replace("day2", "both"))
                .isEqualTo(figures(metrics(), "information_gain", "both").toString());

        Outcome merged = toTables("rank", "again", "count.merge=[day1]");
        assertThat(merged.out()).contains("1,000 rows");
        assertThat(surprisal("rank", "output.table=lake.db.m", "table.label=y", "count.merge=[both]")
                        .err())
                .isEqualTo("surprisal: Cannot merge stored counts: found none in 'run 'both' of lake.db.m'"
                        + " (count.save = true makes a run save them)\n");

        Outcome drift = toTables("drift", "drift", ROWS, "drift.reference.run=day1");
        assertThat(drift.out()).contains("Written to the tables lake.db.m_*");
        assertThat(figures(metrics(), "drift", "drift")).hasSize(4);

        Outcome runs = Outcome.of("show", "lake.db.m");
        assertThat(runs.out()).contains("day1").contains("drift");
        Outcome shown = Outcome.of("show", "lake.db.m", "information_gain", "--run", "day1", "--where", "rank = 1");
        assertThat(shown.err()).isEmpty();
        assertThat(shown.out())
                .contains(
                        "SELECT * FROM lake.db.m_information_gain\n  JOIN (SELECT run_id, attempt FROM lake.db.m_runs)"
                                + " USING (run_id, attempt)\n  WHERE run_id = 'day1' AND (rank = 1)");
        assertThat(Outcome.of("show", "lake.db.m", "drift", "--run", "day1").err())
                .isEqualTo("surprisal: Cannot read 'drift' of run 'day1' in 'lake.db.m': expected one of best_split,"
                        + " column_entropy, counts, frequent_values, information_gain;"
                        + " run 'drift' has written it (--run)\n");

        assertThat(Outcome.of("report", "lake.db.m").err())
                .isEqualTo("surprisal: Cannot write a page beside the tables 'lake.db.m': expected --output FILE,"
                        + " found none\n");
        Path page = folder.resolve("page.html");
        Outcome report = Outcome.of("report", "lake.db.m", "--run", "day2", "--output", page.toString());
        assertThat(report.err()).isEmpty();
        assertThat(Files.readString(page))
                .contains("lake.db.m_information_gain")
                .contains("day1");
    }

    @Test
    void modelsAreKeptInAFolderOfTheirOwn() {
        String models = folder.resolve("models").toString();
        String[] job = {ROWS, "select.alpha=1", "output.models=\"" + models + "\""};
        toTables("train", "one", job);
        String first = metrics().model("one");
        assertThat(first).contains(models + "/run_id=one/");
        assertThat(PipelineModel.load(first).stages()).isNotEmpty();
        toTables("train", "one", job);
        assertThat(Path.of(java.net.URI.create(first))).doesNotExist();
        assertThat(Outcome.of("sql", "lake.db.m").out()).contains("`z`");

        session.sql(
                "insert into lake.db.m_runs by name select * except (run_id, model_path), 'two' as run_id, null as model_path"
                        + " from lake.db.m_runs where run_id = 'one'");
        session.sql(
                "insert into lake.db.m_model_fit by name select * except (run_id), 'two' as run_id from lake.db.m_model_fit");
        assertThat(Outcome.of("sql", "lake.db.m", "--run", "two").err())
                .isEqualTo("surprisal: Cannot find the model of run 'two' in 'lake.db.m': it was not kept; with"
                        + " output.models = FOLDER a run keeps its models\n");
    }

    @Test
    void columnsOfOtherVersionsAreAddedAndLeftNull() {
        session.sql("create table lake.db.m_information_gain (feature string, from_tomorrow string, attempt string,"
                + " run_id string) partitioned by (run_id, attempt)");
        session.sql("insert into lake.db.m_information_gain values ('x', 'y', 'z', 'old')");
        toTables("rank", "one", ROWS);
        toTables("rank", "weighted", ROWS, "table.weight=x");
        List<Row> gains = session.table("lake.db.m_information_gain")
                .select("run_id", "from_tomorrow", "gain_ratio", "rows")
                .collectAsList();
        assertThat(gains).hasSize(6);
        assertThat(gains)
                .filteredOn(row -> row.getString(0).equals("old"))
                .containsExactly(RowFactory.create("old", "y", null, null));
        assertThat(gains)
                .filteredOn(row -> !row.getString(0).equals("old"))
                .allMatch(row -> row.isNullAt(1) && !row.isNullAt(2));
        assertThat(gains).filteredOn(row -> row.getString(0).equals("one")).allMatch(row -> row.getDouble(3) == 1000);
        assertThat(gains)
                .filteredOn(row -> row.getString(0).equals("weighted"))
                .allMatch(row -> row.getDouble(3) == 2000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "output.table=lake.db.m;output.path=out | Expected one of output.path and output.table, found both: 'out' and"
                        + " 'lake.db.m'",
                "output.format=delta | Key 'output.format' goes with 'output.table', found none",
                "output.table=ocean.db.m | Cannot write to output.table 'ocean.db.m': there is no catalog 'ocean';"
                        + " --conf spark.sql.catalog.ocean=CLASS makes one",
                "output.table=\"a b\" | Cannot write to output.table 'a b': expected the beginning of tables' names,"
                        + " such as lake.db.metrics",
                "output.table=default.m | Cannot write to output.table 'default.m': tables of catalog 'spark_catalog'"
                        + " cannot replace rows in one step: expected Iceberg or Delta; output.format = delta says which"
                        + " where a catalog has several",
                "output.table=default.m;output.format=nonsense | Cannot write to output.table 'default.m': there is no format"
                        + " 'nonsense' here: expected iceberg or delta, with the library of it by --packages",
            })
    void whatCannotBeWrittenToIsRefused(String sets, String message) {
        List<String> all = new ArrayList<>(List.of(ROWS, "table.label=y"));
        all.addAll(List.of(sets.split(";")));
        Outcome outcome = surprisal("rank", all.toArray(String[]::new));
        assertThat(outcome.err()).isEqualTo("surprisal: " + message + "\n");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(session.catalog().tableExists("default.m_runs")).isFalse();
    }

    @Test
    void filesOfForgottenTablesAreExplained() throws IOException {
        Path left = Path.of(session.conf().get("spark.sql.warehouse.dir").replaceFirst("^file:", ""), "m2_runs");
        Files.createDirectories(left);
        Files.writeString(left.resolve("part-0"), "of another session");
        Outcome outcome = surprisal("rank", ROWS, "table.label=y", "output.table=default.m2");
        assertThat(outcome.err())
                .contains("m2_runs")
                .endsWith("; a catalog in memory forgets its tables and leaves their files: give it another name, or a"
                        + " catalog that lasts, such as --conf spark.sql.catalogImplementation=hive\n")
                .hasLineCount(1);
        assertThat(outcome.code()).isEqualTo(2);
        Files.delete(left.resolve("part-0"));
        Files.delete(left);
    }

    @Test
    void tablesOfOthersAreLeftAlone() {
        session.sql("create table lake.db.m_runs (name string)");
        Outcome outcome = surprisal("rank", ROWS, "table.label=y", "output.table=lake.db.m");
        assertThat(outcome.err())
                .isEqualTo("surprisal: Cannot write to output.table 'lake.db.m': lake.db.m_runs is no table of runs:"
                        + " expected a column 'attempt', found name; another name makes new tables\n");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(Outcome.of("generate", "--set", "output.table=lake.db.m").err())
                .isEqualTo(
                        "surprisal: Cannot generate a table into output.table: expected output.path, or --output DIR\n");
        assertThat(Outcome.of("show", "lake.db.nothing").err())
                .isEqualTo(
                        "surprisal: Cannot read metrics in 'lake.db.nothing': expected the output.path or output.table"
                                + " of earlier runs, found no run there\n");
    }
}
