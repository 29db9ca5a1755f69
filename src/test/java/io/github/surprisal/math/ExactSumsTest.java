package io.github.surprisal.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumsTest {
    @Test
    void sumsDoNotDependOnOrderOrPartition() {
        Random random = new Random(3);
        List<Double> terms = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            terms.add(random.nextDouble() * Math.pow(10, random.nextInt(60) - 35));
        }
        BigDecimal exact = terms.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        double expected = sum(terms, 1);
        assertThat(expected).isCloseTo(exact.doubleValue(), within(2 * Math.ulp(expected)));
        for (int parts = 1; parts < 40; parts += 7) {
            Collections.shuffle(terms, random);
            assertThat(sum(terms, parts)).isEqualTo(expected);
        }
    }

    @Test
    void smallTermsAreNotLostBesideLargeOnes() {
        ExactSums sums = new ExactSums(2);
        sums.add(1, 1e28);
        for (int i = 0; i < 1000; i++) {
            sums.add(0, 1e-30);
            sums.add(1, 1e-3);
        }
        assertThat(sums.value(0)).isCloseTo(1e-27, within(1e-35));
        assertThat(sums.value(1)).isEqualTo(1e28);
    }

    @Test
    void edges() {
        ExactSums sums = new ExactSums(5);
        sums.add(0, Double.MIN_VALUE);
        sums.add(1, Double.NaN);
        sums.add(2, -1);
        sums.add(3, Double.POSITIVE_INFINITY);
        sums.add(4, 0x1p-128);
        assertThat(sums.value(0)).isZero();
        assertThat(sums.value(1)).isNaN();
        assertThat(sums.value(2)).isNaN();
        assertThat(sums.value(3)).isNaN();
        assertThat(sums.value(4)).isEqualTo(0x1p-128);
    }

    private static double sum(List<Double> terms, int parts) {
        List<ExactSums> partial = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            partial.add(new ExactSums(3));
        }
        for (int i = 0; i < terms.size(); i++) {
            partial.get(i % parts).add(1, terms.get(i));
        }
        return partial.stream().reduce(ExactSums::merge).orElseThrow().value(1);
    }
}
