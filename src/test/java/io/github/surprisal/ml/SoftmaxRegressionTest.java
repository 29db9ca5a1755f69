package io.github.surprisal.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class SoftmaxRegressionTest {
    @TempDir
    Path folder;

    /** The limit of categories, not that of cells of groups, which is greater. */
    @Test
    void columnsAreCountedUpToTheLimitOfCategories() {
        assertThat(new SoftmaxRegression().counting().maxCategories()).isEqualTo(65_536);
        assertThat(new SoftmaxRegression().setMaxCategories(10).counting().maxCategories())
                .isEqualTo(65_536);
        assertThat(new SoftmaxRegression().setMaxCategories(100_000).counting().maxCategories())
                .isEqualTo(100_000);
    }

    @Test
    void onVectorsItIsMllibsOptimum(SparkSession spark) {
        for (int classes : new int[] {2, 3}) {
            Dataset<Row> vectors = vectors(spark, classes, 500).cache();
            SoftmaxRegressionModel ours = new SoftmaxRegression()
                    .setWeightCol("weight")
                    .setRegParam(0.01)
                    .setStandardization(false)
                    .setTol(1e-10)
                    .fit(vectors);
            LogisticRegressionModel theirs = new LogisticRegression()
                    .setWeightCol("weight")
                    .setRegParam(0.01)
                    .setStandardization(false)
                    .setTol(1e-12)
                    .setMaxIter(1000)
                    .fit(vectors);
            assertThat(ours.numClasses()).isEqualTo(classes);
            assertThat(ours.numFeatures()).isEqualTo(3);
            for (int k = 0; k < ours.coefficientMatrix().numRows(); k++) {
                for (int j = 0; j < 3; j++) {
                    assertThat(ours.coefficientMatrix().apply(k, j))
                            .isCloseTo(theirs.coefficientMatrix().apply(k, j), within(1e-5));
                }
            }
            List<Row> scored = ours.transform(vectors)
                    .select("rawPrediction", "probability", "prediction")
                    .collectAsList();
            List<Row> expected = theirs.transform(vectors)
                    .select("rawPrediction", "probability", "prediction")
                    .collectAsList();
            for (int i = 0; i < scored.size(); i++) {
                for (int column = 0; column < 2; column++) {
                    double[] found = ((Vector) scored.get(i).get(column)).toArray();
                    assertThat(found).containsExactly(((Vector) expected.get(i).get(column)).toArray(), within(1e-4));
                }
            }
            vectors.unpersist();
        }
    }

    @Test
    void onRawColumnsInAPipelineSavedAndLoaded(SparkSession spark) throws IOException {
        Dataset<Row> people = Samples.table(spark, Samples.people(400, 3, 8), 2).where("`label-1` is not null");
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer().setInputCol("label-1").setOutputCol("label"),
            new SoftmaxRegression()
                    .setInputCols("x.y z", "`größe`", "sex")
                    .setWeightCol("w")
                    .setRegParam(1e-3)
        });
        pipeline.write().overwrite().save(folder.resolve("pipeline").toString());
        PipelineModel fitted =
                Pipeline.load(folder.resolve("pipeline").toString()).fit(people);
        fitted.write().overwrite().save(folder.resolve("model").toString());
        PipelineModel loaded = PipelineModel.load(folder.resolve("model").toString());
        Dataset<Row> scored = loaded.transform(people);
        assertThat(scored.select("rawPrediction", "probability", "prediction").collectAsList())
                .isEqualTo(fitted.transform(people)
                        .select("rawPrediction", "probability", "prediction")
                        .collectAsList());
        assertThat(scored.count()).isEqualTo(people.count());
        assertThat(new MulticlassClassificationEvaluator()
                        .setMetricName("logLoss")
                        .setWeightCol("w")
                        .evaluate(scored))
                .isLessThan(0.9);
        SoftmaxRegressionModel stage = (SoftmaxRegressionModel) loaded.stages()[1];
        assertThat(stage.terms()).hasSize(stage.numFeatures());
        assertThat(stage.getInputCols()).containsExactly("x.y z", "`größe`", "sex");
        assertThat(stage.objectiveHistory()).hasSizeGreaterThan(2);
        assertThat(stage.coefficientStandardErrors().toArray()).doesNotContain(Double.NaN);
    }

    @Test
    void crossValidationTriesItsParams(SparkSession spark) {
        Dataset<Row> vectors = vectors(spark, 2, 300);
        SoftmaxRegression regression = new SoftmaxRegression();
        CrossValidatorModel found = new CrossValidator()
                .setEstimator(regression)
                .setEstimatorParamMaps(new ParamGridBuilder()
                        .addGrid(regression.regParam(), new double[] {0.001, 10})
                        .build())
                .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
                .setNumFolds(2)
                .fit(vectors);
        assertThat(found.avgMetrics()[0]).isLessThan(found.avgMetrics()[1]);
        assertThat(found.bestModel()).isInstanceOf(SoftmaxRegressionModel.class);
    }

    @Test
    void classesThatNoRowHasAreNeverPredicted(SparkSession spark) {
        Dataset<Row> vectors = vectors(spark, 2, 100).withColumn("label", functions.expr("label * 2"));
        SoftmaxRegressionModel model = new SoftmaxRegression().setRegParam(0.1).fit(vectors);
        assertThat(model.numClasses()).isEqualTo(3);
        assertThat(model.transform(vectors).select("probability").collectAsList())
                .allMatch(row -> ((Vector) row.get(0)).apply(1) == 0)
                .anyMatch(row -> ((Vector) row.get(0)).apply(2) > 0.5);
    }

    @Test
    void thresholdsMovePredictions(SparkSession spark) {
        Dataset<Row> people = Samples.table(spark, Samples.people(200, 2, 8), 2)
                .withColumn("label", functions.expr("double(`label-1` = 'class 1')"));
        SoftmaxRegressionModel model = new SoftmaxRegression()
                .setInputCols("x.y z", "sex")
                .setRegParam(0.1)
                .setThresholds(new double[] {1, 1e-9})
                .fit(people);
        assertThat(model.transform(people).filter("prediction = 0").count()).isZero();
    }

    @Test
    void whatItCannotTrainOnIsSaidInOneLine(SparkSession spark) {
        Dataset<Row> people = Samples.table(spark, Samples.people(50, 2, 8), 1);
        assertThatThrownBy(() -> new SoftmaxRegression()
                        .setInputCols("sex")
                        .setLabelCol("label-1")
                        .fit(people))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Cannot train on label 'label-1': type must be the number of a class")
                .hasMessageContaining("found string");
        assertThatThrownBy(() -> new SoftmaxRegression()
                        .setInputCols("sax")
                        .setLabelCol("label-1")
                        .fit(people))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Cannot train: column 'sax' not found");
        assertThatThrownBy(() -> new SoftmaxRegression()
                        .fit(vectors(spark, 2, 50).withColumn("label", functions.expr("label - 0.5"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("expected numbers of classes 0, 1, ..");
        Dataset<Row> holes = spark.createDataFrame(
                List.of(
                        RowFactory.create(0.0, 1.0, Vectors.dense(1, 2, 3)),
                        RowFactory.create(1.0, 1.0, Vectors.dense(1, Double.NaN, 3))),
                schema());
        assertThatThrownBy(() -> new SoftmaxRegression().fit(holes))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Cannot train on vectors 'features': expected finite numbers");
    }

    private static Dataset<Row> vectors(SparkSession spark, int classes, int rows) {
        Random random = new Random(5);
        return spark.createDataFrame(
                IntStream.range(0, rows)
                        .mapToObj(i -> {
                            double a = random.nextGaussian();
                            double b = 100 + 10 * random.nextGaussian();
                            double c = i % 3 == 0 ? 1 : 0;
                            double score = a + (b - 100) / 10 - c + random.nextGaussian();
                            int label = (int) Math.max(0, Math.min(classes - 1, Math.round(score + 0.5)));
                            Vector vector = c == 0
                                    ? Vectors.sparse(3, new int[] {0, 1}, new double[] {a, b})
                                    : Vectors.dense(a, b, c);
                            return RowFactory.create((double) label, 1.0 + i % 4, vector);
                        })
                        .toList(),
                schema());
    }

    private static StructType schema() {
        return new StructType()
                .add("label", DataTypes.DoubleType)
                .add("weight", DataTypes.DoubleType)
                .add("features", SQLDataTypes.VectorType());
    }

    @Test
    void partsOfColumnsAreScored() {
        Dataset<Row> flat = SparkExtension.session()
                .range(2000)
                .selectExpr(
                        "double(id % 2) label",
                        "double(id % 13 + 3 * (id % 2)) v_1", "double(id % 5) v_2", "string(id % 7) b");
        Dataset<Row> parts = flat.select(
                functions.col("label"),
                functions.expr("struct(b) st"),
                org.apache
                        .spark
                        .ml
                        .functions
                        .array_to_vector(functions.array("v_1", "v_2"))
                        .as("v"));
        List<Row> expected = scored(flat, "v_1", "v_2", "b");
        assertThat(scored(parts, "v", "st")).isEqualTo(expected);
        assertThat(expected.stream().distinct().count()).isGreaterThan(50);
    }

    private static List<Row> scored(Dataset<Row> rows, String... inputs) {
        return new SoftmaxRegression()
                .setRegParam(0.1)
                .setInputCols(inputs)
                .fit(rows)
                .transform(rows)
                .select("probability")
                .collectAsList();
    }
}
