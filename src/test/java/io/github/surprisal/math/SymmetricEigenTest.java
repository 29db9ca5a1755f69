package io.github.surprisal.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {
    @Test
    void ofTwoByTwoInClosedForm() {
        SymmetricEigen eigen = SymmetricEigen.of(new double[][] {{2, 1}, {1, 2}});
        double[] sorted = eigen.values().clone();
        Arrays.sort(sorted);
        assertThat(sorted).containsExactly(new double[] {1, 3}, within(1e-15));
        assertThat(SymmetricEigen.of(new double[0][0]).values()).isEmpty();
        assertThat(SymmetricEigen.of(new double[][] {{-4}}).values()).containsExactly(-4);
    }

    @Test
    void productOfThePartsIsTheMatrix() {
        Random random = new Random(1);
        for (int size : new int[] {3, 10, 60}) {
            double[][] matrix = new double[size][size];
            for (int i = 0; i < size; i++) {
                for (int j = 0; j <= i; j++) {
                    matrix[i][j] = random.nextGaussian() * (i % 3 == 0 ? 1e-6 : 1);
                    matrix[j][i] = matrix[i][j];
                }
            }
            assertParts(matrix);
        }
    }

    /** diag(p) − p·pᵀ, with hundreds of equal eigenvalues, and with some next to nothing. */
    @Test
    void equalAndVanishingEigenvaluesAreFound() {
        for (double bend : new double[] {0, 1, 4}) {
            double[] p = new double[150];
            Arrays.setAll(p, k -> Math.pow(k + 1.0, -bend));
            double all = Arrays.stream(p).sum();
            double[][] matrix = new double[p.length][p.length];
            for (int k = 0; k < p.length; k++) {
                for (int l = 0; l < p.length; l++) {
                    matrix[k][l] = (k == l ? p[k] / all : 0) - p[k] * p[l] / all / all;
                }
            }
            assertParts(matrix);
        }
    }

    private static void assertParts(double[][] matrix) {
        int size = matrix.length;
        SymmetricEigen eigen = SymmetricEigen.of(matrix);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double product = 0;
                double dot = 0;
                for (int k = 0; k < size; k++) {
                    product += eigen.vectors()[i][k] * eigen.values()[k] * eigen.vectors()[j][k];
                    dot += eigen.vectors()[k][i] * eigen.vectors()[k][j];
                }
                assertThat(product).isCloseTo(matrix[i][j], within(1e-12));
                assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-12));
            }
        }
    }
}
