package io.github.surprisal.evaluate;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.spark.SortedShuffle;
import io.github.surprisal.train.BlockScorer;
import io.github.surprisal.train.Loss;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The {@link LossTally} of every dataset and group: one pass over the rows fills all of them. Where there are groups, a row is added
 * to its group of each grouping alone: the whole dataset is the sum of the first grouping's groups, which hold each row once.
 */
final class LossTallies implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Margins that are kept of a task, to part all of them into ranges; twice as many are let in before every other one goes. Ranges
     * are then of one size to within 1/√1024 = 3 % of all rows; nothing but the balance of tasks depends on it.
     */
    private static final int SAMPLE = 1 << 10;

    /** Where this share of the sample's margins is different, hardly any two rows tie: a sample of 1,024 out of n margins has 1,024²/2n pairs. */
    private static final double TIED = 0.75;

    private final int classes;
    private LossTally[] tallies = new LossTally[2];

    /** The cells of the first grouping's groups. */
    private boolean[] isFirst = new boolean[2];

    private int groupings;
    private boolean whole = true;
    private double weight;
    private long[] sample = new long[2 * SAMPLE];
    private int sampled;
    private int stride = 1;
    private long rows;

    LossTallies(int classes) {
        this.classes = classes;
    }

    /** One number for a dataset and a group. */
    static int cell(boolean test, int group) {
        return group << 1 | (test ? 1 : 0);
    }

    LossTallies add(EncodedBlock block, BlockScorer scorer) {
        double[][] ofMargin = scorer.margins(block);
        double[] margins = new double[ofMargin.length];
        double[] probabilities = new double[classes];
        double[] odds = ofMargin.length == 1 ? Loss.odds(ofMargin[0]) : null;
        CodeColumn[] groups = block.groups();
        groupings = groups.length;
        for (int row = 0; row < block.rows(); row++) {
            for (int k = 0; k < margins.length; k++) {
                margins[k] = ofMargin[k][row];
            }
            int label = block.labels().at(row);
            double weight = block.weight(row);
            whole &= weight == Math.rint(weight);
            this.weight += weight;
            double loss = odds == null
                    ? Loss.logLossAndProbabilities(margins, label, probabilities)
                    : Loss.logLossAndProbabilities(margins[0], odds[row], label, probabilities);
            int predicted = Loss.predict(margins);
            for (int g = 0; g < groups.length; g++) {
                tally(cell(block.test(), groups[g].at(row)), g == 0).add(label, weight, loss, predicted, probabilities);
            }
            if (groups.length == 0) {
                tally(cell(block.test(), 0), false).add(label, weight, loss, predicted, probabilities);
            }
            if (rows++ % stride == 0) {
                sample(SortedShuffle.key(margins[0]));
            }
        }
        return this;
    }

    private LossTally tally(int cell, boolean first) {
        if (cell >= tallies.length) {
            tallies = Arrays.copyOf(tallies, Math.max(cell + 1, 2 * tallies.length));
            isFirst = Arrays.copyOf(isFirst, tallies.length);
        }
        if (tallies[cell] == null) {
            tallies[cell] = new LossTally(classes);
            isFirst[cell] = first;
        }
        return tallies[cell];
    }

    private void sample(long key) {
        if (sampled == sample.length) {
            for (int i = 0; i < sample.length / 2; i++) {
                sample[i] = sample[2 * i];
            }
            sampled /= 2;
            stride *= 2;
        }
        sample[sampled++] = key;
    }

    LossTallies merge(LossTallies other) {
        for (int cell = 0; cell < other.tallies.length; cell++) {
            if (other.tallies[cell] != null) {
                tally(cell, other.isFirst[cell]).merge(other.tallies[cell]);
            }
        }
        groupings = Math.max(groupings, other.groupings);
        whole &= other.whole;
        weight += other.weight;
        // The shares of two samples in one are those of their rows.
        int wanted = Math.max(stride, other.stride);
        long[] both = new long[sampled + other.sampled];
        int size = 0;
        for (int i = 0; i < sampled; i += wanted / stride) {
            both[size++] = sample[i];
        }
        for (int i = 0; i < other.sampled; i += wanted / other.stride) {
            both[size++] = other.sample[i];
        }
        stride = wanted;
        while (size > 2 * SAMPLE) {
            for (int i = 0; 2 * i < size; i++) {
                both[i] = both[2 * i];
            }
            size = (size + 1) / 2;
            stride *= 2;
        }
        sample = Arrays.copyOf(both, 2 * SAMPLE);
        sampled = size;
        return this;
    }

    /** The tallies by cell, the whole datasets' among them; only cells with rows are there. */
    Map<Integer, LossTally> byCell() {
        Map<Integer, LossTally> byCell = new HashMap<>();
        for (int cell = 0; cell < tallies.length; cell++) {
            if (tallies[cell] != null) {
                byCell.put(cell, tallies[cell]);
                if (isFirst[cell]) {
                    byCell.computeIfAbsent(cell & 1, any -> new LossTally(classes))
                            .merge(tallies[cell]);
                }
            }
        }
        return byCell;
    }

    /** Whether all weights are whole numbers, and few enough of them that doubles add them up without rounding. */
    boolean isWhole() {
        return whole && weight < 0x1p52;
    }

    int groupings() {
        return groupings;
    }

    /** Whether many rows share their margin with others, going by the sample: as the margins of categorical features do. */
    boolean isTied() {
        return Arrays.stream(sample, 0, sampled).distinct().count() < TIED * sampled;
    }

    /** The margins, as keys, that part the rows into so many ranges of about as many rows each; fewer where many rows tie. */
    long[] bounds(int ranges) {
        long[] sorted = Arrays.copyOf(sample, sampled);
        Arrays.sort(sorted);
        return IntStream.range(1, sampled == 0 ? 1 : ranges)
                .mapToLong(i -> sorted[(int) ((long) i * sampled / ranges)])
                .distinct()
                .toArray();
    }
}
