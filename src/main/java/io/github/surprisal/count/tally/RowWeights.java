package io.github.surprisal.count.tally;

import io.github.surprisal.scan.Batch;
import io.github.surprisal.scan.RowChoice;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/** The weights of a batch's rows as whole numbers and fractions in units of 2⁻⁶⁴; each is 1 where there is no column of weights. */
final class RowWeights {
    private final ScanPlan plan;
    private final RowChoice choice;
    private int[] kept = new int[0];
    private long[] wholes = new long[0];
    private long[] fractions = new long[0];

    RowWeights(ScanPlan plan) {
        this.plan = plan;
        this.choice = new RowChoice(plan.readers());
    }

    /**
     * Reads the weights of a batch, if there are any.
     *
     * @param complaints receives what is wrong with them
     * @return the batch without the rows of weight 0
     */
    Batch read(Batch batch, Stratification complaints) {
        if (plan.weight() < 0) {
            return batch;
        }
        kept = kept.length < batch.rows() ? new int[batch.rows()] : kept;
        int size = 0;
        wholes = wholes.length < batch.rows() ? new long[batch.rows()] : wholes;
        fractions = fractions.length < batch.rows() ? new long[batch.rows()] : fractions;
        ColumnarBatchRow values = new ColumnarBatchRow(batch.columns());
        for (int row = 0; row < batch.rows(); row++) {
            values.rowId = row;
            boolean isNull = values.isNullAt(plan.weight());
            double weight = isNull ? Double.NaN : plan.weightOf(values);
            if (!(weight >= 0) || weight >= 0x1p53) {
                complaints.complain("Cannot use column '" + plan.names().get(plan.weight())
                        + "' as table.weight: weights must be finite and at least 0, found "
                        + (isNull ? "null" : weight)
                        + "; leave such rows out by table.where, or correct the column");
                return batch;
            }
            wholes[size] = (long) weight;
            fractions[size] = CellTable.fractionOf(weight);
            kept[size] = row;
            size += wholes[size] != 0 || fractions[size] != 0 ? 1 : 0;
        }
        return size == batch.rows() ? batch : choice.of(batch, kept, size);
    }

    /** The whole numbers by row; empty where there is no column of weights. */
    long[] wholes() {
        return wholes;
    }

    /** The fractions by row; empty where there is no column of weights. */
    long[] fractions() {
        return fractions;
    }

    long whole(int row) {
        return plan.weight() < 0 ? 1 : wholes[row];
    }

    long fraction(int row) {
        return plan.weight() < 0 ? 0 : fractions[row];
    }
}
