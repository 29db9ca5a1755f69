package io.github.surprisal.train.linear;

import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Model.Convergence;
import io.github.surprisal.train.Model.Iteration;
import io.github.surprisal.train.StandardErrors;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.TrainingMoments;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Trains with MLlib's logistic regression, for comparison. */
final class MllibTrainer {
    private static final int PARTITIONS_PER_TASK = 8;

    private MllibTrainer() {}

    static Model train(
            EncodedTable table,
            Encoding encoding,
            List<String> classes,
            TrainConfig config,
            TrainingMoments moments,
            List<String> warnings) {
        double[] scales = new double[encoding.size()];
        Arrays.fill(scales, 1);
        if (config.standardization()) {
            int[] terms = table.layout().numbers();
            double[] ofNumbers = moments.scales();
            for (int j = 0; j < terms.length; j++) {
                scales[terms[j]] = ofNumbers[j];
            }
        }
        LogisticRegressionModel fitted = JobDescription.during(
                table.blocks().context(),
                "training " + Trainer.LOGISTIC + " by MLlib",
                () -> estimator(config, classes.size()).fit(trainingRows(table, classes, scales)));
        double[] coefficients = unscaled(fitted.coefficientMatrix(), scales);
        double[] objectives = fitted.summary().objectiveHistory();
        List<Iteration> history = IntStream.range(0, objectives.length)
                .mapToObj(i -> new Iteration(i, objectives[i], Double.NaN))
                .toList();
        boolean stopped = objectives.length > config.maxIter();
        return new Model(
                Trainer.LOGISTIC,
                List.copyOf(classes),
                encoding,
                new LinearScorer(
                        encoding.size(), coefficients, fitted.interceptVector().toArray()),
                history,
                stopped ? Convergence.MAX_ITERATIONS : Convergence.TOLERANCE,
                warnings,
                new LinearFit(
                        config.fitIntercept(),
                        StandardErrors.unknown(encoding.size(), fitted.numClasses() == 2 ? 1 : fitted.numClasses()),
                        penalty(config),
                        config.choosesPenalty() ? "fixed, for MLlib's trainer does not choose" : "",
                        new Objective(table.blocks(), encoding, table.layout(), classes, config, moments)
                                .deviations(moments),
                        Double.NaN,
                        List.of(),
                        List.of()),
                Optional.empty());
    }

    private static double penalty(TrainConfig config) {
        return config.choosesPenalty() ? PenaltySearch.SLIGHT : config.regParam();
    }

    private static LogisticRegression estimator(TrainConfig config, int classes) {
        return new LogisticRegression()
                .setFeaturesCol("features")
                .setLabelCol("label")
                .setWeightCol("weight")
                .setFamily(classes == 2 ? "binomial" : "multinomial")
                .setRegParam(penalty(config))
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
        int terms = table.layout().terms();
        JavaRDD<EncodedRow> all = table.rows();
        // It merges partitions as they finish; of few rows, one partition makes the bits the same each time.
        int partitions = Math.max(1, all.getNumPartitions() / PARTITIONS_PER_TASK);
        JavaRDD<Row> rows = all.coalesce(partitions)
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
}
