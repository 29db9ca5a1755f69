package io.github.surprisal.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class LossTallyTest {
    private static final double[] PROBABILITIES = {0.9, 0.4, 0.75, 0.2, 0.6};
    private static final int[] WEIGHTS = {3, 1, 2, 4, 1};

    private static LossTally tally(boolean repeated) {
        LossTally tally = new LossTally(2);
        for (int i = 0; i < PROBABILITIES.length; i++) {
            int label = i % 2;
            double[] p = {1 - PROBABILITIES[i], PROBABILITIES[i]};
            int times = repeated ? WEIGHTS[i] : 1;
            for (int t = 0; t < times; t++) {
                tally.add(label, repeated ? 1 : WEIGHTS[i], -StrictMath.log(p[label]), p[1] > 0.5 ? 1 : 0, p);
            }
        }
        return tally;
    }

    /** A weight is a number of rows: every figure, the standard errors among them, is that of the rows repeated. */
    @Test
    void rowOfWeightThreeIsThreeRows() {
        LossTally weighted = tally(false);
        LossTally repeated = tally(true);
        assertSame(weighted, repeated, LossTally::rows);
        assertSame(weighted, repeated, LossTally::logLoss);
        assertSame(weighted, repeated, LossTally::logLossStdError);
        assertSame(weighted, repeated, LossTally::brier);
        assertSame(weighted, repeated, LossTally::accuracy);
        assertSame(weighted, repeated, LossTally::calibrationError);
        assertSame(weighted, repeated, tally -> tally.classLogLossStdError(0));
        assertSame(weighted, repeated, tally -> tally.classLogLossStdError(1));
    }

    /** √(Σ (l − mean)²/n/n) over the eleven rows. */
    @Test
    void standardErrorFollowsItsDefinition() {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < PROBABILITIES.length; i++) {
            double loss = -StrictMath.log(i % 2 == 1 ? PROBABILITIES[i] : 1 - PROBABILITIES[i]);
            sum += WEIGHTS[i] * loss;
            squares += WEIGHTS[i] * loss * loss;
        }
        assertThat(tally(false).logLossStdError())
                .isCloseTo(Math.sqrt((squares / 11 - sum / 11 * (sum / 11)) / 11), within(1e-14));
    }

    private static void assertSame(LossTally weighted, LossTally repeated, ToDoubleFunction<LossTally> figure) {
        assertThat(figure.applyAsDouble(weighted)).isCloseTo(figure.applyAsDouble(repeated), within(1e-14));
    }
}
