package io.github.surprisal.bench;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.encode.EncodedTable;
import java.util.Iterator;
import java.util.Locale;

/**
 * The same minimum by LIBLINEAR: trust-region Newton on one thread, the rows in memory as it wants them. Its objective is ours
 * times n/λ, the intercept unpenalised.
 */
final class Liblinear {
    private static final double CLOSE = 1e-5;

    private final Problem problem = new Problem();
    private final int terms;
    private final double ridge;

    /** Takes the rows of a table of two classes into memory. */
    Liblinear(EncodedTable table, int terms, double ridge) {
        this.terms = terms;
        this.ridge = ridge;
        int rows = (int) table.blocks()
                .map(block -> (long) block.rows())
                .reduce(Long::sum)
                .longValue();
        Feature[] ones = new Feature[terms + 1];
        for (int j = 0; j <= terms; j++) {
            ones[j] = new FeatureNode(j + 1, 1);
        }
        problem.l = rows;
        problem.n = terms + 1;
        problem.bias = 1;
        problem.x = new Feature[rows][];
        problem.y = new double[rows];
        Iterator<EncodedRow> all = table.rows().toLocalIterator();
        for (int i = 0; i < rows; i++) {
            EncodedRow row = all.next();
            int size = row.indices().length;
            Feature[] features = new Feature[size + 1];
            for (int t = 0; t < size; t++) {
                int index = row.indices()[t];
                features[t] = row.values()[t] == 1 ? ones[index] : new FeatureNode(index + 1, row.values()[t]);
            }
            features[size] = ones[terms];
            problem.x[i] = features;
            problem.y[i] = row.label();
        }
    }

    /**
     * Trains to ever smaller tolerances until the objective is as close as {@value #CLOSE} of the best one.
     *
     * @return the seconds of the last training
     */
    double train(double best) {
        Linear.disableDebugOutput();
        double seconds = Double.NaN;
        for (double eps = 1e-2; eps > 1e-9; eps /= 10) {
            Parameter parameter = new Parameter(SolverType.L2R_LR, 1 / (ridge * problem.l), eps);
            parameter.setRegularizeBias(false);
            long start = System.nanoTime();
            Model model = Linear.train(problem, parameter);
            seconds = (System.nanoTime() - start) / 1e9;
            double objective = objective(model);
            double gap = (objective - best) / best;
            System.out.printf(
                    Locale.ROOT,
                    "liblinear  %8.2f  in memory, one thread, eps %.0e; objective %.10f, relative gap %.1e%n",
                    seconds,
                    eps,
                    objective,
                    gap);
            if (gap <= CLOSE) {
                break;
            }
        }
        return seconds;
    }

    private double objective(Model model) {
        double[] weights = model.getFeatureWeights();
        double sign = model.getLabels()[0] == 1 ? 1 : -1;
        double loss = 0;
        for (int i = 0; i < problem.l; i++) {
            double margin = 0;
            for (Feature feature : problem.x[i]) {
                margin += sign * weights[feature.getIndex() - 1] * feature.getValue();
            }
            double towards = problem.y[i] == 1 ? margin : -margin;
            loss += Math.log1p(Math.exp(-Math.abs(towards))) + Math.max(0, -towards);
        }
        double squares = 0;
        for (int j = 0; j < terms; j++) {
            squares += weights[j] * weights[j];
        }
        return loss / problem.l + ridge / 2 * squares;
    }
}
