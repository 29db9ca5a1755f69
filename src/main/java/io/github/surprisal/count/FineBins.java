package io.github.surprisal.count;

import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.math.EqualFrequency;
import io.github.surprisal.scan.CategoryType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The edges of the fine bins of a numeric column with more values than the limit: values of its own type, so that a long
 * integer or a decimal of any width is cut exactly.
 *
 * <p>They come from a bottom-k sample: the k distinct values with the smallest hashes, each with its exact count. Which
 * values those are depends on the values alone, so the edges do not depend on order or partitioning. The most frequent
 * values are known exactly and enter with their own mass; the sampled rest is scaled to the remaining mass. With k =
 * 65,536 the rank of an edge is off by about 1/(2√k) = 0.2 % of the rest's mass at most, in standard deviations.
 *
 * <p>A value that is heavier than a fine bin's share is alone in its bin: of the most frequent values exactly, as there is an edge
 * right below them as well; of others but for values that are not in the sample.
 *
 * @param edges ascending
 * @param masses of the bins, by the sample
 */
record FineBins(Categories edges, double[] masses) {
    /** How many fine bins, but for those that heavy values bring. */
    static final int BINS = 1024;

    /** A value by its place, and its mass. */
    private record Mass(long high, long low, double mass) {
        static int compare(Mass a, Mass b) {
            return Places.compare(a.high, a.low, b.high, b.low);
        }
    }

    /**
     * The bins of a column.
     *
     * @param sample the sampled values, NaNs not among them
     * @param frequent the most frequent values
     * @param total the mass of all values
     */
    static FineBins of(BottomK sample, List<TopValue> frequent, double total, CategoryType type) {
        List<Mass> known = new ArrayList<>();
        double numbers = total;
        for (TopValue top : frequent) {
            if (Double.isNaN(top.number(type))) {
                numbers -= top.count();
            } else {
                known.add(mass(top, type));
            }
        }
        double rest = numbers;
        for (Mass mass : known) {
            rest -= mass.mass();
        }
        List<Mass> masses = new ArrayList<>(sampled(sample, known, rest));
        masses.addAll(known);
        for (TopValue top : frequent) {
            if (top.count() > numbers / BINS && !Double.isNaN(top.number(type))) {
                masses.add(before(top, type));
            }
        }
        masses.sort(Mass::compare);
        return cut(merged(masses), type);
    }

    private static Mass mass(TopValue top, CategoryType type) {
        if (type.isBytes()) {
            return new Mass(Places.high(top.bytes()), Places.low(top.bytes()), top.count());
        }
        long low = Places.low(type, top.key());
        return new Mass(low >> 63, low, top.count());
    }

    /** What lies right below a value, without mass. */
    private static Mass before(TopValue top, CategoryType type) {
        if (type.isBytes()) {
            byte[] bytes = new BigInteger(top.bytes()).subtract(BigInteger.ONE).toByteArray();
            return new Mass(Places.high(bytes), Places.low(bytes), 0);
        }
        long low = Places.low(type, Places.before(type, top.key()));
        return new Mass(low >> 63, low, 0);
    }

    /** The sample without what is known, scaled to the rest of the mass; in one order, for the last bit of the sum. */
    private static List<Mass> sampled(BottomK sample, List<Mass> known, double rest) {
        List<Mass> unknown = new ArrayList<>();
        for (int i = 0; i < sample.size(); i++) {
            Mass mass = new Mass(sample.high(i), sample.low(i), sample.count(i));
            if (known.stream().noneMatch(other -> Mass.compare(other, mass) == 0)) {
                unknown.add(mass);
            }
        }
        unknown.sort(Mass::compare);
        double sampled = 0;
        for (Mass mass : unknown) {
            sampled += mass.mass();
        }
        double scale = sampled == 0 ? 0 : Math.max(0, rest) / sampled;
        return unknown.stream()
                .map(mass -> new Mass(mass.high(), mass.low(), mass.mass() * scale))
                .toList();
    }

