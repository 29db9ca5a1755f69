package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.surprisal.count.Spectrum;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntropiesTest {
    private static final Offset<Double> CLOSE = within(1e-12);

    @Test
    void theArticlesExamples() {
        assertThat(Unit.HARTLEYS.fromNats(Entropies.entropy(1, 1, 1, 1))).isEqualTo(0.602, within(5e-4));
        assertThat(Unit.HARTLEYS.fromNats(Entropies.entropy(90, 5, 2, 3))).isEqualTo(0.186, within(5e-4));
        assertThat(Unit.BITS.fromNats(Entropies.entropy(1, 1))).isEqualTo(1);
    }

    @Test
    void theEdges() {
        assertThat(Entropies.entropy()).isNaN();
        assertThat(Entropies.entropy(0, 0)).isNaN();
        assertThat(Entropies.entropy(7)).isZero();
        assertThat(Entropies.entropy(0, 1e15, 0)).isZero();
        assertThat(Entropies.entropy(5e14, 5e14)).isEqualTo(Math.log(2), CLOSE);
        assertThat(Entropies.surprisal(1)).isZero();
        assertThat(Entropies.surprisal(0)).isInfinite();
    }

    /** One row of a rare category among n: H = (log n + 1)/n − 1/(2n²) − …, by the series of the logarithm. */
    @ParameterizedTest
    @ValueSource(doubles = {1e9, 1e12, 1e15})
    void aRareCategory(double n) {
        double exact = (Math.log(n) + 1 - 1 / (2 * n)) / n;
        assertThat(Entropies.entropy(n - 1, 1)).isCloseTo(exact, withinPercentage(1e-12));
        Spectrum spectrum = Spectrum.of(n - 1, 1);
        assertThat(Entropies.entropy(spectrum)).isCloseTo(exact, withinPercentage(1e-12));
        Association same = Association.of(new double[][] {{n - 1, 0}, {0, 1}});
        assertThat(same.mutualInformation()).isCloseTo(exact, withinPercentage(1e-10));
        assertThat(same.cramersV()).isEqualTo(1, CLOSE);
    }

    /** log n − (1/n) Σ c log c with 40 digits, the logarithms by a series of their own. */
    @Test
    void agreesWithFortyDigits() {
        double[] counts = {1, 2, 3, 1000003, 17, 65537, 999999937};
        MathContext forty = new MathContext(40);
        BigDecimal n = BigDecimal.ZERO;
        BigDecimal sum = BigDecimal.ZERO;
        for (double count : counts) {
            n = n.add(new BigDecimal(count));
            sum = sum.add(new BigDecimal(count).multiply(log(new BigDecimal(count), forty)));
        }
        double exact = log(n, forty).subtract(sum.divide(n, forty)).doubleValue();
        assertThat(Entropies.entropy(counts)).isEqualTo(exact, within(1e-14));
    }

    /** 2 artanh((x − 1)/(x + 1)) after taking out powers of two. */
    private static BigDecimal log(BigDecimal x, MathContext context) {
        BigDecimal two = BigDecimal.valueOf(2);
        int powers = 0;
        BigDecimal rest = x;
        while (rest.compareTo(BigDecimal.valueOf(1.5)) > 0) {
            rest = rest.divide(two, context);
            powers++;
        }
        BigDecimal log = artanhSeries(rest, context);
        return powers == 0 ? log : log.add(artanhSeries(two, context).multiply(BigDecimal.valueOf(powers)));
    }

    private static BigDecimal artanhSeries(BigDecimal x, MathContext context) {
        BigDecimal z = x.subtract(BigDecimal.ONE).divide(x.add(BigDecimal.ONE), context);
        BigDecimal square = z.multiply(z, context);
        BigDecimal term = z;
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 1; i < 200; i += 2) {
            sum = sum.add(term.divide(BigDecimal.valueOf(i), context));
            term = term.multiply(square, context);
        }
        return sum.multiply(BigDecimal.valueOf(2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theTheoremsHold(long seed) {
        double[][] table = Tables.random(seed, 3 + (int) seed, 2 + (int) seed % 4, 50);
        double[] rows =
                Arrays.stream(table).mapToDouble(r -> Arrays.stream(r).sum()).toArray();
        double[] columns = Arrays.stream(transposed(table))
                .mapToDouble(r -> Arrays.stream(r).sum())
                .toArray();
        double information = Entropies.mutualInformation(table);
        double hx = Entropies.entropy(rows);
        double hy = Entropies.entropy(columns);

        assertThat(information).isBetween(0.0, Math.min(hx, hy));
        assertThat(information).isEqualTo(Entropies.mutualInformation(transposed(table)), CLOSE);
        assertThat(Entropies.jointEntropy(table)).isEqualTo(hx + Entropies.conditionalEntropy(table), CLOSE);
        assertThat(information).isEqualTo(hx + hy - Entropies.jointEntropy(table), CLOSE);
        assertThat(hx).isLessThanOrEqualTo(Math.log(rows.length));
        assertThat(Entropies.entropy(Spectrum.of(rows))).isEqualTo(hx, CLOSE);

        double[][] scaled = Arrays.stream(table)
                .map(r -> Arrays.stream(r).map(c -> c * 1e6).toArray())
                .toArray(double[][]::new);
        assertThat(Entropies.mutualInformation(scaled)).isEqualTo(information, CLOSE);
        List<double[]> shuffled = Arrays.asList(table.clone());
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(Entropies.mutualInformation(shuffled.toArray(double[][]::new)))
                .isEqualTo(information, CLOSE);

        double[][] merged = Arrays.copyOfRange(table, 1, table.length);
        merged[0] = merged[0].clone();
        Arrays.setAll(merged[0], k -> merged[0][k] + table[0][k]);
        assertThat(Entropies.mutualInformation(merged)).isLessThanOrEqualTo(information + 1e-12);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void crossEntropyIsEntropyAndDivergence(long seed) {
        Random random = new Random(seed);
        double[] p = random.doubles(20, 0, 100).toArray();
        double[] q = random.doubles(20, 1, 100).toArray();
        double entropy = Entropies.entropy(p);
        assertThat(Entropies.crossEntropy(p, q)).isGreaterThan(entropy);
        assertThat(Entropies.crossEntropy(p, q) - entropy).isEqualTo(Entropies.klDivergence(p, q), CLOSE);
        assertThat(Entropies.crossEntropy(p, p)).isEqualTo(entropy, CLOSE);
        assertThat(Entropies.klDivergence(p, p)).isZero();
        q[3] = 0;
        assertThat(Entropies.crossEntropy(p, q)).isInfinite();
        assertThat(Entropies.klDivergence(p, q)).isInfinite();
    }

    @Test
    void independenceIsNothingAndIdentityIsEverything() {
        double[] x = {1, 7, 100, 3};
        double[] y = {5, 2, 13};
        double[][] independent = new double[x.length][y.length];
        double[][] identical = new double[x.length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < y.length; k++) {
                independent[i][k] = x[i] * y[k];
            }
            identical[i][i] = x[i];
        }
        assertThat(Entropies.mutualInformation(independent)).isZero();
        assertThat(Entropies.mutualInformation(identical)).isEqualTo(Entropies.entropy(x), CLOSE);
        assertThat(Entropies.mutualInformation(new double[][] {{3, 4}})).isZero();
        assertThat(Entropies.mutualInformation(new double[][] {{1, 0}})).isZero();
    }

    /** With a relative excess e in one diagonal, I is e²/2 nats: far below the rounding of n log n, and not lost. */
    @Test
    void tinyInformationInHugeTables() {
        double[][] table = {{2.5e11 + 1e6, 2.5e11 - 1e6}, {2.5e11 - 1e6, 2.5e11 + 1e6}};
        double excess = 1e6 / 2.5e11;
        assertThat(Entropies.mutualInformation(table)).isEqualTo(excess * excess / 2, within(1e-14));
    }

    private static double[][] transposed(double[][] table) {
        double[][] result = new double[table[0].length][table.length];
        for (int i = 0; i < table.length; i++) {
            for (int k = 0; k < table[0].length; k++) {
                result[k][i] = table[i][k];
            }
        }
        return result;
    }
}
