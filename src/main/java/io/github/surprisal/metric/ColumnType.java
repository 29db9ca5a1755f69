package io.github.surprisal.metric;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The type of a dataset's column: how a value of a result is kept in Parquet. What is undefined in a result becomes NULL.
 *
 * @param <V> what results have
 */
final class ColumnType<V> {
    /** A figure; NaN is NULL. */
    static final ColumnType<Double> DOUBLE =
            new ColumnType<>("double", DataTypes.DoubleType, value -> value.isNaN() ? null : value);

    static final ColumnType<List<Double>> DOUBLES = new ColumnType<>(
            "array of doubles",
            DataTypes.createArrayType(DataTypes.DoubleType, false),
            values -> values.toArray(Double[]::new));

    /** A number of rows: whole, but a sum of weights where rows have weights. NaN is NULL. */
    static final ColumnType<Double> COUNT = new ColumnType<>(
            "count",
            DataTypes.LongType,
            value -> value.isNaN() ? null : Math.round(value),
            DataTypes.DoubleType,
            DOUBLE.toCell);

    /** A number of rows for each of a list. */
    static final ColumnType<List<Double>> COUNTS = new ColumnType<>(
            "array of counts",
            DataTypes.createArrayType(COUNT.unweighted, false),
            values -> values.stream().map(COUNT.toCell).toArray(),
            DataTypes.createArrayType(COUNT.weighted, false),
            values -> values.stream().map(COUNT.toWeightedCell).toArray());

    /** A whole number that no weight changes. */
    static final ColumnType<Long> LONG = new ColumnType<>("long", DataTypes.LongType, value -> value);

    /** The same, with NaN for NULL. */
    static final ColumnType<Double> WHOLE =
            new ColumnType<>("long", DataTypes.LongType, value -> value.isNaN() ? null : Math.round(value));

    static final ColumnType<Integer> INT = new ColumnType<>("int", DataTypes.IntegerType, value -> value);

    static final ColumnType<Boolean> BOOLEAN = new ColumnType<>("boolean", DataTypes.BooleanType, value -> value);

    /** A text as it stands; an empty one is a text too. */
    static final ColumnType<String> TEXT = new ColumnType<>("text", DataTypes.StringType, value -> value);

    /** A text of which the empty one says that there is none: NULL. */
    static final ColumnType<String> TEXT_IF_ANY =
            new ColumnType<>("text", DataTypes.StringType, value -> value.isEmpty() ? null : value);

    static final ColumnType<List<String>> TEXTS = new ColumnType<>(
            "array of texts",
            DataTypes.createArrayType(DataTypes.StringType, true),
            values -> values.toArray(String[]::new));

    static final ColumnType<Instant> TIMESTAMP =
            new ColumnType<>("timestamp", DataTypes.TimestampType, Timestamp::from);

    static final ColumnType<Map<String, Double>> FIGURES = new ColumnType<>(
            "map of doubles",
            DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false),
            values -> values);

    private final String label;
    private final DataType unweighted;
    private final Function<V, Object> toCell;
    private final DataType weighted;
    private final Function<V, Object> toWeightedCell;

    ColumnType(String label, DataType type, Function<V, Object> toCell) {
        this(label, type, toCell, type, toCell);
    }

    private ColumnType(
            String label,
            DataType unweighted,
            Function<V, Object> toCell,
            DataType weighted,
            Function<V, Object> toWeightedCell) {
        this.label = label;
        this.unweighted = unweighted;
        this.toCell = toCell;
        this.weighted = weighted;
        this.toWeightedCell = toWeightedCell;
    }

    /** What it is called where columns are described. */
    String label() {
        return label;
    }

    DataType dataType(boolean isWeighted) {
        return isWeighted ? weighted : unweighted;
    }

    /** The value as Spark has it in a row; null stays null. */
    Object cell(V value, boolean isWeighted) {
        return value == null ? null : (isWeighted ? toWeightedCell : toCell).apply(value);
    }
}