    /** One of each value. */
    private static List<Mass> merged(List<Mass> ascending) {
        List<Mass> merged = new ArrayList<>();
        for (Mass mass : ascending) {
            int last = merged.size() - 1;
            if (last >= 0 && Mass.compare(merged.get(last), mass) == 0) {
                merged.set(
                        last, new Mass(mass.high(), mass.low(), merged.get(last).mass() + mass.mass()));
            } else {
                merged.add(mass);
            }
        }
        return merged;
    }

    private static FineBins cut(List<Mass> values, CategoryType type) {
        boolean[] last =
                EqualFrequency.cut(values.stream().mapToDouble(Mass::mass).toArray(), BINS);
        List<Mass> edges = new ArrayList<>();
        double[] masses = new double[values.size() + 1];
        for (int i = 0; i < values.size(); i++) {
            masses[edges.size()] += values.get(i).mass();
            if (last[i] && i < values.size() - 1) {
                edges.add(values.get(i));
            }
        }
        return new FineBins(categories(edges, type), Arrays.copyOf(masses, edges.size() + 1));
    }

    private static Categories categories(List<Mass> values, CategoryType type) {
        return type.isBytes()
                ? Categories.ofBytes(
                        type,
                        values.stream()
                                .map(value -> Places.bytes(value.high(), value.low()))
                                .toArray(byte[][]::new))
                : Categories.ofKeys(
                        type,
                        values.stream()
                                .mapToLong(value -> Places.key(type, value.low()))
                                .toArray());
    }

    /** Finds bins fast: the leading bits of a value's place say where to start looking. */
    static final class Index {
        private static final int BITS = 14;

        private static final long NAN = Double.doubleToLongBits(Double.NaN);

        private final CategoryType type;
        private final boolean mayBeNan;
        private final long[] highs;
        private final long[] lows;
        private final int[] starts;
        private final int shift;

        Index(Categories edges) {
            type = edges.type();
            mayBeNan = type.base() == CategoryType.Base.FLOAT || type.base() == CategoryType.Base.DOUBLE;
            int size = edges.size();
            highs = new long[type.isBytes() ? size : 0];
            lows = new long[size];
            for (int i = 0; i < size; i++) {
                lows[i] = type.isBytes() ? Places.low(edges.bytes(i)) : Places.low(type, edges.key(i));
            }
            for (int i = 0; i < highs.length; i++) {
                highs[i] = Places.high(edges.bytes(i));
            }
            long range = size == 0 || type.isBytes() ? 0 : lows[size - 1] - lows[0];
            shift = Math.max(0, 64 - Long.numberOfLeadingZeros(range) - BITS);
            starts = new int[size == 0 || type.isBytes() ? 1 : (int) (range >>> shift) + 1];
            int edge = 0;
            for (int i = 0; i < starts.length && size > 0; i++) {
                while ((lows[edge] - lows[0]) >>> shift < i) {
                    edge++;
                }
                starts[i] = edge;
            }
        }

        /** How many bins there are, that of NaN among them. */
        int count() {
            return lows.length + 2;
        }

        /** The bin of the value that the reader stands before; that of NaN is the last one. */
        int next(Block.Reader reader) {
            return type.isBytes() ? binOf(reader.bytes()) : binOf(reader.bits());
        }

        int binOf(long key) {
            if (mayBeNan && key == NAN) {
                return lows.length + 1;
            }
            long place = Places.low(type, key);
            if (lows.length == 0 || place <= lows[0]) {
                return 0;
            }
            long start = (place - lows[0]) >>> shift;
            if (start >= starts.length) {
                return lows.length;
            }
            int bin = starts[(int) start];
            while (bin < lows.length && lows[bin] < place) {
                bin++;
            }
            return bin;
        }

        int binOf(byte[] unscaled) {
            long high = Places.high(unscaled);
            long low = Places.low(unscaled);
            int from = 0;
            int to = lows.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (Places.compare(highs[middle], lows[middle], high, low) < 0) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }
    }
}
