package io.github.surprisal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
    @ParameterizedTest
    @ValueSource(doubles = {-1e4, -750, -40, -1, 0, 1e-9, 3, 40, 750, 1e4})
    void twoClassesAgreeWithSoftmax(double margin) {
        for (int label = 0; label < 2; label++) {
            double loss = Loss.logLoss(new double[] {margin}, label);
            assertThat(loss).isFinite().isNotNegative();
            assertThat(loss).isCloseTo(Loss.logLoss(new double[] {0, margin}, label), within(1e-15 * (1 + loss)));
        }
        double[] binary = new double[2];
        double[] softmax = new double[2];
        Loss.probabilities(new double[] {margin}, binary);
        Loss.probabilities(new double[] {0, margin}, softmax);
        assertThat(binary).containsExactly(softmax, within(1e-15));
        assertThat(Arrays.stream(binary).sum()).isCloseTo(1, within(1e-15));
    }

    @Test
    void lossIsFiniteForLargeMargins() {
        assertThat(Loss.logLoss(new double[] {1e4}, 0)).isEqualTo(1e4);
        assertThat(Loss.logLoss(new double[] {-1e4}, 0)).isZero();
        assertThat(Loss.logLoss(new double[] {1e4, -1e4, 0}, 1)).isEqualTo(2e4);
    }

    @Test
    void tiesGoToTheFirstClass() {
        assertThat(Loss.predict(new double[] {0})).isZero();
        assertThat(Loss.predict(new double[] {1, 2, 2})).isEqualTo(1);
    }

    @Test
    void bothAtOnceHaveTheBitsOfEach() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            double[] margins = new double[i % 2 == 0 ? 1 : 2 + i % 5];
            Arrays.setAll(margins, k -> random.nextGaussian() * Math.scalb(1.0, random.nextInt(12) - 4));
            int label = random.nextInt(Math.max(2, margins.length));
            double[] expected = new double[Math.max(2, margins.length)];
            double[] found = new double[expected.length];
            Loss.probabilities(margins, expected);
            assertThat(Loss.logLossAndProbabilities(margins, label, found)).isEqualTo(Loss.logLoss(margins, label));
            assertThat(found).isEqualTo(expected);
            if (margins.length == 1) {
                Arrays.fill(found, -1);
                double odds = Loss.odds(margins)[0];
                assertThat(Loss.logLossAndProbabilities(margins[0], odds, label, found))
                        .isEqualTo(Loss.logLoss(margins, label));
                assertThat(found).isEqualTo(expected);
            }
        }
    }
}
