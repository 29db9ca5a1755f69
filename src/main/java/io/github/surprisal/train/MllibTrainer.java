package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Model.Convergence;
import io.github.surprisal.train.Model.Iteration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Trains logistic and softmax regression. */
public final class Trainer {
    /** The name of the model in config and output. */
    public static final String LOGISTIC = "logistic";

    private Trainer() {}

    /**
     * Minimises the mean weighted log-loss of the training rows plus the penalty of {@link TrainConfig}.
     *
     * @param classes the classes of the label as text, by code
     * @throws UserException where the training rows hold fewer than two classes, or there is no feature
     */
    public static Model train(EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config) {
        if (encoding.size() == 0) {
            throw new UserException("Cannot train on label '%s': no feature is selected".formatted(table.label()));
        }
        TrainingMoments moments = table.rows()
                .treeAggregate(
                        new TrainingMoments(classes.size(), encoding), TrainingMoments::add, TrainingMoments::merge);
        List<String> warnings = check(table, moments, classes);
        double[] scales = new double[encoding.size()];
        Arrays.fill(scales, 1);
        if (config.standardization()) {
            scales = moments.scales(encoding.size());
        }
        LogisticRegressionModel fitted = estimator(config, classes.size()).fit(trainingRows(table, classes, scales));
        double[] coefficients = unscaled(fitted.coefficientMatrix(), scales);
        double[] objectives = fitted.summary().objectiveHistory();
        List<Iteration> history = IntStream.range(0, objectives.length)
                .mapToObj(i -> new Iteration(i, objectives[i], Double.NaN))
                .toList();
        boolean stopped = objectives.length > config.maxIter();
        return new Model(
                LOGISTIC,
                List.copyOf(classes),
                encoding,
                new Scorer(
                        encoding.size(), coefficients, fitted.interceptVector().toArray()),
                config.fitIntercept(),
                history,
                stopped ? Convergence.MAX_ITERATIONS : Convergence.TOLERANCE,
                warnings,
                inOriginalScale(fitted, coefficients));
    }

    private static List<String> check(EncodedTable table, TrainingMoments rows, List<String> classes) {
        if (classes.size() < 2) {
            throw new UserException("Cannot train on label '%s': it must have at least two classes, found %s"
                    .formatted(table.label(), classes));
        }
        List<String> present = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            if (rows.rows(k) > 0) {
                present.add(classes.get(k));
            } else {
                warnings.add("Label '%s': class '%s' has no training rows".formatted(table.label(), classes.get(k)));
            }
        }
        if (present.size() < 2) {
            throw new UserException(
                    "Cannot train on label '%s': the training rows must have at least two classes, found %s; lower train.test-fraction or change train.seed"
                            .formatted(table.label(), present));
        }
        return warnings;
    }

    private static LogisticRegression estimator(TrainConfig config, int classes) {
        return new LogisticRegression()
                .setFeaturesCol("features")
                .setLabelCol("label")
                .setWeightCol("weight")
                .setFamily(classes == 2 ? "binomial" : "multinomial")
                .setRegParam(config.regParam())
                .setElasticNetParam(config.elasticNet())
                .setMaxIter(config.maxIter())
                .setTol(config.tol())
                .setFitIntercept(config.fitIntercept())
                .setStandardization(false);
    }

    private static Dataset<Row> trainingRows(EncodedTable table, List<String> classes, double[] scales) {
        Metadata label = NominalAttribute.defaultAttr()
                .withName("label")
                .withValues(classes.toArray(String[]::new))
                .toMetadata();
        StructType schema = new StructType(new StructField[] {
            new StructField("label", DataTypes.DoubleType, false, label),
            new StructField("weight", DataTypes.DoubleType, false, Metadata.empty()),
            new StructField("features", SQLDataTypes.VectorType(), false, Metadata.empty())
        });
        int terms = table.terms();
        JavaRDD<Row> rows = table.rows()
                .filter(row -> !row.test())
                .map(row -> RowFactory.create(
                        (double) row.label(), row.weight(), scaled(row, scales).features(terms)));
        return table.session().createDataFrame(rows, schema);
    }

    private static EncodedRow scaled(EncodedRow row, double[] scales) {
        double[] values = new double[row.values().length];
        Arrays.setAll(values, i -> row.values()[i] * scales[row.indices()[i]]);
        return new EncodedRow(row.test(), row.label(), row.weight(), row.groups(), row.indices(), values);
    }

    /** The coefficients of the terms as they are, row-major. */
    private static double[] unscaled(Matrix matrix, double[] scales) {
        double[] values = new double[matrix.numRows() * matrix.numCols()];
        for (int k = 0; k < matrix.numRows(); k++) {
            for (int j = 0; j < matrix.numCols(); j++) {
                values[k * matrix.numCols() + j] = matrix.apply(k, j) * scales[j];
            }
        }
        return values;
    }

    private static LogisticRegressionModel inOriginalScale(LogisticRegressionModel fitted, double[] coefficients) {
        Matrix matrix = fitted.coefficientMatrix();
        return new LogisticRegressionModel(
                fitted.uid(),
                new DenseMatrix(matrix.numRows(), matrix.numCols(), coefficients, true),
                fitted.interceptVector(),
                fitted.numClasses(),
                matrix.numRows() > 1);
    }
}
