package io.github.surprisal.sql;

import io.github.surprisal.count.Spectrum;
import io.github.surprisal.drift.Divergence;
import io.github.surprisal.evaluate.RocCurve;
import io.github.surprisal.measure.Entropies;
import io.github.surprisal.measure.SparseTable;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.UserException;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The figures of the SQL functions, from how often each tuple of their arguments was seen; NaN is undefined. */
final class TupleFigures {
    private TupleFigures() {}

    /** A function of tuples. */
    interface Figure extends ToDoubleFunction<TupleCounts> {}

    /** The joint entropy of all arguments. */
    static double entropy(TupleCounts counts) {
        return Unit.BITS.fromNats(Entropies.entropy(counts.counts()));
    }

    /** The entropy of a distribution whose masses are the values of the argument. */
    static double entropyOfCounts(TupleCounts counts) {
        double[] masses = counts.doubles(0);
        double[] times = counts.counts();
        TreeMap<Double, Long> multiplicities = new TreeMap<>();
        for (int i = 0; i < masses.length; i++) {
            if (masses[i] > 0) {
                multiplicities.put(masses[i], (long) times[i]);
            }
        }
        return Unit.BITS.fromNats(Entropies.entropy(Spectrum.of(multiplicities)));
    }

    /** What a feature and a label tell of each other. */
    static Figure ofPair(ToDoubleFunction<SparseTable> figure) {
        return counts -> figure.applyAsDouble(table(counts, 0, 1));
    }

    /** The same in bits, of a figure in nats. */
    static Figure bitsOfPair(ToDoubleFunction<SparseTable> figure) {
        return counts -> Unit.BITS.fromNats(figure.applyAsDouble(table(counts, 0, 1)));
    }

    /** H(first | second). */
    static double conditionalEntropy(TupleCounts counts) {
        return Unit.BITS.fromNats(table(counts, 1, 0).conditionalEntropy());
    }

    /** I(X;Y) of a state. */
    static double informationGainOfState(TupleCounts counts) {
        if (counts.types().size() != 2) {
            throw new UserException(
                    "Cannot compute information_gain_estimate: expected a state of two columns, found one of "
                            + counts.types().size());
        }
        return Unit.BITS.fromNats(table(counts, 0, 1).mutualInformation());
    }

    private static SparseTable table(TupleCounts counts, int feature, int label) {
        return new SparseTable(counts.counts(), counts.codes(feature), counts.codes(label));
    }

    /** I(X;Y|Z). */
    static double conditionalInformation(TupleCounts counts) {
        return Unit.BITS.fromNats(
                SparseTable.conditionalInformation(counts.counts(), counts.codes(0), counts.codes(1), counts.codes(2)));
    }

    /** How far two columns of masses are from each other. */
    static Figure ofMasses(ToDoubleFunction<Divergence> figure) {
        return counts -> {
            double[] p = counts.doubles(0);
            double[] q = counts.doubles(1);
            if (!hasMass(p) || !hasMass(q)) {
                return Double.NaN;
            }
            long[] times =
                    Arrays.stream(counts.counts()).mapToLong(c -> (long) c).toArray();
            return figure.applyAsDouble(new Divergence(p, q, times, 0));
        };
    }

    /** The same in bits, of a figure in nats. */
    static Figure bitsOfMasses(ToDoubleFunction<Divergence> figure) {
        return counts -> Unit.BITS.fromNats(ofMasses(figure).applyAsDouble(counts));
    }

    private static boolean hasMass(double[] masses) {
        return Arrays.stream(masses).anyMatch(mass -> mass > 0);
    }

    /** The area under the ROC curve of a label and a score. */
    static double areaUnderRoc(TupleCounts counts) {
        double[] labels = counts.doubles(0);
        double[] scores = counts.doubles(1);
        double[] rows = counts.counts();
        double[] ascending = Arrays.stream(scores).sorted().distinct().toArray();
        double[][] ofClass = new double[2][ascending.length];
        for (int i = 0; i < rows.length; i++) {
            ofClass[(int) labels[i]][Arrays.binarySearch(ascending, scores[i])] += rows[i];
        }
        return RocCurve.area(ofClass[0], ofClass[1]);
    }
}
