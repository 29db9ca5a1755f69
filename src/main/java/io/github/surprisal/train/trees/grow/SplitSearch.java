package io.github.surprisal.train.trees.grow;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.RadixOrder;
import io.github.surprisal.train.trees.sums.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds the best split of a node by a criterion. Numbers are cut between codes, with missing values tried on both sides. Categories,
 * null among them, are put in an order and cut there. What a node has not seen goes where the greater part of its rows goes.
 */
public final class SplitSearch implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final double LN2 = Elementary.log(2);

    private final Shape shape;
    private final SplitCriterion criterion;

    /** By column: how many codes are bins in order, 0 of categories. */
    private final int[] bins;

    /** For histograms of this shape. */
    public SplitSearch(Shape shape, Encoding encoding, Layout layout, SplitCriterion criterion) {
        this.shape = shape;
        this.criterion = criterion;
        this.bins = new int[layout.codes().length];
        for (int c = 0; c < bins.length; c++) {
            FeatureEncoding feature = encoding.features().get(layout.features()[layout.numbers().length + c]);
            bins[c] = feature instanceof FeatureEncoding.Binned binned ? binned.bins() : 0;
        }
    }

    SplitCriterion criterion() {
        return criterion;
    }

    /** The best split of a node; empty where none is worth it. */
    Optional<NodeSplit> best(Histogram node) {
        if (!criterion.isWorthSplitting(node.totals())) {
            return Optional.empty();
        }
        SplitCriterion.OfNode ofNode = criterion.at(node);
        List<NodeSplit> best = new ArrayList<>();
        for (int c = 0; c < bins.length; c++) {
            Best ofColumn = new Best(node, c, ofNode);
            if (bins[c] > 0) {
                ofColumn.numbers();
            } else {
                ofColumn.categories();
            }
            ofColumn.split().ifPresent(best::add);
        }
        return criterion.choose(best);
    }

    /** The best split of one column so far. */
    private final class Best {
        private final int column;
        private final int start;
        private final int size;
        private final SplitCriterion.OfNode ofNode;
        private final long[] all;
        private final long[] cells;
        private final int width;
        private double gain;
        private double bits;
        private final long[] left;

        /** The set of the codes that go to the right, a bit for each in four words. */
        private long[] right = {};

        Best(Histogram node, int column, SplitCriterion.OfNode ofNode) {
            this.column = column;
            this.start = shape.starts()[column];
            this.size = shape.size(column);
            this.ofNode = ofNode;
            this.all = node.totals();
            this.left = new long[all.length];
            this.cells = node.cells();
            this.width = shape.width();
        }

        /** The codes from one on to another that the node's rows have. Small nodes have few of many, so that a branch for each would be the search. */
        private int[] present(int from, int until) {
            long[] any = Arrays.copyOfRange(cells, start + from, start + until);
            for (int at = start + from + width; at < cells.length; at += width) {
                for (int i = 0; i < any.length; i++) {
                    any[i] |= cells[at + i];
                }
            }
            int[] codes = new int[any.length];
            int count = 0;
            for (int i = 0; i < any.length; i++) {
                codes[count] = from + i;
                count += any[i] != 0 ? 1 : 0;
            }
            return Arrays.copyOf(codes, count);
        }

        private void add(long[] to, int code) {
            for (int part = 0; part < to.length; part++) {
                to[part] += cells[part * width + start + code];
            }
        }

        void numbers() {
            int count = bins[column];
            int[] present = present(0, count);
            int[] absent = present(count, size);
            boolean hasMissing = absent.length > 0;
            long[] missing = new long[all.length];
            for (int code : absent) {
                add(missing, code);
            }
            int bestCode = -1;
            boolean bestMissingLeft = false;
            for (int side = 0; side < (hasMissing ? 2 : 1); side++) {
                boolean missingLeft = side == 1;
                long[] sums = missingLeft ? missing.clone() : new long[all.length];
                for (int code : present) {
                    add(sums, code);
                    if (isBetter(ofNode.gain(sums, 0), sums)) {
                        bestCode = code;
                        bestMissingLeft = missingLeft;
                    }
                }
            }
            if (bestCode >= 0) {
                int ways = hasMissing ? 2 * present.length - 1 : present.length - 1;
                bits = Elementary.log(Math.max(1, ways)) / LN2;
                boolean othersLeft = hasMissing ? bestMissingLeft : isMost(left);
                right = codes(!othersLeft);
                for (int code = 0; code < count; code++) {
                    put(code, code > bestCode);
                }
            }
        }

        void categories() {
            int[] present = present(0, size);
            bits = present.length - 1;
            if (ofNode.triesAll(present.length)) {
                // The last category stays to the right: the same sets the other way round are the same split.
                for (int set = 1; set < 1 << (present.length - 1); set++) {
                    int in = set;
                    part(present, IntStream.range(0, present.length).filter(i -> (in >> i & 1) == 1));
                }
                return;
            }
            int[] cellsOf = new int[present.length];
            for (int i = 0; i < present.length; i++) {
                cellsOf[i] = start + present[i];
            }
            int[] order = present.clone();
            RadixOrder.sort(ofNode.keys(cellsOf), order);
            long[] sums = new long[all.length];
            int best = -1;
            double chance = ofNode.chance(cellsOf);
            for (int i = 0; i + 1 < order.length; i++) {
                add(sums, order[i]);
                if (isBetter(ofNode.gain(sums, order.length) - chance, sums)) {
                    best = i;
                }
            }
            if (best >= 0) {
                mark(present, Arrays.copyOf(order, best + 1));
            }
        }

        /** Whether rows of these sums to the left are a better split than those before; then they are taken. */
        private boolean isBetter(double found, long[] sums) {
            if (found > gain) {
                gain = found;
                System.arraycopy(sums, 0, left, 0, left.length);
                return true;
            }
            return false;
        }

        private void part(int[] present, IntStream which) {
            int[] codes = which.map(i -> present[i]).toArray();
            long[] sums = new long[all.length];
            for (int code : codes) {
                add(sums, code);
            }
            if (isBetter(ofNode.gain(sums, present.length), sums)) {
                mark(present, codes);
            }
        }

        private void mark(int[] present, int[] toTheLeft) {
            right = codes(!isMost(left));
            for (int code : present) {
                put(code, true);
            }
            for (int code : toTheLeft) {
                put(code, false);
            }
        }

        /** All codes or none. */
        private static long[] codes(boolean all) {
            long[] codes = new long[Shape.CODES / Long.SIZE];
            Arrays.fill(codes, all ? -1 : 0);
            return codes;
        }

        private void put(int code, boolean goesRight) {
            long bit = 1L << code;
            right[code / Long.SIZE] = goesRight ? right[code / Long.SIZE] | bit : right[code / Long.SIZE] & ~bit;
        }

        /** Whether these are at least half of the node's rows. */
        private boolean isMost(long[] sums) {
            return 2 * criterion.mass(sums) >= criterion.mass(all);
        }

        Optional<NodeSplit> split() {
            if (gain == 0) {
                return Optional.empty();
            }
            double share = (double) criterion.mass(left) / criterion.mass(all);
            return Optional.of(new NodeSplit(column, right, gain, bits, share, left, Histogram.minus(all, left)));
        }
    }
}
