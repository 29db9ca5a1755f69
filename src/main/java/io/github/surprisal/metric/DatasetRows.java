package io.github.surprisal.metric;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a dataset as they are stored, on the driver, by the names of their columns. A column that the dataset does not have, as
 * another version wrote it, is NULL in every row.
 */
public final class DatasetRows {
    private static final String GROUP_COLUMNS = "group_columns";
    private static final String GROUP_VALUES = "group_values";

    private final Map<String, Integer> columns = new HashMap<>();
    private final List<Object[]> rows = new ArrayList<>();

    DatasetRows() {}

    /** Where a column's values are in a row that is added. */
    int index(String column) {
        return columns.computeIfAbsent(column, name -> columns.size());
    }

    void add(Object[] row) {
        rows.add(row);
    }

    /** Adds a row if it is of the whole table. */
    boolean addOverall(Object[] row) {
        rows.add(row);
        boolean isOverall = isOverall(rows.size() - 1);
        if (!isOverall) {
            rows.remove(rows.size() - 1);
        }
        return isOverall;
    }

    /** Those of the whole table, in their order. */
    DatasetRows overall() {
        DatasetRows overall = new DatasetRows();
        overall.columns.putAll(columns);
        for (int row = 0; row < rows.size(); row++) {
            if (isOverall(row)) {
                overall.rows.add(rows.get(row));
            }
        }
        return overall;
    }

    public int size() {
        return rows.size();
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Whether a value is NULL. */
    public boolean isNull(int row, String column) {
        return value(row, column) == null;
    }

    /** A text; empty where it is NULL. */
    public String text(int row, String column) {
        return value(row, column) instanceof String text ? text : "";
    }

    /** A number; NaN where it is NULL. */
    public double number(int row, String column) {
        return value(row, column) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Whether it is true; false where it is NULL. */
    public boolean isTrue(int row, String column) {
        return Boolean.TRUE.equals(value(row, column));
    }

    /** A list of texts, of which some may be null; empty where it is NULL. */
    public List<String> texts(int row, String column) {
        List<String> texts = new ArrayList<>();
        if (value(row, column) instanceof List<?> list) {
            list.forEach(text -> texts.add((String) text));
        }
        return texts;
    }

    /** A list of numbers; empty where it is NULL. */
    public double[] numbers(int row, String column) {
        return value(row, column) instanceof List<?> list
                ? list.stream()
                        .mapToDouble(number -> ((Number) number).doubleValue())
                        .toArray()
                : new double[0];
    }

    /** A moment; the epoch where it is NULL. */
    public Instant time(int row, String column) {
        return value(row, column) instanceof Instant time ? time : Instant.EPOCH;
    }

    /** A map, or the fields of a struct, in their order; empty where it is NULL. */
    public Map<?, ?> fields(int row, String column) {
        return value(row, column) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Whether the row is of the whole table. */
    public boolean isOverall(int row) {
        return !(value(row, GROUP_COLUMNS) instanceof List<?> list) || list.isEmpty();
    }

    /** The columns and values that name the row's group, of the whole table none. */
    public Group group(int row) {
        return new Group(texts(row, GROUP_COLUMNS), texts(row, GROUP_VALUES));
    }

    /**
     * A group of rows by its name.
     *
     * @param values of the columns, null where the value is null
     */
    public record Group(List<String> columns, List<String> values) {
        /** As {@code sex=male, race=null}; {@code all rows} for the whole table. */
        public String name() {
            return io.github.surprisal.count.Group.name(columns, values);
        }
    }

    private Object value(int row, String column) {
        Integer index = columns.get(column);
        Object[] values = rows.get(row);
        return index == null || index >= values.length ? null : values[index];
    }
}
