package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Model;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What a {@link SoftmaxRegressionModel} has learned, and how that is saved.
 *
 * @param classes the labels as text, by class
 * @param sources where features that are not columns come from
 * @param stdErrors of the coefficients, NaN where unknown, and of the intercepts
 * @param objectives mean log-loss and penalty in nats, the starting point first
 * @param convergence why training ended
 */
record FittedRegression(
        List<String> classes,
        Encoding encoding,
        FeatureSources sources,
        LinearScorer scorer,
        double[] stdErrors,
        double[] interceptStdErrors,
        double[] objectives,
        String convergence)
        implements Serializable {
    static final StructType SCHEMA = StructType.fromDDL("classes array<string>, encoding string, sources"
            + " string, coefficients array<double>, intercepts array<double>, std_errors array<double>,"
            + " intercept_std_errors array<double>, objectives array<double>, convergence string, "
            + SavedCalibration.COLUMNS);

    static FittedRegression of(Model model, FeatureSources sources) {
        LinearFit fit = model.linear().orElseThrow();
        return new FittedRegression(
                model.classes(),
                model.encoding(),
                sources,
                (LinearScorer) model.scorer(),
                fit.stdErrors().coefficients(),
                fit.stdErrors().intercepts(),
                model.history().stream().mapToDouble(Model.Iteration::objective).toArray(),
                model.convergence().name());
    }

    Row row() {
        return SavedCalibration.row(
                scorer.calibration(),
                classes.toArray(String[]::new),
                encoding.toJson(),
                sources.toJson(),
                scorer.coefficients(),
                scorer.intercepts(),
                stdErrors,
                interceptStdErrors,
                objectives,
                convergence);
    }

    static FittedRegression of(Row row) {
        Encoding encoding = Encoding.fromJson(row.getString(1));
        return new FittedRegression(
                row.getList(0),
                encoding,
                FeatureSources.fromJson(row.getString(2)),
                new LinearScorer(encoding.size(), doubles(row, 3), doubles(row, 4), SavedCalibration.of(row, 9)),
                doubles(row, 5),
                doubles(row, 6),
                doubles(row, 7),
                row.getString(8));
    }

    private static double[] doubles(Row row, int column) {
        return row.<Double>getList(column).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /**
     * The same with classes that no row had, below the greatest one, as classes that are never predicted.
     *
     * @param numbers those of the classes, ascending
     */
    FittedRegression spread(int[] numbers) {
        int all = numbers[numbers.length - 1] + 1;
        if (all == numbers.length) {
            return this;
        }
        int terms = scorer.terms();
        double[] moreErrors = new double[all * terms];
        double[] moreOfIntercepts = new double[all];
        Arrays.fill(moreErrors, Double.NaN);
        Arrays.fill(moreOfIntercepts, Double.NaN);
        for (int k = 0; k < numbers.length; k++) {
            int margin = k - (numbers.length - scorer.margins());
            int to = numbers[k];
            if (margin >= 0) {
                System.arraycopy(stdErrors, margin * terms, moreErrors, to * terms, terms);
                moreOfIntercepts[to] = interceptStdErrors[margin];
            }
        }
        return new FittedRegression(
                IntStream.range(0, all).mapToObj(String::valueOf).toList(),
                encoding,
                sources,
                scorer.among(all, numbers),
                moreErrors,
                moreOfIntercepts,
                objectives,
                convergence);
    }
}
