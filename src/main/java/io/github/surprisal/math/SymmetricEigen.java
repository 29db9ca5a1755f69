package io.github.surprisal.math;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: A = V·diag(λ)·Vᵀ. By cyclic Jacobi rotations (C. G. J. Jacobi 1846,
 * doi:10.1515/crll.1846.30.51; Golub and Van Loan, Matrix Computations, 8.5), which converge for every symmetric matrix, equal
 * and vanishing eigenvalues among them. Takes some 8·n³ operations a sweep and five to ten sweeps: for some hundred rows.
 *
 * @param values in no order
 * @param vectors of the value k the column k; orthonormal
 */
public record SymmetricEigen(double[] values, double[][] vectors) {
    /** Convergence is quadratic; no matrix of doubles is known to need more than a dozen. */
    private static final int MAX_SWEEPS = 60;

    /** @param matrix square and symmetric, of finite numbers; left as it is */
    public static SymmetricEigen of(double[][] matrix) {
        int size = matrix.length;
        double[][] a = new double[size][];
        double[][] v = new double[size][size];
        for (int i = 0; i < size; i++) {
            a[i] = matrix[i].clone();
            v[i][i] = 1;
        }
        boolean rotated = true;
        for (int sweep = 0; sweep < MAX_SWEEPS && rotated; sweep++) {
            rotated = false;
            for (int p = 0; p < size; p++) {
                for (int q = p + 1; q < size; q++) {
                    rotated |= rotate(a, v, p, q);
                }
            }
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = a[i][i];
        }
        return new SymmetricEigen(values, v);
    }

    /** Makes a(p, q) 0, unless it is lost beside the diagonal already. */
    private static boolean rotate(double[][] a, double[][] v, int p, int q) {
        double off = a[p][q];
        double beside = Math.abs(a[p][p]) + Math.abs(a[q][q]);
        if (Math.abs(off) <= 0x1p-54 * beside || Math.abs(off) < Double.MIN_NORMAL) {
            return false;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * off);
        double t = Math.copySign(1 / (Math.abs(theta) + Math.sqrt(theta * theta + 1)), theta);
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int i = 0; i < a.length; i++) {
            double ip = a[i][p];
            double iq = a[i][q];
            a[i][p] = c * ip - s * iq;
            a[i][q] = s * ip + c * iq;
        }
        turn(a[p], a[q], c, s);
        a[p][q] = 0;
        a[q][p] = 0;
        for (double[] row : v) {
            double ip = row[p];
            double iq = row[q];
            row[p] = c * ip - s * iq;
            row[q] = s * ip + c * iq;
        }
        return true;
    }

    private static void turn(double[] first, double[] second, double c, double s) {
        for (int i = 0; i < first.length; i++) {
            double ip = first[i];
            double iq = second[i];
            first[i] = c * ip - s * iq;
            second[i] = s * ip + c * iq;
        }
    }
}
