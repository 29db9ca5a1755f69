package io.github.surprisal.job;

import io.github.surprisal.console.TextTable;
import io.github.surprisal.console.View;
import io.github.surprisal.count.Group;
import io.github.surprisal.metric.Datasets;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.ReadFailure;
import io.github.surprisal.table.UserException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import scala.jdk.javaapi.CollectionConverters;

/** Shows what earlier runs have written: the runs there are, or a dataset of one of them. */
public final class Show {
    /** More lines than anybody reads, and what the driver holds. */
    private static final int MOST_ROWS = 100_000;

    private static final Pattern NO_COLUMN = Pattern.compile("function parameter with name `(.*?)` cannot be resolved");

    /** A threshold that is a date or a timestamp, which as a number is days or microseconds. */
    private static final Pattern OF_TIME = Pattern.compile("[+-]?\\d{4,}-\\d\\d-\\d\\d");

    private static final List<String> OF_THE_RUN = List.of("run_id", "attempt");
    private static final List<String> OF_THE_GROUP = List.of("group_columns", "group_values");

    private final MetricReader metrics;
    private final Request request;
    private final View view;
    private final PrintStream out;

    /**
     * What to show; empty texts where nothing is asked for.
     *
     * @param path an output directory
     * @param dataset name of a dataset; empty for the list of runs
     * @param run a run's id; empty for the latest
     * @param where SQL predicate over the dataset's columns
     * @param columns whether to say what the dataset's columns mean instead of showing rows
     */
    public record Request(String path, String dataset, String run, String where, boolean columns) {}

    private Show(MetricReader metrics, Request request, View view, PrintStream out) {
        this.metrics = metrics;
        this.request = request;
        this.view = view;
        this.out = out;
    }

    /**
     * Prints it.
     *
     * @throws UserException if there is no such run or dataset, the predicate is wrong, or columns of no dataset are asked for
     */
    public static void run(SparkSession session, Request request, View view, PrintStream out) {
        if (request.columns() && request.dataset().isEmpty()) {
            throw new UserException("Option --columns: expected the name of a dataset after '" + request.path()
                    + "', found none; without --columns the runs and datasets there are shown");
        }
        JobDescription.run(
                session.sparkContext(),
                "showing " + (request.dataset().isEmpty() ? "runs" : request.dataset()),
                () -> show(session, request, view, out));
    }

    private static void show(SparkSession session, Request request, View view, PrintStream out) {
        Show show = new Show(MetricReader.open(session, request.path()), request, view, out);
        String run = request.run().isEmpty() ? show.metrics.latest() : request.run();
        if (request.dataset().isEmpty() || (isOfRuns(request) && !request.columns())) {
            show.runs(run);
        } else if (request.columns()) {
            show.columns(run);
        } else {
            show.dataset(run);
        }
    }

    private static boolean isOfRuns(Request request) {
        return request.dataset().equals("runs");
    }

    private void runs(String run) {
        Dataset<Row> runs = metrics.runs();
        TextTable table = new TextTable()
                .text("run")
                .text("command")
                .text("finished")
                .figure("rows")
                .text("status");
        Dataset<Row> shown = matching(runs)
                .orderBy(functions.col("finished_at").desc())
                .select(
                        functions.col("run_id"),
                        functions.col("command"),
                        functions.date_format(functions.col("finished_at"), "yyyy-MM-dd HH:mm:ss"),
                        functions.col("rows").cast("double"),
                        functions.col("status"));
        List<Row> rows = asked(runs, () -> shown.takeAsList(Math.min(view.top(), MOST_ROWS)));
        rows.forEach(row -> table.row(
                row.getString(0), row.getString(1), row.getString(2), figure(row.getDouble(3)), row.getString(4)));
        out.print(view.wrap("", "  ", "Runs in " + request.path() + ", the latest first"));
        out.print(table.text(view));
        more(matching(runs), rows.size());
        out.println();
        out.print(view.wrap("", "  ", "Datasets of " + run + ": " + String.join(", ", metrics.datasets(run))));
    }

