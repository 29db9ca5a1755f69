package io.github.surprisal.metric;

import static io.github.surprisal.metric.ColumnType.COUNT;
import static io.github.surprisal.metric.ColumnType.FIGURES;
import static io.github.surprisal.metric.ColumnType.INT;
import static io.github.surprisal.metric.ColumnType.LONG;
import static io.github.surprisal.metric.ColumnType.TEXT;
import static io.github.surprisal.metric.ColumnType.TEXTS;
import static io.github.surprisal.metric.ColumnType.TEXT_IF_ANY;
import static io.github.surprisal.metric.ColumnType.TIMESTAMP;
import static io.github.surprisal.metric.Dataset.column;
import static io.github.surprisal.metric.Dataset.required;

import io.github.surprisal.metric.Dataset.Column;
import io.github.surprisal.metric.store.OutputFolder;
import io.github.surprisal.metric.store.ParquetFile;
import io.github.surprisal.scan.SourceReader;
import io.github.surprisal.table.Table;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The runs there are, and what they counted. */
final class RunDatasets {
    private static final ColumnType<Table.Input> INPUT = new ColumnType<>(
            "struct",
            new StructType()
                    .add("paths", TEXTS.dataType(false), false)
                    .add("files", DataTypes.LongType, true)
                    .add("bytes", DataTypes.LongType, true),
            input -> RowFactory.create(
                    input.paths().toArray(String[]::new), known(input.files()), known(input.bytes())));

    /**
     * A run as it is written.
     *
     * @param attempt the one that counts
     * @param modelPath the folder of the saved model; empty where there is none
     */
    record Finished(Run run, String attempt, String modelPath) {}

    static final Dataset<Finished> RUNS = Dataset.<Finished>of(
            OutputFolder.RUNS,
            "run",
            "Written last: a run without a row here does not count.",
            required(ParquetFile.ATTEMPT, TEXT, "", "The attempt that counts", Finished::attempt),
            column(
                    "model_path",
                    TEXT_IF_ANY,
                    "",
                    "The folder of the saved model; NULL without one",
                    Finished::modelPath),
            column(
                    "reader",
                    TEXT_IF_ANY,
                    "",
                    "How the table was read: `pages` of Parquet, `columnar` batches, or the slowest, `rows`; several with"
                            + " commas; NULL where only stored counts were",
                    r -> r.run().counted().readers().stream()
                            .sorted()
                            .map(SourceReader::label)
                            .collect(Collectors.joining(", "))),
            column("command", TEXT, "", "`run`, `profile`, `rank`, ..", r -> r.run()
                    .command()),
            column("status", TEXT, "", "`done`: a run that fails is not written", r -> "done"),
            required("started_at", TIMESTAMP, "", "When it began", r -> r.run().startedAt()),
            required("finished_at", TIMESTAMP, "", "When it was written", r -> r.run()
                    .finishedAt()),
            column("surprisal_version", TEXT, "", "Ours", r -> r.run()
                    .versions()
                    .surprisal()),
            column("spark_version", TEXT, "", "Spark's", r -> r.run().versions().spark()),
            column("config", TEXT_IF_ANY, "", "All keys as JSON, without secrets", r -> r.run()
                    .config()),
            required("input", INPUT, "", "What was read: `paths, files, bytes`", r -> r.run()
                    .input()),
            required("rows", COUNT, "rows", "Rows counted", r -> r.run()
                    .counted()
                    .rows()),
            column("unlabelled_rows", COUNT, "rows", "Those without a label; NULL where none is asked for", r -> r.run()
                    .counted()
                    .unlabelledRows()),
            required("scans", INT, "", "How often the table was read to count it", r -> r.run()
                    .counted()
                    .scans()),
            required(
                    "stages",
                    FIGURES,
                    "seconds",
                    "By stage; figures of many groups are measured while they are written",
                    r -> r.run().stageSeconds()));

    /** Written on the executors: the rows are there, and not made here. */
    static final Dataset<Row> COUNTS = Dataset.<Row>of(
            "counts",
            "stratum × column × value",
            "With `count.save`, for later runs to merge. A stratum is one group and one class of the label.",
            given("group_columns", TEXTS, "The columns of the group"),
            given("group_values", TEXTS, "Its values of them"),
            given("column", TEXT, "The column"),
            given("role", TEXT, "`feature`, `label` or `group`"),
            given("position", INT, "Its place among the columns, from 0"),
            given("kind", TEXT, "`categorical` or `numeric`"),
            given("type", TEXT, "Its type in Spark"),
            given("weight", TEXT, "The column that rows were weighed by; empty without one"),
            given("value", TEXT, "The value"),
            given("label", TEXT, "The class"),
            given("count", COUNT, "Rows of the stratum that have the value"),
            given("whole", LONG, "The count exactly: its whole part"),
            given("fraction", LONG, "and the rest of it in units of 2⁻⁶⁴"));

    private RunDatasets() {}

    private static <V> Column<Row> given(String name, ColumnType<V> type, String text) {
        return column(name, type, type == COUNT ? "rows" : "", text, row -> row.getAs(name));
    }

    private static Long known(long number) {
        return number < 0 ? null : number;
    }
}
