package io.github.surprisal.train.linear;

import io.github.surprisal.math.Cholesky;
import io.github.surprisal.math.SymmetricEigen;
import io.github.surprisal.train.ParameterLayout;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Multiplies by an inverse of the second derivative of the objective where all coefficients are 0: there every row has the
 * same probabilities p, and it is S ⊗ G + Λ, with S = diag(p) − p·pᵀ over the margins, G = Σ w·x·xᵀ / Σ w over the slots, and
 * Λ the ridge. In the basis of S's eigenvectors, each margin is a system s·G + Λ of its own.
 *
 * <p>Of few slots G is exact. Of many it is what it would be if the columns were independent: x·xᵀ of two columns the product
 * of their means. Then what remains once the intercept is eliminated has a block for each column of codes, diag(d) − d·dᵀ with
 * the shares d of its codes, whose inverse is known (J. Sherman and W. Morrison 1950, doi:10.1214/aoms/1177729893), and one
 * for the numbers.
 *
 * <p>Of more than {@value #MAX_TURNED} margins S is taken for diag(p·(1 − p)), its own basis: finding another takes the cube of
 * them, and the more classes there are the less p·pᵀ is beside diag(p).
 */
final class Metric implements UnaryOperator<double[]> {
    /** What the rows leave open, such as the sum of all categories' terms, must not go to infinity. */
    private static final double FLOOR = 1e-9;

    /** Directions in which the margins of a row hardly change its probabilities. */
    private static final double LEAST_SPREAD = 1e-3;

    /** Margins whose basis is found in less than a tenth of a second. */
    private static final int MAX_TURNED = 100;

    /** The inverse of s·G + Λ for one s. */
    private interface Inverse {
        double[] solve(double[] b);
    }

    private final int width;
    private final boolean[] free;
    private final int[] margins;
    /** Empty where the margins are their own basis. */
    private final double[][] vectors;

    private final Inverse[] inverses;

    private Metric(boolean[] free, int width, double[] shares, java.util.function.DoubleFunction<Inverse> inverse) {
        this.width = width;
        this.free = free;
        int count = free.length / width;
        this.margins = java.util.stream.IntStream.range(0, count)
                .filter(k -> free[k * width + width - 1] || anyFree(free, k * width, width))
                .toArray();
        int size = margins.length;
        double[] p = shares.length == 2 ? new double[] {shares[1]} : shares;
        double[] values;
        if (size <= MAX_TURNED) {
            double[][] s = new double[size][size];
            for (int k = 0; k < size; k++) {
                for (int l = 0; l < size; l++) {
                    s[k][l] = (k == l ? p[margins[k]] : 0) - p[margins[k]] * p[margins[l]];
                }
            }
            SymmetricEigen eigen = SymmetricEigen.of(s);
            values = eigen.values();
            this.vectors = eigen.vectors();
        } else {
            values = Arrays.stream(margins).mapToDouble(k -> p[k] * (1 - p[k])).toArray();
            this.vectors = new double[0][];
        }
        double greatest = Arrays.stream(values).max().orElse(1);
        this.inverses = new Inverse[size];
        for (int k = 0; k < size; k++) {
            inverses[k] = inverse.apply(Math.max(values[k], LEAST_SPREAD * greatest));
        }
    }

    /** Whether any of a margin's parameters is fitted. */
    static boolean anyFree(boolean[] free, int from, int width) {
        for (int j = from; j < from + width; j++) {
            if (free[j]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Multiplies by the inverse of the second derivative at some other point.
     *
     * @param hessian of the mean loss, size × size
     * @param ridge by parameter
     */
    static UnaryOperator<double[]> of(double[] hessian, double[] ridge, boolean[] free) {
        Cholesky factor = factor(hessian, 1, ridge, free);
        return b -> {
            double[] x = factor.solve(b);
            for (int j = 0; j < x.length; j++) {
                x[j] = free[j] ? x[j] : 0;
            }
            return x;
        };
    }

    /**
     * With the exact G.
     *
     * @param gram width × width
     * @param ridge by slot
     * @param free by margin and slot: which parameters are fitted; of the margins that have any, the same slots
     * @param probabilities of the classes
     */
    static Metric exact(double[] gram, double[] ridge, boolean[] free, double[] probabilities) {
        int width = ridge.length;
        boolean[] slots = slots(free, width);
        return new Metric(free, width, probabilities, s -> factor(gram, s, ridge, slots)::solve);
    }

    /** Of times · square + ridge among those that are free, and of 1 for each other one. */
    private static Cholesky factor(double[] square, double times, double[] ridge, boolean[] free) {
        int size = free.length;
        double greatest = 0;
        for (int j = 0; j < size; j++) {
            greatest = Math.max(greatest, times * square[j * size + j]);
        }
        double[][] matrix = new double[size][size];
        for (int j = 0; j < size; j++) {
            for (int m = 0; m < size; m++) {
                matrix[j][m] = free[j] && free[m] ? times * square[j * size + m] : 0;
            }
            matrix[j][j] += free[j] ? ridge[j] + FLOOR * greatest : 1;
        }
        return Cholesky.of(matrix);
    }

    /**
     * As if columns were independent.
     *
     * @param shares of the codes, by slot
     * @param numbers x·xᵀ of the numbers
     */
    static Metric independent(
            ParameterLayout parameterLayout,
            double[] shares,
            double[][] numbers,
            double[] ridge,
            boolean[] free,
            double[] probabilities) {
        int width = ridge.length;
        boolean[] slots = slots(free, width);
        return new Metric(free, width, probabilities, s -> {
            double[][] matrix = new double[numbers.length][numbers.length];
            for (int j = 0; j < numbers.length; j++) {
                for (int m = 0; m < numbers.length; m++) {
                    matrix[j][m] = s * numbers[j][m];
                }
                matrix[j][j] += ridge[j] + FLOOR * s;
            }
            Cholesky ofNumbers = Cholesky.of(matrix);
            return b -> independent(parameterLayout, shares, ridge, slots, s, ofNumbers, b);
        });
    }

    private static double[] independent(
            ParameterLayout parameterLayout,
            double[] shares,
            double[] ridge,
            boolean[] slots,
            double s,
            Cholesky ofNumbers,
            double[] b) {
        int width = b.length;
        int last = width - 1;
        double[] x = new double[width];
        boolean intercept = slots[last];
        double ofIntercept = intercept ? b[last] : 0;
        System.arraycopy(
                ofNumbers.solve(Arrays.copyOf(b, parameterLayout.numbers())), 0, x, 0, parameterLayout.numbers());
        double carried = 0;
        for (int c = 0; c < parameterLayout.offsets().length; c++) {
            int first = parameterLayout.offsets()[c];
            int end = first + parameterLayout.layout().sizes()[c];
            double dot = 0;
            double norm = 0;
            for (int j = first; j < end; j++) {
                if (slots[j]) {
                    double diagonal = s * shares[j] + ridge[j] + FLOOR * s;
                    x[j] = (b[j] - shares[j] * ofIntercept) / diagonal;
                    dot += shares[j] * x[j];
                    norm += shares[j] * shares[j] / diagonal;
                }
            }
            double more = intercept ? s * dot / Math.max(FLOOR, 1 - s * norm) : 0;
            for (int j = first; j < end; j++) {
                if (slots[j]) {
                    x[j] += more * shares[j] / (s * shares[j] + ridge[j] + FLOOR * s);
                    carried += shares[j] * x[j];
                }
            }
        }
        x[last] = intercept ? ofIntercept / s - carried : 0;
        return x;
    }

    private static boolean[] slots(boolean[] free, int width) {
        boolean[] slots = new boolean[width];
        for (int j = 0; j < free.length; j++) {
            slots[j % width] |= free[j];
        }
        return slots;
    }

    @Override
    public double[] apply(double[] b) {
        double[] x = new double[b.length];
        int size = margins.length;
        for (int k = 0; k < size && vectors.length == 0; k++) {
            int first = margins[k] * width;
            System.arraycopy(inverses[k].solve(Arrays.copyOfRange(b, first, first + width)), 0, x, first, width);
        }
        for (int e = 0; e < vectors.length; e++) {
            double[] turned = new double[width];
            for (int k = 0; k < size; k++) {
                for (int j = 0; j < width; j++) {
                    turned[j] += vectors[k][e] * b[margins[k] * width + j];
                }
            }
            double[] solved = inverses[e].solve(turned);
            for (int k = 0; k < size; k++) {
                for (int j = 0; j < width; j++) {
                    x[margins[k] * width + j] += vectors[k][e] * solved[j];
                }
            }
        }
        for (int j = 0; j < x.length; j++) {
            x[j] = free[j] ? x[j] : 0;
        }
        return x;
    }
}
