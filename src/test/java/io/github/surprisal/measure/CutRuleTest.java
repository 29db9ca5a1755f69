package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutRuleTest {
    /** Distinct values, a row each, the first of them of class 1. */
    private static double[][] distinct(int rows, int ones) {
        double[][] counts = new double[rows][2];
        for (int i = 0; i < rows; i++) {
            counts[i][i < ones ? 1 : 0] = 1;
        }
        return counts;
    }

    private static double[][] even(int values, double... classes) {
        double[][] counts = new double[values][];
        for (int i = 0; i < values; i++) {
            counts[i] = classes.clone();
        }
        return counts;
    }

    @ParameterizedTest
    @CsvSource({
        "10, 5, 2", // too few rows for anything: below and above
        "40, 20, 4",
        "200, 100, 16", // 2·200^0.4
        "200, 60, 12", // 60 rows of the rarer class are five in each of twelve bins
        "1000, 500, 31",
        "1024, 512, 32",
        "1000, 10, 5", // a rare class still has fifths
        "200, 2, 5",
        "10000, 100, 20",
        "100000, 1000, 32",
    })
    void measurementsAreCutAsFineAsTheRowsAllow(int rows, int ones, int bins) {
        CutRule rule = CutRule.of(distinct(rows, ones), 32);
        assertThat(rule.byValue()).isFalse();
        assertThat(rule.bins()).isEqualTo(bins);
        assertThat(rule.finest()).isGreaterThanOrEqualTo(bins);
    }

    @Test
    void theUsersNumberOfBinsIsTheMost() {
        assertThat(CutRule.of(distinct(1000, 500), 10)).isEqualTo(new CutRule(false, 10, 100));
        assertThat(CutRule.of(distinct(1024, 500), 300)).isEqualTo(new CutRule(false, 32, 100));
    }

    @Test
    void valuesThatRepeatAreTakenAsTheyAre() {
        assertThat(CutRule.of(even(20, 5, 5), 32).byValue()).isTrue();
        assertThat(CutRule.of(even(20, 4, 5), 32).byValue()).isFalse();
        assertThat(CutRule.of(even(20, 95, 5), 32).byValue()).isTrue();
        assertThat(CutRule.of(even(256, 50, 50), 32).byValue()).isTrue();
        assertThat(CutRule.of(even(257, 50, 50), 32).byValue()).isFalse();
        assertThat(CutRule.of(even(2, 1, 0), 32).byValue()).isTrue();
    }

    @Test
    void aFewRareValuesDoNotMatterButManyDo() {
        double[][] ages = even(50, 30, 10);
        for (int i = 41; i < 50; i++) {
            ages[i] = new double[] {1, 0};
        }
        assertThat(CutRule.of(ages, 32).byValue()).isTrue();
        ages[40] = new double[] {1, 0};
        ages[39] = new double[] {1, 0};
        assertThat(CutRule.of(ages, 32).byValue()).isFalse();
        // One value that most rows have does not make up for those that stand alone.
        double[][] inflated = distinct(31, 15);
        inflated[3] = new double[] {500, 500};
        assertThat(CutRule.of(inflated, 32).byValue()).isFalse();
    }

    @Test
    void aStrayClassChangesNothing() {
        double[][] two = new double[1000][3];
        for (int i = 0; i < 1000; i++) {
            two[i][i % 2] = 1;
        }
        int before = CutRule.of(two, 1000).finest();
        two[5] = new double[] {0, 0, 1};
        assertThat(before).isEqualTo(100);
        assertThat(CutRule.of(two, 1000).finest()).isBetween(98, 100);
    }

    @Test
    void withoutClassesABinHasFiveRows() {
        assertThat(CutRule.of(even(100, 1), 32)).isEqualTo(new CutRule(false, 12, 20));
        assertThat(CutRule.of(even(100, 5), 32).byValue()).isTrue();
        assertThat(CutRule.of(new double[0][], 32).byValue()).isTrue();
    }

    @Test
    void valuesWithoutRowsAreNone() {
        double[][] counts = even(300, 0, 0);
        counts[7] = new double[] {50, 50};
        counts[8] = new double[] {50, 50};
        counts[9] = new double[] {50, 50};
        assertThat(CutRule.of(counts, 32).byValue()).isTrue();
    }
}
