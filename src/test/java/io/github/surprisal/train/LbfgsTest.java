package io.github.surprisal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LbfgsTest {
    private static final int SIZE = 60;

    /** Σ aⱼ·log cosh(xⱼ − j), a from 1 to 1e6. */
    private static Lbfgs.Point at(double[] x) {
        double value = 0;
        double[] gradient = new double[SIZE];
        for (int j = 0; j < SIZE; j++) {
            double distance = x[j] - j / 50.0;
            value += weight(j) * Math.log(Math.cosh(distance));
            gradient[j] = weight(j) * Math.tanh(distance);
        }
        return new Lbfgs.Point(x, value, gradient);
    }

    private static double weight(int j) {
        return Math.pow(10, 6.0 * j / SIZE);
    }

    private static Lbfgs.Minimum minimise(boolean refreshed) {
        Lbfgs.Metrics metrics = new Lbfgs.Metrics() {
            @Override
            public UnaryOperator<double[]> of(boolean[] open) {
                return b -> Arrays.stream(b).map(g -> g / 1e6).toArray();
            }

            @Override
            public Optional<UnaryOperator<double[]>> at(double[] x) {
                return refreshed
                        ? Optional.of(b -> {
                            double[] solved = new double[SIZE];
                            Arrays.setAll(solved, j -> b[j] * Math.pow(Math.cosh(x[j] - j / 50.0), 2) / weight(j));
                            return solved;
                        })
                        : Optional.empty();
            }
        };
        return new Lbfgs(LbfgsTest::at, new double[SIZE], metrics).minimise(new double[SIZE], 400, 1e-9);
    }

    /** A metric of the point reached ends what a poor one at the start would draw out; the function never rises. */
    @Test
    void theMetricFollowsThePoint() {
        Lbfgs.Minimum poor = minimise(false);
        Lbfgs.Minimum good = minimise(true);
        assertThat(good.history())
                .hasSizeLessThan(40)
                .hasSizeLessThan(poor.history().size() / 2);
        for (int j = 0; j < SIZE; j++) {
            assertThat(good.x()[j]).isEqualTo(j / 50.0, within(1e-8));
        }
        for (int i = 1; i < good.history().size(); i++) {
            assertThat(good.history().get(i).objective())
                    .isLessThanOrEqualTo(good.history().get(i - 1).objective());
        }
    }
}
