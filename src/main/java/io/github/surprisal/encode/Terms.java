package io.github.surprisal.encode;

import java.util.Arrays;

/** The terms of one row that are not 0, ascending; refilled row by row. */
final class Terms {
    private int[] indices = new int[16];
    private double[] values = new double[16];
    private int size;

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    int index(int i) {
        return indices[i];
    }

    double value(int i) {
        return values[i];
    }

    int[] indices() {
        return Arrays.copyOf(indices, size);
    }

    double[] values() {
        return Arrays.copyOf(values, size);
    }

    /** Adds the terms of one feature whose first term is {@code offset}, from column {@code column} of the row. */
    void add(FeatureEncoding feature, int offset, Cells cells, int column) {
        if (feature instanceof FeatureEncoding.Numeric numeric) {
            double value = cells.number(column);
            boolean finite = Double.isFinite(value);
            add(offset, finite ? value : numeric.mean());
            if (!finite && numeric.nulls()) {
                add(offset + 1, 1);
            }
        } else if (feature instanceof FeatureEncoding.Categorical categorical) {
            int term = term(categorical, cells, column);
            if (term >= 0) {
                add(offset + term, 1);
            }
        }
    }

    private static int term(FeatureEncoding.Categorical feature, Cells cells, int column) {
        if (cells.isNull(column)) {
            return feature.nulls() ? feature.size() - 1 : -1;
        }
        int code = cells.type(column).isBytes()
                ? feature.categories().codeOf(cells.bytes(column))
                : feature.categories().codeOf(cells.key(column));
        if (code >= 0) {
            return code;
        }
        return feature.other() ? feature.categories().size() : -1;
    }

    private void add(int index, double value) {
        if (value == 0) {
            return;
        }
        if (size == indices.length) {
            indices = Arrays.copyOf(indices, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        indices[size] = index;
        values[size++] = value;
    }
}
