package io.github.surprisal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KolmogorovSmirnovTest {
    private static double[] counts(String text) {
        return Stream.of(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    /**
     * SciPy 1.17.1: r = ks_2samp(np.repeat(np.arange(len(h)), h), np.repeat(np.arange(len(t)), t), method='exact');
     * r.statistic, r.pvalue.
     */
    @ParameterizedTest
    @CsvSource({
        "1 0 1 0 1 1 0 1, 0 1 0 1 0 0 1 0, 0.26666666666666666, 1.0",
        "5 0 3 2, 0 4 4 4, 0.5, 0.09270296267200293",
        "10 20 30 40, 40 30 20 10, 0.4, 1.5550790371345692e-07",
        "0 0 300, 100 100 5, 0.975609756097561, 3.306043910617755e-134",
        "7 9 30 22 1, 120 90 300 210 14, 0.06203846305729969, 0.954630271257001",
        "100 0, 2 98, 0.98, 4.395433779467016e-55",
        "3, 4, 0.0, 1.0"
    })
    void asSciPySays(String here, String there, double statistic, double p) {
        KolmogorovSmirnov found = KolmogorovSmirnov.of(counts(here), counts(there));
        assertThat(found.statistic()).isEqualTo(statistic, within(1e-15));
        assertThat(found.pValue()).isCloseTo(p, withinPercentage(1e-9));
        KolmogorovSmirnov turned = KolmogorovSmirnov.of(counts(there), counts(here));
        assertThat(turned.statistic()).isEqualTo(found.statistic());
        assertThat(turned.pValue()).isCloseTo(found.pValue(), withinPercentage(1e-9));
    }

    /** Of less than a row on a side no distance is a surprise. */
    @ParameterizedTest
    @CsvSource({"0.001 0.0005, 0.0005 0.001", "0.5 0.25, 20 30", "200 300, 0.4 0.5"})
    void littleWeightHasNoPValue(String here, String there) {
        KolmogorovSmirnov found = KolmogorovSmirnov.of(counts(here), counts(there));
        assertThat(found.statistic()).isBetween(0.04, 1.0);
        assertThat(found.pValue()).isNaN();
    }

    /** SciPy 1.17.1: scipy.special.kolmogorov(x). */
    @ParameterizedTest
    @CsvSource({
        "0.3, 0.9999906941986655",
        "0.5, 0.9639452436648751",
        "0.8, 0.5441424115741981",
        "0.99, 0.2808738392255489",
        "1.0, 0.26999967167735456",
        "1.36, 0.049485876755377876",
        "2, 0.0006709252557796953",
        "4, 2.532833109818835e-14",
        "10, 2.767793053473475e-87"
    })
    void limitingDistribution(double lambda, double q) {
        assertThat(KolmogorovSmirnov.complementary(lambda)).isCloseTo(q, withinPercentage(1e-9));
    }

    /** Every order of four and three different values, counted. */
    @Test
    void shareOfAllOrders() {
        int n = 4;
        int m = 3;
        double[] distances = IntStream.range(0, 1 << (n + m))
                .filter(order -> Integer.bitCount(order) == n)
                .mapToDouble(order -> statistic(order, n, m))
                .toArray();
        assertThat(distances).hasSize(35);
        for (int order = 0; order < 1 << (n + m); order++) {
            if (Integer.bitCount(order) == n) {
                double d = statistic(order, n, m);
                double share =
                        Arrays.stream(distances).filter(x -> x >= d - 1e-12).count() / 35.0;
                assertThat(pValue(order, n, m)).as("order %d", order).isEqualTo(share, within(1e-12));
            }
        }
    }

    private static double statistic(int order, int n, int m) {
        return KolmogorovSmirnov.of(side(order, n + m, 1), side(order, n + m, 0))
                .statistic();
    }

    private static double pValue(int order, int n, int m) {
        return KolmogorovSmirnov.of(side(order, n + m, 1), side(order, n + m, 0))
                .pValue();
    }

    private static double[] side(int order, int size, int side) {
        return IntStream.range(0, size)
                .mapToDouble(i -> (order >> i & 1) == side ? 1 : 0)
                .toArray();
    }

    /**
     * Too many rows for the exact p-value, here of SciPy 1.17.1: _compute_outer_prob_inside_method(n, m, g, k * m // g) of
     * scipy.stats._stats_py, g = gcd(n, m): k of n rows lie beyond all of the others.
     */
    @ParameterizedTest
    @CsvSource({
        "3000, 3000, 105, 0.05069100354467134",
        "3000, 3000, 62, 0.5435398493451662",
        "20, 60000, 6, 0.0431273086611688",
        "1200, 900, 72, 0.047582088741660936",
        "100, 20000, 20, 0.0005789659185356251",
        "5000, 300, 400, 0.05054805305677354"
    })
    void ofManyRows(int n, int m, int k, double exact) {
        KolmogorovSmirnov found = KolmogorovSmirnov.of(new double[] {n - k, k}, new double[] {m, 0});
        assertThat(found.statistic()).isEqualTo(k / (double) n, within(1e-12));
        assertThat(found.pValue()).isCloseTo(exact, withinPercentage(6));
    }

    /** Under one distribution p is under 0.05 about as often as that, and never more where values are equal. */
    @Test
    void underOneDistribution() {
        SplittableRandom random = new SplittableRandom(4);
        int smooth = 0;
        int tied = 0;
        int samples = 2000;
        for (int s = 0; s < samples; s++) {
            double[][] many = new double[2][2000];
            double[][] few = new double[2][6];
            for (int i = 0; i < 300; i++) {
                int side = i % 3 == 0 ? 1 : 0;
                many[side][random.nextInt(2000)]++;
                few[side][random.nextInt(6)]++;
            }
            smooth += KolmogorovSmirnov.of(many[0], many[1]).pValue() < 0.05 ? 1 : 0;
            tied += KolmogorovSmirnov.of(few[0], few[1]).pValue() < 0.05 ? 1 : 0;
        }
        assertThat(smooth / (double) samples).isBetween(0.03, 0.06);
        assertThat(tied / (double) samples).isLessThan(0.05);
    }

    @Test
    void oneSideAlone() {
        assertThat(KolmogorovSmirnov.of(new double[] {1, 2}, new double[] {0, 0})
                        .statistic())
                .isNaN();
        assertThat(KolmogorovSmirnov.of(new double[0], new double[0]).pValue()).isNaN();
    }
}
