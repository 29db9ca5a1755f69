package io.github.surprisal.encode;

import io.github.surprisal.scan.Batch;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** What encoding needs to know of numeric columns that were not counted: their means, and whether something is missing. */
final class NumberSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] sums;
    private final double[] weights;
    private final boolean[] missing;

    private NumberSums(int columns) {
        this.sums = new double[columns];
        this.weights = new double[columns];
        this.missing = new boolean[columns];
    }

    /** The encodings of these columns, from one pass. */
    static List<FeatureEncoding> encodings(Table table, List<Integer> columns) {
        if (columns.isEmpty()) {
            return List.of();
        }
        List<ValueReader> readers = TableBatches.readers(table);
        int weight = table.weight();
        NumberSums all = new NumberSums(columns.size());
        JavaRDD<NumberSums> parts = TableBatches.map(
                table, batches -> List.of(of(batches, readers, columns, weight)).iterator());
        JobDescription.during(
                        parts.context(),
                        "adding up " + columns.size() + " columns of "
                                + table.input().name(),
                        parts::collect)
                .forEach(all::merge);
        List<FeatureEncoding> encodings = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            double mean = all.weights[i] > 0 ? all.sums[i] / all.weights[i] : 0;
            Column column = table.columns().get(columns.get(i));
            encodings.add(new FeatureEncoding.Numeric(
                    column.name(), column.type(), Double.isFinite(mean) ? mean : 0, all.missing[i]));
        }
        return encodings;
    }

    /**
     * The encoding of a table's offset, from one pass.
     *
     * @throws UserException where it is not a number, or not a finite one in each row
     */
    static FeatureEncoding offset(Table table) {
        Column column = table.columns().get(table.offset());
        if (!(column.type() instanceof NumericType)) {
            throw new UserException("Cannot use column '%s' as table.offset: type must be numeric, found %s"
                    .formatted(column.name(), column.type().catalogString()));
        }
        FeatureEncoding.Numeric numeric = (FeatureEncoding.Numeric)
                encodings(table, List.of(table.offset())).get(0);
        if (numeric.nulls()) {
            throw new UserException(
                    "Cannot use column '%s' as table.offset: expected finite numbers, found null, NaN or infinity"
                            .formatted(column.name()));
        }
        return new FeatureEncoding.Numeric(numeric.feature(), numeric.type(), numeric.mean(), false, true);
    }

    private static NumberSums of(
            Iterator<Batch> batches, List<ValueReader> readers, List<Integer> columns, int weight) {
        NumberSums some = new NumberSums(columns.size());
        double[] values = new double[0];
        double[] weights = new double[0];
        long[] keys = new long[0];
        while (batches.hasNext()) {
            Batch batch = batches.next();
            int rows = batch.rows();
            if (values.length < rows) {
                values = new double[rows];
                weights = new double[rows];
                keys = new long[rows];
                Arrays.fill(weights, 1);
            }
            if (weight >= 0) {
                read(batch.columns()[weight], readers.get(weight), rows, keys, weights);
            }
            for (int i = 0; i < columns.size(); i++) {
                int column = columns.get(i);
                read(batch.columns()[column], readers.get(column), rows, keys, values);
                some.add(i, values, weights, rows);
            }
        }
        return some;
    }

    /** The values of a column as numbers; NaN for null. */
    private static void read(ColumnVector vector, ValueReader reader, int rows, long[] keys, double[] into) {
        CategoryType type = reader.type();
        boolean hasNull = vector.hasNull();
        if (!type.isBytes()) {
            reader.keys(vector, rows, keys);
        }
        for (int row = 0; row < rows; row++) {
            boolean isNull = hasNull && vector.isNullAt(row);
            into[row] = isNull
                    ? Double.NaN
                    : type.isBytes() ? type.number(reader.bytes(vector, row)) : type.number(keys[row]);
        }
    }

    private void add(int column, double[] values, double[] ofRows, int rows) {
        double sum = 0;
        double weight = 0;
        boolean none = false;
        for (int row = 0; row < rows; row++) {
            boolean finite = Math.abs(values[row]) <= Double.MAX_VALUE;
            double counts = ofRows[row] > 0 ? ofRows[row] : 0;
            sum += finite ? counts * values[row] : 0;
            weight += finite ? counts : 0;
            none |= !finite && counts > 0;
        }
        sums[column] += sum;
        weights[column] += weight;
        missing[column] |= none;
    }

    private void merge(NumberSums other) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
            weights[i] += other.weights[i];
            missing[i] |= other.missing[i];
        }
    }
}
