package io.github.surprisal.measure;

import io.github.surprisal.count.Spectrum;
import io.github.surprisal.math.CompensatedSum;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.table.Names;

/**
 * Estimators of the entropy of the distribution that rows were drawn from, in nats, from how often each category was seen.
 * With n rows, m categories seen and c the count of one; 0·log 0 = 0. No rows give NaN, one category gives 0.
 *
 * <p>Counts are whole, except for {@link #PLUG_IN}, {@link #MILLER_MADOW} and {@link #JAMES_STEIN}, which take sums of
 * weights as well.
 */
public enum Estimator {
    /** −Σ c/n·log(c/n): what the rows themselves have, and too low for what they were drawn from, by about (m − 1)/(2n). */
    PLUG_IN {
        @Override
        double estimate(Spectrum spectrum, double n) {
            return Entropies.entropy(spectrum);
        }
    },

    /**
     * Plug-in + (m − 1)/(2n).
     *
     * <p>Source: G. A. Miller, Note on the bias of information estimates, in Information Theory in Psychology II-B, 1955,
     * 95–100.
     */
    MILLER_MADOW {
        @Override
        double estimate(Spectrum spectrum, double n) {
            return Entropies.entropy(spectrum) + (spectrum.distinct() - 1) / (2 * n);
        }
    },

    /**
     * −Σ q·log q/(1 − (1 − q)ⁿ), q = C·c/n: each category's surprisal is weighed by one over its chance to be seen at all,
     * and C = 1 − f₁/n is the share of the distribution that the categories seen make up, f₁ of them being seen once. If
     * all were, f₁ = n − 1 is taken.
     *
     * <p>Source: A. Chao and T.-J. Shen 2003, doi:10.1023/A:1026096204727.
     */
    CHAO_SHEN {
        @Override
        double estimate(Spectrum spectrum, double n) {
            double once = 0;
            for (int i = 0; i < spectrum.counts().length; i++) {
                once += spectrum.counts()[i] == 1 ? spectrum.multiplicities()[i] : 0;
            }
            double coverage = 1 - Math.min(once, n - 1) / n;
            CompensatedSum sum = new CompensatedSum();
            for (int i = 0; i < spectrum.counts().length; i++) {
                double q = coverage * spectrum.counts()[i] / n;
                double seen = -Elementary.expm1(n * Elementary.log1p(-q));
                sum.add(spectrum.multiplicities()[i] * (-q * Elementary.log(q) / seen));
            }
            return sum.value();
        }

        @Override
        boolean needsWholeCounts() {
            return true;
        }
    },

    /**
     * The entropy of λ/m + (1 − λ)·c/n, the shares shrunk towards uniform, λ = (1 − Σ(c/n)²)/((n − 1)·Σ(1/m − c/n)²), at
     * most 1.
     *
     * <p>Source: J. Hausser and K. Strimmer, Entropy inference and the James–Stein estimator, JMLR 10 (2009), 1469–1484.
     */
    JAMES_STEIN {
        @Override
        double estimate(Spectrum spectrum, double n) {
            return Shrinkage.of(spectrum, n, (double) spectrum.distinct())
                    .entropy(spectrum, (double) spectrum.distinct());
        }
    },

    /**
     * log n − Σ c/n·G(c), G(c) = ψ(c) + (−1)ᶜ/2·(ψ((c + 1)/2) − ψ(c/2)): the estimator whose bias is smallest where counts
     * are small.
     *
     * <p>Source: P. Grassberger, Entropy estimates from insufficient samplings, 2003, arXiv:physics/0307138.
     */
    GRASSBERGER {
        @Override
        double estimate(Spectrum spectrum, double n) {
            CompensatedSum sum = new CompensatedSum();
            sum.add(Elementary.log(n));
            for (int i = 0; i < spectrum.counts().length; i++) {
                double c = spectrum.counts()[i];
                double half = (digamma((c + 1) / 2) - digamma(c / 2)) / 2;
                double g = digamma(c) + (c % 2 == 0 ? half : -half);
                sum.add(-spectrum.multiplicities()[i] * (c / n * g));
            }
            return sum.value();
        }

        @Override
        boolean needsWholeCounts() {
            return true;
        }
    };

    /** The name that users write. */
    public String label() {
        return Names.of(this);
    }

    /** Whether sums of fractional weights are no counts for it. */
    boolean needsWholeCounts() {
        return false;
    }

    /** The entropy, in nats. */
    public double entropy(Spectrum spectrum) {
        double n = spectrum.total();
        if (!(n > 0)) {
            return Double.NaN;
        }
        return spectrum.distinct() == 1 ? 0 : estimate(spectrum, n);
    }

    /** The same of at least two categories. */
    abstract double estimate(Spectrum spectrum, double n);

    /** ψ(x), x &gt; 0, to all digits: by ψ(x) = ψ(x + 1) − 1/x up to where its asymptotic series holds. */
    static double digamma(double x) {
        double shifted = x;
        double sum = 0;
        while (shifted < 12) {
            sum -= 1 / shifted;
            shifted++;
        }
        double r = 1 / (shifted * shifted);
        double series = r
                * (1.0 / 12
                        - r
                                * (1.0 / 120
                                        - r
                                                * (1.0 / 252
                                                        - r
                                                                * (1.0 / 240
                                                                        - r
                                                                                * (1.0 / 132
                                                                                        - r
                                                                                                * (691.0 / 32760
                                                                                                        - r / 12))))));
        return sum + Elementary.log(shifted) - 0.5 / shifted - series;
    }

    /** Shares that are shrunk towards uniform ones over some number of cells. */
    record Shrinkage(double intensity, double cells, double n) {
        /**
         * How far to shrink.
         *
         * @param cells how many there are, the empty ones among them
         */
        static Shrinkage of(Spectrum spectrum, double n, double cells) {
            double target = 1 / cells;
            CompensatedSum squares = new CompensatedSum();
            CompensatedSum distance = new CompensatedSum();
            for (int i = 0; i < spectrum.counts().length; i++) {
                double share = spectrum.counts()[i] / n;
                squares.add(spectrum.multiplicities()[i] * (share * share));
                distance.add(spectrum.multiplicities()[i] * ((target - share) * (target - share)));
            }
            distance.add((cells - spectrum.distinct()) * (target * target));
            double intensity = (1 - squares.value()) / ((n - 1) * distance.value());
            return new Shrinkage(distance.value() > 0 && n > 1 ? Math.min(1, intensity) : 1, cells, n);
        }

        /** The entropy of the shrunk shares of categories, or of whole rows of cells. */
        double entropy(Spectrum spectrum, double categories) {
            CompensatedSum sum = new CompensatedSum();
            for (int i = 0; i < spectrum.counts().length; i++) {
                sum.add(spectrum.multiplicities()[i] * massOf(spectrum.counts()[i], categories));
            }
            sum.add((categories - spectrum.distinct()) * massOf(0, categories));
            return sum.value();
        }

        private double massOf(double count, double categories) {
            double share = intensity / categories + (1 - intensity) * (count / n);
            return share > 0 ? share * Entropies.surprisal(share) : 0;
        }
    }
}
