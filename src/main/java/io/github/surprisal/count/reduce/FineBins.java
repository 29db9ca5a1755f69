package io.github.surprisal.count.reduce;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.ids.Places;
import io.github.surprisal.math.EqualFrequency;
import io.github.surprisal.math.RadixOrder;
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

    /**
     * The bins of a column.
     *
     * @param sample the sampled values, NaNs not among them
     * @param frequent the most frequent values
     * @param total the mass of all values
     */
    static FineBins of(BottomK sample, List<TopValue> frequent, double total, CategoryType type) {
        List<TopValue> known = new ArrayList<>();
        double numbers = total;
        for (TopValue top : frequent) {
            if (Double.isNaN(top.number(type))) {
                numbers -= top.count();
            } else {
                known.add(top);
            }
        }
        double rest = numbers;
        Candidates candidates = new Candidates(type, sample.size() + 2 * known.size());
        for (TopValue top : known) {
            rest -= top.count();
            candidates.add(top);
        }
        for (TopValue top : known) {
            if (top.count() > numbers / BINS) {
                candidates.addBefore(top);
            }
        }
        for (int i = 0; i < sample.size(); i++) {
            candidates.add(sample.high(i), sample.low(i), sample.count(i));
        }
        return candidates.cut(known.size(), candidates.size - sample.size(), Math.max(0, rest));
    }

    /** Values by their place, each with a mass: those that are known exactly, those right below them, and the sampled ones. */
    private static final class Candidates {
        private final CategoryType type;
        private final long[] highs;
        private final long[] lows;
        private final double[] masses;
        private int size;

        Candidates(CategoryType type, int room) {
            this.type = type;
            this.highs = new long[type.isBytes() ? room : 0];
            this.lows = new long[room];
            this.masses = new double[room];
        }

        void add(long high, long low, double mass) {
            if (highs.length > 0) {
                highs[size] = high;
            }
            lows[size] = low;
            masses[size++] = mass;
        }

        void add(TopValue top) {
            if (type.isBytes()) {
                add(Places.high(top.bytes()), Places.low(top.bytes()), top.count());
            } else {
                add(0, Places.low(type, top.key()), top.count());
            }
        }

        /** What lies right below a value, without mass. */
        void addBefore(TopValue top) {
            if (type.isBytes()) {
                byte[] bytes =
                        new BigInteger(top.bytes()).subtract(BigInteger.ONE).toByteArray();
                add(Places.high(bytes), Places.low(bytes), 0);
            } else {
                add(0, Places.low(type, Places.before(type, top.key())), 0);
            }
        }

        /**
         * Cuts the values into bins.
         *
         * @param known the first so many have the masses that they have
         * @param given the first so many, those among them, are not sampled
         * @param rest the mass of all values that are not known, to which the sampled ones are scaled
         */
        FineBins cut(int known, int given, double rest) {
            int[] order = ascending();
            int distinct = 0;
            double sampled = 0;
            int[] first = new int[size];
            for (int i = 0; i < size; i++) {
                // Of equal ones the known one comes first, and the sample's stands for what is just above a known
                // value.
                if (i == 0 || !isEqual(order[i], first[distinct - 1])) {
                    first[distinct++] = order[i];
                } else if (first[distinct - 1] >= known && order[i] >= given) {
                    first[distinct - 1] = order[i];
                }
            }
            for (int i = 0; i < distinct; i++) {
                sampled += first[i] >= given ? masses[first[i]] : 0;
            }
            double scale = sampled == 0 ? 0 : rest / sampled;
            double[] mass = new double[distinct];
            for (int i = 0; i < distinct; i++) {
                mass[i] = first[i] >= given ? masses[first[i]] * scale : masses[first[i]];
            }
            return cut(first, mass);
        }

        private int[] ascending() {
            int[] order = RadixOrder.identity(size);
            return highs.length == 0
                    ? RadixOrder.signed(order, lows)
                    : RadixOrder.signed(RadixOrder.unsigned(order, lows), highs);
        }

        private boolean isEqual(int a, int b) {
            return lows[a] == lows[b] && (highs.length == 0 || highs[a] == highs[b]);
        }

        /** @param ascending the places of the values that the masses belong to */
        private FineBins cut(int[] ascending, double[] mass) {
            boolean[] last = EqualFrequency.cut(mass, BINS);
            int[] edges = new int[mass.length];
            double[] ofBins = new double[mass.length + 1];
            int bins = 0;
            for (int i = 0; i < mass.length; i++) {
                ofBins[bins] += mass[i];
                if (last[i] && i < mass.length - 1) {
                    edges[bins++] = ascending[i];
                }
            }
            return new FineBins(categories(Arrays.copyOf(edges, bins)), Arrays.copyOf(ofBins, bins + 1));
        }

        private Categories categories(int[] edges) {
            return type.isBytes()
                    ? Categories.ofBytes(
                            type,
                            Arrays.stream(edges)
                                    .mapToObj(i -> Places.bytes(highs[i], lows[i]))
                                    .toArray(byte[][]::new))
                    : Categories.ofKeys(
                            type,
                            Arrays.stream(edges)
                                    .mapToLong(i -> Places.key(type, lows[i]))
                                    .toArray());
        }
    }
}
