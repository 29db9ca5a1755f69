package io.github.surprisal.encode;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Some rows, column by column, laid out by a {@link Layout}.
 *
 * @param test whether they are kept for testing
 * @param first the place of its first row among all training rows in the order of their content hashes, which no layout and no
 *     partitioning changes; of rows for testing it has no meaning
 * @param rows how many
 * @param labels the code of each row's class
 * @param weights positive and finite; empty where all are 1
 * @param groups by grouping: each row's group, as an index into {@link EncodedTable#groups()}
 * @param numbers by column of numbers
 * @param codes by column of codes
 */
public record EncodedBlock(
        boolean test,
        long first,
        int rows,
        CodeColumn labels,
        double[] weights,
        CodeColumn[] groups,
        double[][] numbers,
        CodeColumn[] codes)
        implements Serializable {
    /** As long as blocks of few columns are: folds of most tables are those of their blocks. */
    private static final int RUN = 4096;

    public double weight(int row) {
        return weights.length == 0 ? 1 : weights[row];
    }

    /** The same rows with these columns of numbers and of codes. */
    EncodedBlock only(int[] someNumbers, int[] someCodes) {
        return new EncodedBlock(
                test,
                first,
                rows,
                labels,
                weights,
                groups,
                Arrays.stream(someNumbers).mapToObj(c -> numbers[c]).toArray(double[][]::new),
                Arrays.stream(someCodes).mapToObj(c -> codes[c]).toArray(CodeColumn[]::new));
    }

    /** The same rows so many places further on. */
    EncodedBlock after(long rowsBefore) {
        return new EncodedBlock(test, rowsBefore + first, rows, labels, weights, groups, numbers, codes);
    }

    /** The place of a row in its run of {@value #RUN} training rows: what deals rows begins anew with each. */
    public int place(int row) {
        return (int) ((first + row) % RUN);
    }

    /**
     * The rows of a fold, to which those of each run are dealt in turn.
     *
     * @param fold from 0
     * @param folds how many there are
     */
    public int[] ofFold(int fold, int folds) {
        return rows(place -> place % folds == fold);
    }

    /** The rows at some of the places. */
    private int[] rows(IntPredicate places) {
        int[] found = new int[rows];
        int size = 0;
        int place = place(0);
        for (int row = 0; row < rows; row++) {
            if (places.test(place)) {
                found[size++] = row;
            }
            place = place + 1 == RUN ? 0 : place + 1;
        }
        return Arrays.copyOf(found, size);
    }

    /** Without the rows of a fold. */
    EncodedBlock without(int fold, int folds) {
        int[] kept = rows(place -> place % folds != fold);
        long before = first / RUN * dealt(RUN, fold, folds) + dealt(place(0), fold, folds);
        return new EncodedBlock(
                test,
                first - before,
                kept.length,
                labels.only(kept),
                weights.length == 0 ? weights : only(weights, kept),
                Arrays.stream(groups).map(column -> column.only(kept)).toArray(CodeColumn[]::new),
                Arrays.stream(numbers).map(column -> only(column, kept)).toArray(double[][]::new),
                Arrays.stream(codes).map(column -> column.only(kept)).toArray(CodeColumn[]::new));
    }

    /** How many of the first places of a run are of a fold. */
    private static int dealt(int places, int fold, int folds) {
        return (places - fold + folds - 1) / folds;
    }

    private static double[] only(double[] column, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> column[row]).toArray();
    }

    /** One row, by itself. */
    public EncodedRow row(int row, Layout layout) {
        int size = numbers.length + codes.length;
        int[] indices = new int[size];
        double[] values = new double[size];
        int number = 0;
        int code = 0;
        int terms = 0;
        while (number + code < size) {
            boolean isNumber = code == codes.length
                    || (number < numbers.length && layout.numbers()[number] < layout.codes()[code]);
            if (isNumber) {
                values[terms] = numbers[number][row];
                indices[terms] = layout.numbers()[number++];
                terms += values[terms] == 0 ? 0 : 1;
            } else {
                int at = codes[code].at(row);
                indices[terms] = layout.codes()[code] + at;
                values[terms] = 1;
                terms += at < layout.sizes()[code++] ? 1 : 0;
            }
        }
        int[] groupOf = new int[groups.length];
        Arrays.setAll(groupOf, g -> groups[g].at(row));
        return new EncodedRow(
                test,
                labels.at(row),
                weight(row),
                groupOf,
                Arrays.copyOf(indices, terms),
                Arrays.copyOf(values, terms));
    }
}
