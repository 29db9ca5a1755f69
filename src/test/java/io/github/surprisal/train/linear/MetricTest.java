package io.github.surprisal.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MetricTest {
    private static Metric ofIntercepts(double[] shares) {
        boolean[] free = new boolean[shares.length];
        Arrays.fill(free, true);
        return Metric.exact(new double[] {1}, new double[] {0}, free, shares);
    }

    /** Equal classes have equal eigenvalues, and thousands of them need no basis. */
    @Test
    void thousandsOfClassesHaveAMetric() {
        for (int classes : new int[] {50, 100, 101, 4_000}) {
            double[] shares = new double[classes];
            Arrays.fill(shares, 1.0 / classes);
            double[] b = new double[classes];
            b[0] = 1;
            b[1] = -1;
            double[] x = ofIntercepts(shares).apply(b);
            assertThat(x[0] / classes).isCloseTo(1, within(0.02));
            assertThat(x[1] / classes).isCloseTo(-1, within(0.02));
            assertThat(Arrays.stream(x).skip(2).map(Math::abs).max().orElseThrow())
                    .isLessThan(1e-6);
        }
    }

    /** S·x = b where b adds up to 0: exact for few classes. */
    @Test
    void inverseOfFewClassesIsExact() {
        double[] p = {0.5, 0.3, 0.2};
        double[] b = {0.1, 0.2, -0.3};
        double[] x = ofIntercepts(p).apply(b);
        double mean = p[0] * x[0] + p[1] * x[1] + p[2] * x[2];
        for (int k = 0; k < 3; k++) {
            assertThat(p[k] * (x[k] - mean)).isCloseTo(b[k], within(1e-7));
        }
    }
}
