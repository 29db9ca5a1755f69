package io.github.surprisal.table;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * A row of the source with the elements of its vectors as columns of their own: a view, valid until the next row is set. Of a sparse
 * vector only the elements that it names are written, so that a row costs what it holds and not what it is wide. All types but double are boxed by the base class, whose getters know each type
 * of the Spark at hand.
 */
final class ElementRow extends GenericInternalRow {
    private static final long serialVersionUID = 1L;

    /** The size of what is no vector. */
    static final int NO_VECTOR = -1;

    /**
     * Where columns come from.
     *
     * @param schema of the columns
     * @param sources by column: which one of the source it is, or is an element of
     * @param elements by column: which element of the vector; −1 for a column that is as it is in the source
     * @param sizes by column of the source: how many elements each vector has; {@value #NO_VECTOR} where it is none
     * @param names of the columns of the source
     */
    record Layout(StructType schema, int[] sources, int[] elements, int[] sizes, String[] names)
            implements Serializable {}

    private final Layout layout;
    private final double[][] values;
    private final int[][] written;
    private final boolean[] isNull;
    private InternalRow row;

    ElementRow(Layout layout) {
        super(new Object[0]);
        this.layout = layout;
        this.values = Arrays.stream(layout.sizes())
                .mapToObj(size -> new double[Math.max(0, size)])
                .toArray(double[][]::new);
        this.written = new int[values.length][0];
        this.isNull = new boolean[values.length];
    }

    /** Another row of the source. */
    ElementRow of(InternalRow next) {
        row = next;
        for (int column = 0; column < values.length; column++) {
            if (layout.sizes()[column] != NO_VECTOR) {
                isNull[column] = next.isNullAt(column);
                if (!isNull[column]) {
                    read(StoredVector.of(next, column), column);
                }
            }
        }
        return this;
    }

    private void read(StoredVector vector, int column) {
        double[] into = values[column];
        for (int index : written[column]) {
            into[index] = 0;
        }
        double[] found = vector.values();
        int size = vector.size();
        if (size != into.length) {
            throw new UserException(
                    "Cannot read vector column '%s': found a vector of %d elements, expected %d as in the first one"
                            .formatted(layout.names()[column], size, into.length));
        }
        if (vector.isSparse()) {
            written[column] = vector.indices();
            for (int i = 0; i < found.length; i++) {
                into[written[column][i]] = found[i];
            }
        } else {
            System.arraycopy(found, 0, into, 0, size);
            // All of it is to be cleared before a sparse one.
            written[column] = written[column].length == size ? written[column] : all(size);
        }
    }

    private static int[] all(int size) {
        int[] all = new int[size];
        Arrays.setAll(all, i -> i);
        return all;
    }

    @Override
    public int numFields() {
        return layout.sources().length;
    }

    @Override
    public boolean isNullAt(int ordinal) {
        int source = layout.sources()[ordinal];
        int element = layout.elements()[ordinal];
        return element < 0 ? row.isNullAt(source) : element < values[source].length && isNull[source];
    }

    @Override
    public double getDouble(int ordinal) {
        int source = layout.sources()[ordinal];
        int element = layout.elements()[ordinal];
        return element < 0 ? row.getDouble(source) : element < values[source].length ? values[source][element] : 0;
    }

    @Override
    public Object genericGet(int ordinal) {
        if (isNullAt(ordinal)) {
            return null;
        }
        int source = layout.sources()[ordinal];
        return layout.elements()[ordinal] < 0
                ? row.get(source, layout.schema().fields()[ordinal].dataType())
                : (Object) getDouble(ordinal);
    }
}
