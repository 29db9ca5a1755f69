package io.github.surprisal.drift;

import java.util.Locale;

/** The figures of one column's comparison. Entropies and Kullback–Leibler divergences are in the job's unit. */
public enum Figure {
    /** H(p, q) = −Σ p·log q, p being the table and q the smoothed reference. */
    CROSS_ENTROPY,
    /** D(p‖q) = H(p, q) − H(p). */
    KL_DIVERGENCE,
    /** Jensen–Shannon divergence, in bits. */
    JS_DIVERGENCE,
    /** Population stability index, in nats. */
    PSI,
    TOTAL_VARIATION,
    /** Share of missing values in the table minus that in the reference: nulls, and of numbers NaNs too. */
    NULL_SHARE_CHANGE,
    /** Of both samples being from one distribution, categories being in no order. */
    P_VALUE,
    /** Of the column with the table's label. */
    INFORMATION_GAIN,
    /** Mean Jensen–Shannon divergence of two samples of these sizes from one distribution. */
    EXPECTED_JS_DIVERGENCE,
    /** The same of the population stability index. */
    EXPECTED_PSI,
    /** D(q‖p), p smoothed. */
    REVERSE_KL_DIVERGENCE,
    /** Greatest distance of the two cumulative distributions; of numbers alone. */
    KS_STATISTIC,
    /** Two-sided p-value of the Kolmogorov–Smirnov test; of numbers alone. */
    KS_P_VALUE,
    /** h(p, q) = −∫ p·log q; of fractions of many values, over the whole table alone. */
    DIFFERENTIAL_CROSS_ENTROPY;

    /** The name of its column in the dataset. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
