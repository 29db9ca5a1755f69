package io.github.surprisal.train.trees;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Layout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the split of a node that lowers the loss the most: ½[G<sub>L</sub>²/(H<sub>L</sub> + λ) + G<sub>R</sub>²/(H<sub>R</sub> + λ) −
 * G²/(H + λ)], of equal ones the first (T. Chen and C. Guestrin 2016, doi:10.1145/2939672.2939785).
 *
 * <p>Numbers are cut between codes, with missing values tried on both sides. Categories are put in the order of G/(H + 10) and cut
 * there: among all ways to part them in two that holds the best one (W. Fisher 1958, doi:10.2307/2281952; L. Breiman et al. 1984);
 * beyond four, 10 is added to λ, for an order made from the labels fits them by chance too. What a node has not seen goes where the
 * greater part of its rows goes.
 */
final class SplitSearch implements Serializable {
    private static final long serialVersionUID = 1L;

    /** As LightGBM's {@code cat_smooth} and {@code cat_l2}. */
    private static final double CATEGORY_SMOOTHING = 10;

    /** As LightGBM's {@code max_cat_to_onehot}: of so few categories the order cannot fit much. */
    private static final int FEW_CATEGORIES = 4;

    /** As XGBoost's: less is rounding. */
    private static final double LEAST_GAIN = 1e-6;

    private final Shape shape;
    private final double lambda;
    private final double minHessian;

    /** By column: how many codes are bins in order, 0 of categories. */
    private final int[] bins;

    /**
     * For histograms of this shape.
     *
     * @param lambda in units of the greatest weight, and so is {@code minHessian}
     */
    SplitSearch(Shape shape, Encoding encoding, Layout layout, double lambda, double minHessian) {
        this.shape = shape;
        this.lambda = lambda;
        this.minHessian = minHessian;
        this.bins = new int[layout.codes().length];
        for (int c = 0; c < bins.length; c++) {
            FeatureEncoding feature = encoding.features().get(layout.features()[layout.numbers().length + c]);
            bins[c] = feature instanceof FeatureEncoding.Binned binned ? binned.bins() : 0;
        }
    }

    /** The best split of a node; empty where none is worth it. */
    Optional<Split> best(Histogram node) {
        Best best = new Best(node);
        for (int c = 0; c < bins.length; c++) {
            if (bins[c] > 0) {
                numbers(node, c, best);
            } else {
                categories(node, c, best);
            }
        }
        return Optional.ofNullable(best.split);
    }

    /** The best so far. Left and right are those of the cut that is being looked at. */
    private final class Best {
        private final Histogram node;
        private Split split;

        Best(Histogram node) {
            this.node = node;
        }

        /** Whether these rows going to the left is the best so far. */
        double gain(long leftGradient, long leftHessian, double ridge) {
            double left = Gradients.ofHessianQuanta(leftHessian);
            double right = Gradients.ofHessianQuanta(node.hessian() - leftHessian);
            if (left < minHessian || right < minHessian) {
                return 0;
            }
            double least = split == null ? LEAST_GAIN : split.gain();
            double gain = 0.5
                    * (score(leftGradient, left, ridge)
                            + score(node.gradient() - leftGradient, right, ridge)
                            - score(node.gradient(), Gradients.ofHessianQuanta(node.hessian()), ridge));
            return gain > least ? gain : 0;
        }

        private double score(long gradient, double hessian, double ridge) {
            double g = Gradients.ofGradientQuanta(gradient);
            return g * g / (hessian + ridge);
        }

        void take(int column, long[] rightCodes, double gain, long leftGradient, long leftHessian) {
            split = new Split(column, rightCodes, gain, node.gradient() - leftGradient, node.hessian() - leftHessian);
        }
    }

    private void numbers(Histogram node, int column, Best best) {
        int start = shape.starts()[column];
        int count = bins[column];
        long missingGradient = 0;
        long missingHessian = 0;
        for (int code = count; code < shape.size(column); code++) {
            missingGradient += node.gradients()[start + code];
            missingHessian += node.hessians()[start + code];
        }
        for (int side = 0; side < (missingHessian > 0 ? 2 : 1); side++) {
            boolean missingLeft = missingHessian > 0 && side == 1;
            long gradient = missingLeft ? missingGradient : 0;
            long hessian = missingLeft ? missingHessian : 0;
            for (int code = 0; code < count - (missingHessian > 0 && !missingLeft ? 0 : 1); code++) {
                int cell = start + code;
                gradient += node.gradients()[cell];
                hessian += node.hessians()[cell];
                if (node.hessians()[cell] == 0) {
                    continue;
                }
                double gain = best.gain(gradient, hessian, lambda);
                if (gain > 0) {
                    boolean others = missingHessian > 0 ? !missingLeft : 2 * hessian < node.hessian();
                    long[] right = new long[4];
                    for (int r = code + 1; r < Shape.CODES; r++) {
                        set(right, r, r < count || others);
                    }
                    best.take(column, right, gain, gradient, hessian);
                }
            }
        }
    }

    private void categories(Histogram node, int column, Best best) {
        int start = shape.starts()[column];
        List<Integer> present = new ArrayList<>();
        for (int code = 0; code < shape.size(column); code++) {
            if (node.hessians()[start + code] > 0) {
                present.add(code);
            }
        }
        double smoothing = present.size() > FEW_CATEGORIES ? CATEGORY_SMOOTHING : 0;
        present.sort(Comparator.comparingDouble(code -> Gradients.ofGradientQuanta(node.gradients()[start + code])
                / (Gradients.ofHessianQuanta(node.hessians()[start + code]) + smoothing)));
        long gradient = 0;
        long hessian = 0;
        for (int i = 0; i + 1 < present.size(); i++) {
            gradient += node.gradients()[start + present.get(i)];
            hessian += node.hessians()[start + present.get(i)];
            double gain = best.gain(gradient, hessian, lambda + smoothing);
            if (gain > 0) {
                long[] right = new long[4];
                for (int code = 0; code < Shape.CODES; code++) {
                    set(right, code, 2 * hessian < node.hessian());
                }
                for (int j = 0; j < present.size(); j++) {
                    set(right, present.get(j), j > i);
                }
                best.take(column, right, gain, gradient, hessian);
            }
        }
    }

    private static void set(long[] codes, int code, boolean isIn) {
        long bit = 1L << code;
        codes[code >> 6] = isIn ? codes[code >> 6] | bit : codes[code >> 6] & ~bit;
    }
}
