package io.github.surprisal.train.trees.grow;

import io.github.surprisal.train.trees.sums.Gradients;
import java.util.Arrays;

/**
 * Lowers the quadratic model of a loss: ½[G<sub>L</sub>²/(H<sub>L</sub> + λ) + G<sub>R</sub>²/(H<sub>R</sub> + λ) − G²/(H + λ)], of
 * equal ones the first; a leaf adds −step·G/(H + λ) (T. Chen and C. Guestrin 2016, doi:10.1145/2939672.2939785).
 *
 * <p>Categories are put in the order of G/(H + 10) and cut there: among all ways to part them in two that holds the best one
 * (W. Fisher 1958, doi:10.2307/2281952; L. Breiman et al. 1984). An order made from the labels fits them by chance too: beyond four
 * categories 10 is added to λ, and what the best cut would gain if no category told anything ({@link CutByChance}) is taken off.
 *
 * @param lambda in units of the greatest weight, and so is {@code minHessian}
 * @param unit the greatest weight, or a little more
 * @param variance of a sum of gradients where no category tells anything, to that of their Hessians
 */
public record Newton(double lambda, double minHessian, double step, double unit, double variance)
        implements SplitCriterion {
    /** As LightGBM's {@code cat_smooth} and {@code cat_l2}. */
    private static final double CATEGORY_SMOOTHING = 10;

    /** As LightGBM's {@code max_cat_to_onehot}: of so few categories the order cannot fit much. */
    private static final int FEW_CATEGORIES = 4;

    /** As XGBoost's: less is rounding. */
    private static final double LEAST_GAIN = 1e-6;

    @Override
    public OfNode at(Histogram node) {
        long gradient = node.totals()[Gradients.GRADIENT];
        long hessian = node.totals()[Gradients.HESSIAN];
        return new OfNode() {
            @Override
            public double gain(long[] left, int categories) {
                double ofLeft = Gradients.ofHessianQuanta(left[Gradients.HESSIAN]);
                double ofRight = Gradients.ofHessianQuanta(hessian - left[Gradients.HESSIAN]);
                if (ofLeft < minHessian || ofRight < minHessian) {
                    return 0;
                }
                double ridge = lambda + smoothing(categories);
                double gain = 0.5
                        * (score(left[Gradients.GRADIENT], ofLeft, ridge)
                                + score(gradient - left[Gradients.GRADIENT], ofRight, ridge)
                                - score(gradient, Gradients.ofHessianQuanta(hessian), ridge));
                return gain > LEAST_GAIN ? gain : 0;
            }

            @Override
            public double[] keys(int[] cells) {
                double smoothing = smoothing(cells.length);
                double[] keys = new double[cells.length];
                for (int i = 0; i < cells.length; i++) {
                    keys[i] = Gradients.ofGradientQuanta(node.at(Gradients.GRADIENT, cells[i]))
                            / (Gradients.ofHessianQuanta(node.at(Gradients.HESSIAN, cells[i])) + smoothing);
                }
                return keys;
            }

            @Override
            public double chance(int[] cells) {
                if (cells.length <= FEW_CATEGORIES) {
                    return 0;
                }
                double[] hessians = new double[cells.length];
                Arrays.setAll(hessians, i -> Gradients.ofHessianQuanta(node.at(Gradients.HESSIAN, cells[i])));
                double smoothing = smoothing(cells.length);
                return CutByChance.gain(hessians, variance, smoothing, lambda + smoothing, minHessian);
            }

            @Override
            public boolean triesAll(int categories) {
                return false;
            }
        };
    }

    private double smoothing(int categories) {
        return categories > FEW_CATEGORIES ? CATEGORY_SMOOTHING / unit : 0;
    }

    private static double score(long gradient, double hessian, double ridge) {
        double g = Gradients.ofGradientQuanta(gradient);
        return g * g / (hessian + ridge);
    }

    @Override
    public boolean isWorthSplitting(long[] totals) {
        return true;
    }

    @Override
    public long mass(long[] totals) {
        return totals[Gradients.HESSIAN];
    }

    @Override
    public void describe(GrowingTree tree, int node, long[] totals) {
        double hessian = Gradients.ofHessianQuanta(totals[Gradients.HESSIAN]);
        tree.value(node, -step * Gradients.ofGradientQuanta(totals[Gradients.GRADIENT]) / (hessian + lambda));
        tree.mass(node, hessian * unit);
    }
}
