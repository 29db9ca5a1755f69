package io.github.surprisal.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EqualFrequencyTest {
    /** The masses of the bins. */
    private static List<Double> bins(double[] masses, int bins, int finest) {
        boolean[] last = EqualFrequency.cut(masses, bins, finest);
        List<Double> found = new ArrayList<>();
        double mass = 0;
        for (int i = 0; i < masses.length; i++) {
            mass += masses[i];
            if (last[i]) {
                found.add(mass);
                mass = 0;
            }
        }
        return found;
    }

    private static double[] ones(int size) {
        double[] masses = new double[size];
        Arrays.fill(masses, 1);
        return masses;
    }

    @Test
    void distinctValuesAreSharedOutEvenly() {
        assertThat(bins(ones(1000), 10, 100)).containsOnly(100.0).hasSize(10);
        assertThat(bins(ones(10), 3, 10)).containsExactly(3.0, 4.0, 3.0);
        assertThat(bins(ones(3), 5, 5)).containsExactly(1.0, 1.0, 1.0);
        assertThat(bins(new double[0], 5, 5)).isEmpty();
        assertThat(bins(new double[] {0, 0}, 5, 5)).containsExactly(0.0);
    }

    @Test
    void anEdgeIsTheEndOfTheValueThatIsNearest() {
        assertThat(bins(new double[] {9, 9, 2}, 2, 2)).containsExactly(9.0, 11.0);
        assertThat(bins(new double[] {2, 9, 9}, 2, 2)).containsExactly(11.0, 9.0);
        assertThat(bins(new double[] {6, 1, 7, 6}, 3, 3)).containsExactly(7.0, 7.0, 6.0);
    }

    @Test
    void aValueHeavierThanABinsShareIsAlone() {
        // Of 3,400 rows 3,000 are at 0: below, at and above are bins of their own, however few there may be.
        double[] inflated = new double[401];
        Arrays.fill(inflated, 1);
        inflated[100] = 3000;
        assertThat(bins(inflated, 2, 2)).containsExactly(100.0, 3000.0, 300.0);
        assertThat(bins(inflated, 5, 5)).containsExactly(100.0, 3000.0, 300.0);
        assertThat(bins(inflated, 5, 1000)).containsExactly(100.0, 3000.0, 100.0, 100.0, 100.0);
        // No bin of the rest is lighter than the rows allow.
        assertThat(bins(inflated, 32, 34)).containsExactly(100.0, 3000.0, 100.0, 100.0, 100.0);
        assertThat(bins(inflated, 32, 80))
                .containsExactly(50.0, 50.0, 3000.0, 43.0, 43.0, 43.0, 42.0, 43.0, 43.0, 43.0);
        assertThat(bins(new double[] {0, 8, 0, 2}, 2, 2)).containsExactly(0.0, 8.0, 2.0);
    }

    @Test
    void atomsAreAloneAndTheRestIsEvenWhateverTheMasses() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            double[] masses = new double[1 + random.nextInt(60)];
            boolean whole = round % 2 == 0;
            Arrays.setAll(
                    masses,
                    i -> random.nextInt(8) == 0
                            ? random.nextInt(500)
                            : whole ? 1 + random.nextInt(9) : random.nextDouble());
            int wanted = 1 + random.nextInt(40);
            boolean[] last = EqualFrequency.cut(masses, wanted);
            double total = Arrays.stream(masses).sum();
            int bins = 0;
            int atoms = 0;
            int runs = 0;
            for (int i = 0; i < masses.length; i++) {
                bins += last[i] ? 1 : 0;
                boolean atom = masses[i] > total / wanted;
                atoms += atom ? 1 : 0;
                runs += !atom && (i == 0 || masses[i - 1] > total / wanted) ? 1 : 0;
                if (atom) {
                    assertThat(last[i] && (i == 0 || last[i - 1]))
                            .as("%s of %s alone", masses[i], total)
                            .isTrue();
                }
            }
            assertThat(last[last.length - 1]).isTrue();
            assertThat(bins).isBetween(1, Math.max(wanted, atoms + runs));
        }
    }

    @Test
    void theScaleOfTheMassesChangesNothing() {
        Random random = new Random(8);
        for (int round = 0; round < 200; round++) {
            double[] masses = new double[50];
            Arrays.setAll(masses, i -> random.nextInt(20));
            double[] scaled = Arrays.stream(masses).map(m -> m * 1024).toArray();
            assertThat(EqualFrequency.cut(scaled, 12, 20)).isEqualTo(EqualFrequency.cut(masses, 12, 20));
        }
    }
}
