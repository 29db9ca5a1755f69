package io.github.surprisal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DivergenceTest {
    private static Divergence of(double[] here, double[] there, double smoothing) {
        long[] once = new long[here.length];
        Arrays.fill(once, 1);
        return new Divergence(here, there, once, smoothing);
    }

    /** SciPy 1.10.1: entropy(p), entropy(p, q), jensenshannon(p, q, base=2)**2. */
    @Test
    void asSciPySays() {
        Divergence found = of(new double[] {10, 20, 30, 40}, new double[] {40, 30, 20, 10}, 0);
        assertThat(found.klDivergence()).isCloseTo(0.4564348191467835, withinPercentage(1e-10));
        assertThat(found.crossEntropy()).isCloseTo(1.279854225833667 + 0.4564348191467835, withinPercentage(1e-10));
        assertThat(found.jsDivergence() / Math.log(2)).isCloseTo(0.15356065532898455, withinPercentage(1e-10));
        assertThat(found.totalVariation()).isEqualTo(0.4, within(1e-15));
        assertThat(found.psi()).isCloseTo(2 * 0.4564348191467835, withinPercentage(1e-10));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theorems(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] p = random.ints(6, 1, 50).asDoubleStream().toArray();
        double[] q = random.ints(6, 1, 50).asDoubleStream().toArray();
        Divergence found = of(p, q, 0);
        double own = of(p, p, 0).crossEntropy();
        assertThat(found.crossEntropy()).as("Gibbs' inequality").isGreaterThan(own);
        assertThat(found.klDivergence()).isEqualTo(found.crossEntropy() - own, within(1e-12));
        assertThat(found.psi()).isEqualTo(found.klDivergence() + found.reverseKlDivergence(), within(1e-12));
        assertThat(found.jsDivergence()).isEqualTo(of(q, p, 0).jsDivergence(), within(1e-15));
        double tv = found.totalVariation();
        assertThat(found.jsDivergence()).isBetween(tv * tv / 2, tv * Math.log(2));
        assertThat(found.klDivergence()).as("Pinsker's inequality").isGreaterThanOrEqualTo(2 * tv * tv);
        double[] merged = {p[0] + p[1], p[2] + p[3], p[4] + p[5]};
        double[] mergedQ = {q[0] + q[1], q[2] + q[3], q[4] + q[5]};
        assertThat(of(merged, mergedQ, 0).jsDivergence())
                .as("merging categories tells no more")
                .isLessThanOrEqualTo(found.jsDivergence() + 1e-15);
        assertThat(of(p, p, 0.5).jsDivergence()).isZero();
        assertThat(of(p, p, 0.5).psi()).isZero();
    }

    @Test
    void nothingInCommon() {
        Divergence found = of(new double[] {5, 0}, new double[] {0, 7}, 0.5);
        assertThat(found.jsDivergence()).isEqualTo(Math.log(2), within(1e-15));
        assertThat(found.totalVariation()).isEqualTo(1);
        assertThat(found.psi()).isFinite();
        assertThat(found.crossEntropy()).isFinite();
        assertThat(of(new double[] {5, 0}, new double[] {0, 7}, 0).klDivergence())
                .isInfinite();
    }

    /** The mean of many pairs of samples from one distribution; a value a row among them. */
    @ParameterizedTest
    @CsvSource({"100, 100, 5", "50, 500, 20", "1000, 4000, 3", "200, 300, 5000"})
    void whatChanceShows(int n, int m, int categories) {
        SplittableRandom random = new SplittableRandom(9);
        double js = 0;
        double psi = 0;
        double expectedJs = 0;
        double expectedPsi = 0;
        int samples = 400;
        for (int s = 0; s < samples; s++) {
            double[] p = new double[categories];
            double[] q = new double[categories];
            for (int i = 0; i < n; i++) {
                p[random.nextInt(categories)]++;
            }
            for (int i = 0; i < m; i++) {
                q[random.nextInt(categories)]++;
            }
            Divergence found = of(p, q, 0.5);
            js += found.jsDivergence();
            psi += found.psi();
            expectedJs += found.expectedJsDivergence();
            expectedPsi += found.expectedPsi();
        }
        assertThat(expectedJs).isCloseTo(js, withinPercentage(5));
        assertThat(expectedPsi).isCloseTo(psi, withinPercentage(5));
    }

    /** Weights that add up to less than a row. */
    @ParameterizedTest
    @CsvSource({"0.001, 0.001", "0.1, 10", "0.5, 0.5", "1, 100", "1.5, 0.25", "2, 2"})
    void littleWeight(double n, double m) {
        double[] p = new double[50];
        double[] q = new double[50];
        for (int i = 0; i < p.length; i++) {
            p[i] = n * (i + 0.5) / 1250;
            q[i] = m * (49.5 - i) / 1250;
        }
        Divergence found = of(p, q, 0.5);
        assertThat(found.expectedJsDivergence()).isBetween(0.0, Math.log(2));
        assertThat(found.expectedPsi()).isNotNegative().isFinite();
    }

    /** (K − 1)/8·(1/n + 1/m), the mean of the χ² that it comes near to. */
    @Test
    void largeSamples() {
        double[] p = new double[10];
        Arrays.fill(p, 1e6);
        assertThat(of(p, p, 0.5).expectedJsDivergence()).isCloseTo(9 / 8.0 * 2 / 1e7, withinPercentage(0.1));
    }
}
