package io.github.surprisal.sql;

import io.github.surprisal.count.Spectrum;
import io.github.surprisal.drift.Divergence;
import io.github.surprisal.evaluate.RocCurve;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.measure.Entropies;
import io.github.surprisal.measure.SparseTable;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.table.UserException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.spark.unsafe.Platform;

/** The figures of the SQL functions, from how often each tuple of their arguments was seen; NaN is undefined. */
final class TupleFigures {
    /** Of more tuples those are put together that were seen as often, of a million in a third of the time that their logarithms take. */
    private static final int FEW = 1 << 10;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private TupleFigures() {}

    /** A function of tuples. */
    interface Figure extends ToDoubleFunction<TupleCounts> {}

    /** The joint entropy of all arguments. */
    static double entropy(TupleCounts counts) {
        return Unit.BITS.fromNats(
                counts.size() > FEW ? Entropies.entropy(spectrum(counts)) : Entropies.entropy(times(counts)));
    }

    /** How many tuples were seen how often: most of many were seen a few times. */
    private static Spectrum spectrum(TupleCounts counts) {
        long[] few = new long[FEW];
        TreeMap<Double, Long> multiplicities = new TreeMap<>();
        counts.forEach((words, from, count) -> {
            if (count < few.length) {
                few[(int) count]++;
            } else {
                multiplicities.merge((double) count, 1L, Long::sum);
            }
        });
        for (int count = 0; count < few.length; count++) {
            if (few[count] > 0) {
                multiplicities.put((double) count, few[count]);
            }
        }
        return Spectrum.of(multiplicities);
    }

    /** The entropy of a distribution whose masses are the values of the argument. */
    static double entropyOfCounts(TupleCounts counts) {
        double[] masses = doubles(counts, 0);
        double[] times = times(counts);
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
        return new SparseTable(times(counts), codes(counts, feature), codes(counts, label));
    }

    /** I(X;Y|Z). */
    static double conditionalInformation(TupleCounts counts) {
        return Unit.BITS.fromNats(SparseTable.conditionalInformation(
                times(counts), codes(counts, 0), codes(counts, 1), codes(counts, 2)));
    }

    /** How far two columns of masses are from each other. */
    static Figure ofMasses(ToDoubleFunction<Divergence> figure) {
        return counts -> {
            double[] p = doubles(counts, 0);
            double[] q = doubles(counts, 1);
            if (!hasMass(p) || !hasMass(q)) {
                return Double.NaN;
            }
            long[] times = Arrays.stream(times(counts)).mapToLong(c -> (long) c).toArray();
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
        double[] labels = doubles(counts, 0);
        double[] scores = doubles(counts, 1);
        double[] rows = times(counts);
        double[] ascending = Arrays.stream(scores).sorted().distinct().toArray();
        double[][] ofClass = new double[2][ascending.length];
        for (int i = 0; i < rows.length; i++) {
            ofClass[(int) labels[i]][Arrays.binarySearch(ascending, scores[i])] += rows[i];
        }
        return RocCurve.area(ofClass[0], ofClass[1]);
    }

    /** How often each tuple was seen, in the order of {@link TupleCounts#forEach}. */
    private static double[] times(TupleCounts counts) {
        double[] times = new double[counts.size()];
        int[] next = new int[1];
        counts.forEach((words, from, count) -> times[next[0]++] = count);
        return times;
    }

    /** One word of each tuple, as a double has its bits. */
    private static double[] doubles(TupleCounts counts, int word) {
        double[] values = new double[counts.size()];
        int[] next = new int[1];
        counts.forEach((words, from, count) -> values[next[0]++] = Double.longBitsToDouble(words[from + word]));
        return values;
    }

    /** The values of one argument, numbered from 0 in an order that tells nothing. */
    private static int[] codes(TupleCounts counts, int argument) {
        int at = counts.types().subList(0, argument).stream()
                .mapToInt(ValueType::words)
                .sum();
        boolean isHash = counts.types().get(argument).words() > 1;
        ValueIndex values =
                new ValueIndex(CategoryType.of(isHash ? CategoryType.Base.BINARY : CategoryType.Base.INTEGER));
        byte[] hash = new byte[2 * Long.BYTES];
        int[] codes = new int[counts.size()];
        int[] next = new int[1];
        counts.forEach((words, from, count) -> {
            if (isHash) {
                WORDS.set(hash, 0, words[from + at]);
                WORDS.set(hash, Long.BYTES, words[from + at + 1]);
            }
            codes[next[0]++] = (isHash
                            ? values.idOf(hash, Platform.BYTE_ARRAY_OFFSET, hash.length)
                            : values.idOf(words[from + at]))
                    - 1;
        });
        return codes;
    }
}
