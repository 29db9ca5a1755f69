package io.github.surprisal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceDensityTest {
    private static double[] normal(int rows, double mean, double deviation, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] sample = new double[rows];
        Arrays.setAll(sample, i -> {
            double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
            return mean + deviation * radius * Math.cos(2 * Math.PI * random.nextDouble());
        });
        return sample;
    }

    private static double ofSamples(double[] p, double[] q) {
        TreeMap<Double, double[]> counts = new TreeMap<>();
        for (double x : p) {
            counts.computeIfAbsent(x, value -> new double[2])[0]++;
        }
        for (double x : q) {
            counts.computeIfAbsent(x, value -> new double[2])[1]++;
        }
        return ReferenceDensity.ofValues(
                counts.values().stream().mapToDouble(c -> c[0]).toArray(),
                counts.values().stream().mapToDouble(c -> c[1]).toArray(),
                counts.keySet().stream().mapToDouble(x -> x).toArray());
    }

    /** ½·log(2πσ²) + (s² + (m − μ)²)/(2σ²) of N(m, s²) coded by N(μ, σ²). */
    private static double ofNormals(double m, double s, double mu, double sigma) {
        return Math.log(2 * Math.PI * sigma * sigma) / 2 + (s * s + (m - mu) * (m - mu)) / (2 * sigma * sigma);
    }

    @ParameterizedTest
    @CsvSource({
        // mean and deviation of the table, of the reference, rows of each, tolerance in nats
        "0, 1, 0, 1, 20000, 20000, 0.02",
        "1, 1, 0, 1, 20000, 20000, 0.03",
        "0, 0.5, 0, 1, 20000, 20000, 0.02",
        "-1, 0.2, 0, 1, 5000, 20000, 0.05",
        "0, 2, 0, 1, 20000, 20000, 0.15",
        "2, 1, 0, 1, 20000, 20000, 0.15",
        "0, 1, 0, 1, 300, 300, 0.15",
        "0, 1, 0, 1, 20000, 400, 0.1"
    })
    void ofTwoNormals(double m, double s, double mu, double sigma, int rows, int referenceRows, double tolerance) {
        double found = ofSamples(normal(rows, m, s, 1), normal(referenceRows, mu, sigma, 2));
        assertThat(found).isEqualTo(ofNormals(m, s, mu, sigma), within(tolerance));
    }

    /** Further than any value of the reference: as an exponential tail has it, which is finite and grows with the distance. */
    @Test
    void beyondTheReference() {
        double[] reference = normal(5000, 0, 1, 3);
        double last = 0;
        for (double mean : new double[] {3, 5, 10, 100, 1e6}) {
            double found = ofSamples(normal(1000, mean, 1, 4), reference);
            assertThat(found).as("mean %s", mean).isFinite().isGreaterThan(last);
            last = found;
        }
    }

    @Test
    void theorems() {
        double[] p = normal(4000, 0.5, 2, 5);
        double[] q = normal(6000, 0, 1, 6);
        double h = ofSamples(p, q);
        assertThat(ofSamples(times(p, 8), times(q, 8)))
                .as("h(aX) = h(X) + log a")
                .isEqualTo(h + Math.log(8), within(1e-9));
        assertThat(ofSamples(times(p, -1), times(q, -1))).as("h(−X) = h(X)").isEqualTo(h, within(0.02));
        assertThat(h).as("Gibbs' inequality").isGreaterThan(ofSamples(p, p));
        assertThat(ofSamples(q, p)).isGreaterThan(ofSamples(q, q));
        double[] alike = normal(6000, 0, 1, 7);
        assertThat(ofSamples(alike, q)).as("other rows of one distribution").isEqualTo(ofSamples(q, q), within(0.03));
    }

    private static double[] times(double[] values, double factor) {
        return Arrays.stream(values).map(x -> x * factor).toArray();
    }

    /** Fine bins of a quarter of a percent say the same as the values. */
    @Test
    void ofFineBins() {
        double[] p = normal(40000, 0.5, 1.2, 8);
        double[] q = normal(60000, 0, 1, 9);
        double[] edges = new double[399];
        double[] both = new double[p.length + q.length];
        System.arraycopy(p, 0, both, 0, p.length);
        System.arraycopy(q, 0, both, p.length, q.length);
        Arrays.sort(both);
        Arrays.setAll(edges, i -> both[(i + 1) * both.length / 400]);
        double found = ReferenceDensity.ofFineBins(binned(p, edges), binned(q, edges), edges);
        assertThat(found).isEqualTo(ofSamples(p, q), within(0.02));
        assertThat(found).isEqualTo(ofNormals(0.5, 1.2, 0, 1), within(0.05));
    }

    private static double[] binned(double[] values, double[] edges) {
        double[] rows = new double[edges.length + 1];
        for (double x : values) {
            int at = Arrays.binarySearch(edges, x);
            rows[at < 0 ? -at - 1 : at]++;
        }
        return rows;
    }

    @Test
    void tooFewRows() {
        assertThat(ofSamples(new double[] {1, 2}, new double[] {1, 2, 3})).isNaN();
        assertThat(ofSamples(new double[0], new double[] {1, 2, 3, 4, 5})).isNaN();
        assertThat(ofSamples(new double[] {2, Double.POSITIVE_INFINITY}, new double[] {1, 2, 3, 4, 5}))
                .as("finite values alone")
                .isFinite();
    }
}
