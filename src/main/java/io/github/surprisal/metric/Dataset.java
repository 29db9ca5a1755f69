package io.github.surprisal.metric;

import io.github.surprisal.count.Group;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.metric.store.ParquetFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * A dataset of the output, declared once: its name, what it is about, and its columns in their order. The schema, the rows,
 * the page of reference and what {@code show --columns} prints all come from here.
 *
 * @param <T> the result that one row is made of
 * @param name the name of its folder
 * @param rowPer what there is one row per
 * @param text what is to be known beyond the columns; may be empty
 * @param columns without {@code run_id}, which is the folder's
 * @param order what rows are sorted by to be looked at, as in {@code ORDER BY}: what tells most comes first; empty for the order
 *     they are written in
 */
public record Dataset<T>(String name, String rowPer, String text, List<Column<T>> columns, List<String> order) {
    /** The unit of figures that are in the one which the job asks for. */
    static final String MEASURE_UNIT = "measure.unit";

    /**
     * A column of a dataset.
     *
     * @param <T> the result that one row is made of
     */
    public static final class Column<T> {
        private final String name;
        private final boolean isNullable;
        private final String unit;
        private final String text;
        private final Typed<T, ?> value;

        /** How a row's value comes from a result, and its type. */
        private record Typed<T, V>(ColumnType<V> type, Function<T, V> getter) {
            Object cell(T result, boolean weighted) {
                return type.cell(getter.apply(result), weighted);
            }
        }

        private Column(String name, boolean isNullable, String unit, String text, Typed<T, ?> value) {
            this.name = name;
            this.isNullable = isNullable;
            this.unit = unit;
            this.text = text;
            this.value = value;
        }

        /** Its name. */
        public String name() {
            return name;
        }

        /** What its type is called; a {@code count} is a long, or a double where rows have weights. */
        public String type() {
            return value.type().label();
        }

        /** The unit of its figures: one's name, or the key that decides; empty where there is none. */
        public String unit() {
            return unit;
        }

        /** What it says. */
        public String text() {
            return text;
        }
    }

    /** A text of a dataset or a column without the marks of Markdown: backticks, and where a link leads. */
    public static String plain(String text) {
        return text.replace("`", "").replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").strip();
    }

    @SafeVarargs
    static <T> Dataset<T> of(String name, String rowPer, String text, Column<T>... columns) {
        List<Column<T>> all = new ArrayList<>();
        for (Column<T> column : columns) {
            all.add(column);
        }
        return new Dataset<>(name, rowPer, text, List.copyOf(all), List.of());
    }

    /** A column that may be NULL. */
    static <T, V> Column<T> column(String name, ColumnType<V> type, String unit, String text, Function<T, V> getter) {
        return new Column<>(name, true, unit, text, new Column.Typed<>(type, getter));
    }

    /** A column that is never NULL. */
    static <T, V> Column<T> required(String name, ColumnType<V> type, String unit, String text, Function<T, V> getter) {
        return new Column<>(name, false, unit, text, new Column.Typed<>(type, getter));
    }

    /** The unit of a row's figures. */
    static <T> Column<T> unit(Function<T, Unit> unit) {
        return column("unit", ColumnType.TEXT, "", "`bits`, `nats` or `hartleys`", row -> unit.apply(row)
                .label());
    }

    /** The model that a row is of. */
    static <T> Column<T> model(Function<T, String> model) {
        return column("model", ColumnType.TEXT, "", "As in `train.models`", model);
    }

    /** The rows that a row is of: those trained on or those tested on. */
    static <T> Column<T> trainOrTest(Function<T, String> dataset) {
        return column("dataset", ColumnType.TEXT, "", "`train` or `test`", dataset);
    }

    /** The same with one more column at the end. */
    Dataset<T> with(Column<T> column) {
        List<Column<T>> more = new ArrayList<>(columns);
        more.add(column);
        return new Dataset<>(name, rowPer, text, List.copyOf(more), order);
    }

    /** The same, its rows to be looked at in this order. */
    Dataset<T> orderedBy(String... by) {
        return new Dataset<>(name, rowPer, text, columns, List.of(by));
    }

    /** The same with the name of the attempt that writes it, the last column of every file. */
    Dataset<T> stamped(String attempt) {
        return with(
                required(ParquetFile.ATTEMPT, ColumnType.TEXT, "", "The attempt that wrote the row", row -> attempt));
    }

    /** The same below two columns that say of which group a row is, both empty for the whole table. */
    Dataset<T> of(Function<T, List<String>> groupColumns, Function<T, List<String>> groupValues) {
        List<Column<T>> more = new ArrayList<>();
        more.add(required("group_columns", ColumnType.TEXTS, "", "The columns of the group", groupColumns));
        more.add(required("group_values", ColumnType.TEXTS, "", "Its values of them", groupValues));
        more.addAll(columns);
        return new Dataset<>(name, rowPer, text, List.copyOf(more), order);
    }

    /** The same of groups that have a name. */
    Dataset<T> of(Function<T, Group> group) {
        return of(row -> group.apply(row).columns(), row -> group.apply(row).values());
    }

    /** The same below two columns that say that every row is of the whole table. */
    Dataset<T> ofTheWholeTable() {
        return of(row -> List.of(), row -> List.of());
    }

    StructType schema(boolean weighted) {
        StructType schema = new StructType();
        for (Column<T> column : columns) {
            schema = schema.add(column.name, column.value.type().dataType(weighted), column.isNullable);
        }
        return schema;
    }

    /** The rows, made one by one as they are asked for. */
    Iterable<Row> rows(Iterable<? extends T> results, boolean weighted) {
        return () -> StreamSupport.stream(results.spliterator(), false)
                .map(result -> row(result, weighted))
                .iterator();
    }

    private Row row(T result, boolean weighted) {
        return RowFactory.create(columns.stream()
                .map(column -> column.value.cell(result, weighted))
                .toArray());
    }
}