    /** What the columns mean that the run has written: one that another version wrote has no text. */
    private void columns(String run) {
        List<String> names = List.of((isOfRuns(request) ? metrics.runs() : metrics.dataset(request.dataset(), run))
                .drop(OF_THE_RUN.toArray(String[]::new))
                .columns());
        Optional<io.github.surprisal.metric.Dataset<?>> dataset = Datasets.named(request.dataset());
        dataset.ifPresent(known -> out.print(view.wrap(
                "",
                "  ",
                io.github.surprisal.metric.Dataset.plain(
                        known.name() + ": one row per " + known.rowPer() + ". " + known.text()))));
        Map<String, io.github.surprisal.metric.Dataset.Column<?>> texts = new HashMap<>();
        dataset.ifPresent(known -> known.columns().forEach(column -> texts.put(column.name(), column)));
        names.forEach(name -> out.print(view.wrap("  ", "      ", line(name, texts.get(name)))));
    }

    private static String line(String name, io.github.surprisal.metric.Dataset.Column<?> column) {
        if (column == null) {
            return name;
        }
        String unit = column.unit().isEmpty() ? "" : ", " + column.unit();
        return io.github.surprisal.metric.Dataset.plain(name + " (" + column.type() + unit + "): " + column.text());
    }

    private void dataset(String run) {
        Dataset<Row> dataset = matching(metrics.dataset(request.dataset(), run));
        List<String> order = order(dataset);
        Dataset<Row> sorted = order.isEmpty()
                ? dataset
                : dataset.orderBy(order.stream().map(Show::sorted).toArray(Column[]::new));
        List<Row> rows = asked(dataset, () -> sorted.takeAsList(Math.min(view.top(), MOST_ROWS)));
        out.print(view.wrap("", "  ", request.dataset() + " of run " + run));
        List<StructField> fields = CollectionConverters.asJava(dataset.schema()).stream()
                .filter(field -> !OF_THE_RUN.contains(field.name()) && !OF_THE_GROUP.contains(field.name()))
                .toList();
        boolean grouped = OF_THE_GROUP.stream()
                .allMatch(name -> List.of(dataset.columns()).contains(name));
        List<String> everywhere = new ArrayList<>();
        List<StructField> columns = new ArrayList<>();
        for (StructField field : fields) {
            List<String> values =
                    rows.stream().map(row -> value(row, field)).distinct().toList();
            boolean isSame = rows.size() > 1 && values.size() == 1 && !isFigure(field.dataType());
            if (!isSame) {
                columns.add(field);
            } else if (!values.get(0).isEmpty()) {
                everywhere.add(field.name() + " " + values.get(0));
            }
        }
        boolean showsGroups = grouped
                && rows.stream().anyMatch(row -> !row.getList(row.fieldIndex("group_columns"))
                        .isEmpty());
        TextTable table = new TextTable();
        if (showsGroups) {
            table.text("group");
        }
        columns.forEach(field -> {
            if (isFigure(field.dataType())) {
                table.figure(field.name());
            } else if (field.name().equals("case_when")) {
                table.sql(field.name());
            } else {
                table.text(field.name());
            }
        });
        rows.forEach(row -> {
            List<String> cells = new ArrayList<>();
            if (showsGroups) {
                cells.add(Group.name(
                        row.getList(row.fieldIndex("group_columns")), row.getList(row.fieldIndex("group_values"))));
            }
            columns.forEach(field -> cells.add(value(row, field)));
            table.row(cells);
        });
        out.print(table.text(view));
        if (rows.isEmpty()) {
            out.println(request.where().isEmpty() ? "  (no rows)" : "  (no row meets --where)");
        }
        more(dataset, rows.size());
        if (!everywhere.isEmpty()) {
            out.print(view.wrap("  ", "  ", "(in each of these rows: " + String.join(", ", everywhere) + ")"));
        }
        out.println();
        out.println(sql(run, rows.stream().anyMatch(row -> row.isNullAt(row.fieldIndex("attempt"))))
                + (order.isEmpty() ? "" : "\n  ORDER BY " + String.join(", ", order)));
    }

