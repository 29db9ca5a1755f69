package io.github.surprisal.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.measure.Estimator;
import io.github.surprisal.select.PairCounts.Redundancy;
import io.github.surprisal.select.criterion.PairTerms;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is worked out by sums of n·log n against what is worked out without differences. */
class PlainTermsTest {
    private static final PairCounts.Rules PLAIN = new PairCounts.Rules(false, Redundancy.NONE, Estimator.PLUG_IN);
    private static final PairCounts.Rules CAREFUL = new PairCounts.Rules(false, Redundancy.PLAIN, Estimator.PLUG_IN);

    @ParameterizedTest
    @CsvSource({"2, 2, 2, 5", "5, 3, 4, 40", "32, 32, 2, 30", "300, 7, 5, 3", "4, 6, 2, 2000000"})
    void bothSayTheSame(int values, int others, int classes, int most) {
        Random random = new Random(values);
        for (int table = 0; table < 20; table++) {
            long[] cells = random.ints((long) values * others * classes, -most / 3, most)
                    .mapToLong(n -> Math.max(0, n))
                    .toArray();
            PairCounts counts = new PairCounts(cells, values, others, classes, 1);
            for (int nullOther : new int[] {PairCounts.NO_NULL, others - 1}) {
                PairTerms right = counts.terms(CAREFUL, nullOther < 0 ? nullOther : 0, nullOther);
                PairTerms found = counts.terms(PLAIN, nullOther < 0 ? nullOther : 0, nullOther);
                assertThat(found.conditionalGain()).isEqualTo(right.conditionalGain(), within(1e-14));
                assertThat(found.gain()).isEqualTo(right.gain(), within(1e-14));
                assertThat(found.otherGain()).isEqualTo(right.otherGain(), within(1e-14));
                assertThat(found.information()).isNaN();
            }
        }
    }

    /** Whatever Z tells X: nothing is left, to the last bit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aFunctionOfTheOtherTellsNothingBeyondIt(int merged) {
        Random random = new Random(merged);
        int others = 12;
        int values = (others + merged - 1) / merged;
        long[] cells = new long[values * others * 2];
        for (int z = 0; z < others; z++) {
            for (int y = 0; y < 2; y++) {
                cells[(z / merged * others + z) * 2 + y] = random.nextInt(100_000);
            }
        }
        PairTerms found = new PairCounts(cells, values, others, 2, 1).terms(PLAIN);
        assertThat(found.conditionalGain()).isZero();
        assertThat(found.otherGain()).isPositive();
    }
}
