package io.github.surprisal.train.linear;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.train.ParameterLayout;
import java.util.Arrays;

/**
 * Sums of products of the features of a block's rows, Σ c·x(j)·x(m) with a factor c for each row: what second derivatives are made
 * of. Its arrays serve for block after block.
 */
final class Products {
    private final ParameterLayout parameterLayout;
    private final int width;
    private int most;
    private int rows;
    private CodeColumn[] codes = {};

    /** By column of codes and row: the slot. */
    private final int[][] slotOf;

    /** By column of numbers and row: as the model sees them, and multiplied by the row's factor. */
    private final double[][] numbers;

    private final double[][] weighted;

    Products(ParameterLayout parameterLayout) {
        this.parameterLayout = parameterLayout;
        this.width = parameterLayout.width();
        this.slotOf = new int[parameterLayout.offsets().length][0];
        this.numbers = new double[parameterLayout.numbers()][0];
        this.weighted = new double[parameterLayout.numbers()][0];
    }

    /** The rows that sums are made of from now on. */
    void read(EncodedBlock block) {
        codes = block.codes();
        rows = block.rows();
        if (most < rows) {
            most = rows;
            Arrays.setAll(slotOf, c -> new int[most]);
            Arrays.setAll(numbers, j -> new double[most]);
            Arrays.setAll(weighted, j -> new double[most]);
        }
        for (int c = 0; c < slotOf.length; c++) {
            CodeColumn column = codes[c];
            for (int i = 0; i < rows; i++) {
                slotOf[c][i] = parameterLayout.offsets()[c] + column.at(i);
            }
        }
        for (int j = 0; j < numbers.length; j++) {
            double mean = parameterLayout.means()[j];
            double scale = parameterLayout.scales()[j];
            double[] column = block.numbers()[j];
            for (int i = 0; i < rows; i++) {
                numbers[j][i] = (column[i] - mean) * scale;
            }
        }
    }

    /** Adds Σ c·x(j)·x(m), the upper triangle, to the square of a matrix that begins at this row and column. */
    void addTo(double[] into, int stride, int top, int left, double[] curvature) {
        int last = width - 1;
        for (int j = 0; j < numbers.length; j++) {
            double sum = 0;
            for (int i = 0; i < rows; i++) {
                weighted[j][i] = curvature[i] * numbers[j][i];
                sum += weighted[j][i];
            }
            into[(top + j) * stride + left + last] += sum;
        }
        for (int j = 0; j < numbers.length; j += 4) {
            for (int m = j; m < numbers.length; m += 4) {
                tile(into, stride, top, left, j, m);
            }
        }
        for (int j = 0; j < numbers.length; j++) {
            int row = (top + j) * stride + left;
            for (int[] slot : slotOf) {
                for (int i = 0; i < rows; i++) {
                    into[row + slot[i]] += weighted[j][i];
                }
            }
        }
        double all = 0;
        for (int i = 0; i < rows; i++) {
            all += curvature[i];
        }
        into[(top + last) * stride + left + last] += all;
        for (int c = 0; c < slotOf.length; c++) {
            int[] slot = slotOf[c];
            for (int i = 0; i < rows; i++) {
                int row = (top + slot[i]) * stride + left;
                into[row + slot[i]] += curvature[i];
                into[row + last] += curvature[i];
            }
            for (int d = c + 1; d < slotOf.length; d++) {
                int[] other = slotOf[d];
                for (int i = 0; i < rows; i++) {
                    into[(top + slot[i]) * stride + left + other[i]] += curvature[i];
                }
            }
        }
    }

    /** Adds Σ c·x(j)², like the parameters of one margin. */
    void addSquaresTo(double[] into, int first, double[] curvature) {
        for (int i = 0; i < rows; i++) {
            into[first + width - 1] += curvature[i];
        }
        for (int j = 0; j < numbers.length; j++) {
            double sum = 0;
            for (int i = 0; i < rows; i++) {
                sum += curvature[i] * numbers[j][i] * numbers[j][i];
            }
            into[first + j] += sum;
        }
        for (int c = 0; c < slotOf.length; c++) {
            codes[c].scatter(curvature, rows, into, first + parameterLayout.offsets()[c]);
        }
    }

    /** Adds Σ c of the rows of each slot of codes and of all rows, width, then Σ c·x(j)·x(m) of the numbers m ≥ j. */
    void addMassesTo(double[] into, double[] weights) {
        for (int j = 0; j < numbers.length; j++) {
            for (int i = 0; i < rows; i++) {
                weighted[j][i] = weights[i] * numbers[j][i];
            }
        }
        for (int j = 0; j < numbers.length; j += 4) {
            for (int m = j; m < numbers.length; m += 4) {
                tile(into, numbers.length, 0, width, j, m);
            }
        }
        for (int c = 0; c < codes.length; c++) {
            codes[c].scatter(weights, rows, into, parameterLayout.offsets()[c]);
        }
        for (int i = 0; i < rows; i++) {
            into[width - 1] += weights[i];
        }
    }

    /** Four columns by four: sixteen sums, none of which waits for another. */
    private void tile(double[] into, int stride, int top, int left, int j, int m) {
        int n = numbers.length - 1;
        double[] a0 = weighted[j];
        double[] a1 = weighted[Math.min(n, j + 1)];
        double[] a2 = weighted[Math.min(n, j + 2)];
        double[] a3 = weighted[Math.min(n, j + 3)];
        double[] b0 = numbers[m];
        double[] b1 = numbers[Math.min(n, m + 1)];
        double[] b2 = numbers[Math.min(n, m + 2)];
        double[] b3 = numbers[Math.min(n, m + 3)];
        double s00 = 0;
        double s01 = 0;
        double s02 = 0;
        double s03 = 0;
        double s10 = 0;
        double s11 = 0;
        double s12 = 0;
        double s13 = 0;
        double s20 = 0;
        double s21 = 0;
        double s22 = 0;
        double s23 = 0;
        double s30 = 0;
        double s31 = 0;
        double s32 = 0;
        double s33 = 0;
        for (int i = 0; i < rows; i++) {
            double x0 = b0[i];
            double x1 = b1[i];
            double x2 = b2[i];
            double x3 = b3[i];
            double w = a0[i];
            s00 += w * x0;
            s01 += w * x1;
            s02 += w * x2;
            s03 += w * x3;
            w = a1[i];
            s10 += w * x0;
            s11 += w * x1;
            s12 += w * x2;
            s13 += w * x3;
            w = a2[i];
            s20 += w * x0;
            s21 += w * x1;
            s22 += w * x2;
            s23 += w * x3;
            w = a3[i];
            s30 += w * x0;
            s31 += w * x1;
            s32 += w * x2;
            s33 += w * x3;
        }
        double[][] sums = {{s00, s01, s02, s03}, {s10, s11, s12, s13}, {s20, s21, s22, s23}, {s30, s31, s32, s33}};
        for (int r = 0; r < 4 && j + r <= n; r++) {
            for (int s = 0; s < 4 && m + s <= n; s++) {
                if (m + s >= j + r) {
                    into[(top + j + r) * stride + left + m + s] += sums[r][s];
                }
            }
        }
    }
}