    /** What the rows are sorted by: what tells most first. Another version may have written other columns. */
    private List<String> order(Dataset<Row> rows) {
        List<String> columns = List.of(rows.columns());
        return Datasets.named(request.dataset())
                .map(io.github.surprisal.metric.Dataset::order)
                .orElse(List.of())
                .stream()
                .filter(by -> columns.contains(by.replaceFirst(" DESC$", "")))
                .toList();
    }

    private static Column sorted(String by) {
        String name = by.replaceFirst(" DESC$", "");
        return name.equals(by) ? functions.col(name) : functions.col(name).desc();
    }

    private void more(Dataset<Row> rows, int shown) {
        if (shown < Math.min(view.top(), MOST_ROWS)) {
            return;
        }
        long more = rows.count() - shown;
        if (more > 0) {
            String how = view.top() >= MOST_ROWS ? "the query below gives them" : "--all shows them";
            out.println(String.format(Locale.ROOT, "  (%,d more: %s)", more, how));
        }
    }

    private Dataset<Row> matching(Dataset<Row> rows) {
        if (request.where().isEmpty()) {
            return rows;
        }
        return asked(rows, () -> rows.where(request.where()));
    }

    /** What a wrong predicate brings about, when it is resolved or when rows are compared. */
    private <T> T asked(Dataset<Row> rows, Supplier<T> answer) {
        try {
            return answer.get();
        } catch (Exception e) { // Scala throws the checked AnalysisException without declaring it
            if (request.where().isEmpty() || ReadFailure.isMachine(e)) {
                throw e;
            }
            List<String> columns = List.of(rows.columns());
            Matcher unknown = NO_COLUMN.matcher(String.valueOf(e.getMessage()));
            String name = unknown.find() ? unknown.group(1).replace("`.`", ".") : "";
            String why = name.isEmpty()
                    ? ReadFailure.reason(e)
                            .replaceFirst("^Cannot resolve \"(.*?)\" due to data type mismatch: ", "$1: ")
                    : "there is no column '" + name + "'" + Names.hint(name, columns);
            throw new UserException(
                    "Cannot take --where '" + request.where() + "': expected a predicate such as \"" + example(rows)
                            + "\", found that " + why + "; columns: " + String.join(", ", columns),
                    e);
        }
    }

    /** A predicate that works: of a group, if the user's is of one. */
    private String example(Dataset<Row> rows) {
        if (request.where().contains("group") && List.of(rows.columns()).containsAll(OF_THE_GROUP)) {
            return "get(group_values, 0) = 'a'";
        }
        return CollectionConverters.asJava(rows.schema()).stream()
                .filter(field -> field.dataType() instanceof NumericType)
                .findFirst()
                .map(field -> field.name() + " > 0")
                .orElse("run_id IS NOT NULL");
    }

    /** The query that gives the same rows; of a run from before there were attempts, {@code runs} has nothing to add. */
    private String sql(String run, boolean isOld) {
        return metrics.query(request.path(), request.dataset(), run, isOld)
                + (request.where().isEmpty() ? "" : " AND (" + request.where() + ")");
    }

    private static boolean isFigure(DataType type) {
        return type instanceof NumericType;
    }

    private static String value(Row row, StructField field) {
        int index = row.fieldIndex(field.name());
        if (field.name().equals("threshold")
                && List.of(row.schema().fieldNames()).contains("threshold_value")) {
            String exact = row.getAs("threshold_value");
            if (exact != null && OF_TIME.matcher(exact).lookingAt()) {
                return exact;
            }
        }
        return row.isNullAt(index) ? "" : text(row.get(index));
    }

    private static String text(Object value) {
        if (value instanceof Number number) {
            return figure(number.doubleValue());
        }
        if (value instanceof scala.collection.Seq<?> list) {
            return CollectionConverters.asJava(list).stream()
                    .map(element -> element == null ? "null" : text(element))
                    .collect(Collectors.joining(", "));
        }
        return String.valueOf(value);
    }

    /** Whole numbers whole, others with four decimals, or two digits where these would be lost. */
    private static String figure(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        boolean isPlain = Math.abs(value) >= 0.001 && Math.abs(value) < 1e9;
        return String.format(Locale.ROOT, isPlain ? "%.4f" : "%.1e", value);
    }
}
