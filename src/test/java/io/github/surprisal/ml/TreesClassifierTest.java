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
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SparkExtension.class)
class TreesClassifierTest {
    private final SparkSession spark = SparkExtension.session();

    @TempDir
    private Path folder;

    static Stream<TreesClassifier<?>> classifiers() {
        return Stream.of(
                new BoostedTrees().setMaxIter(10).setEarlyStopping(0),
                new EntropyTree().setPruning("none"),
                new AdaBoost().setMaxIter(10).setMaxDepth(2));
    }

    private static double logLoss(Dataset<Row> scored) {
        return new MulticlassClassificationEvaluator()
                .setMetricName("logLoss")
                .setWeightCol("w")
                .evaluate(scored);
    }

    /** Class, weight and a vector of three numbers, the last of which is sometimes missing. */
    private Dataset<Row> vectors(int classes, int rows) {
        Random random = new Random(5);
        return spark.createDataFrame(
                IntStream.range(0, rows)
                        .mapToObj(i -> {
                            double x = random.nextGaussian();
                            double y = random.nextGaussian();
                            double z = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(4);
                            double score = 2 * x + (Double.isNaN(z) ? 1 : z) + random.nextGaussian();
                            double label = Math.max(0, Math.min(classes - 1, Math.floor(score / 2 + 0.5)));
                            return RowFactory.create(label, 1.0, Vectors.dense(x, y, z));
                        })
                        .toList(),
                new StructType()
                        .add("label", DataTypes.DoubleType)
                        .add("w", DataTypes.DoubleType)
                        .add("features", SQLDataTypes.VectorType()));
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void onRawColumnsInAPipelineSavedAndLoaded(TreesClassifier<?> classifier) throws IOException {
        Dataset<Row> people = Samples.table(spark, Samples.people(400, 3, 8), 2).where("`label-1` is not null");
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer().setInputCol("label-1").setOutputCol("label"),
            classifier.setInputCols("x.y z", "`größe`", "sex").setWeightCol("w")
        });
        pipeline.write().overwrite().save(folder.resolve("pipeline").toString());
        Pipeline again = Pipeline.load(folder.resolve("pipeline").toString());
        PipelineStage estimator = again.getStages()[1];
        for (Param<?> param : classifier.params()) {
            if (classifier.isDefined(param) && !param.name().equals("inputCols")) {
                assertThat(estimator.getOrDefault(estimator.getParam(param.name())))
                        .as(param.name())
                        .isEqualTo(classifier.getOrDefault(param));
            }
        }
        assertThat(((TreesClassifier<?>) estimator).getInputCols()).containsExactly("x.y z", "`größe`", "sex");
        PipelineModel fitted = again.fit(people);
        fitted.write().overwrite().save(folder.resolve("model").toString());
        PipelineModel loaded = PipelineModel.load(folder.resolve("model").toString());
        Dataset<Row> scored = loaded.transform(people);
        String[] outputs = {"rawPrediction", "probability", "prediction"};
        assertThat(scored.selectExpr(outputs).collectAsList())
                .isEqualTo(fitted.transform(people).selectExpr(outputs).collectAsList());
        assertThat(scored.count()).isEqualTo(people.count());
        assertThat(logLoss(scored)).isLessThan(0.9);
        TreesModel stage = (TreesModel) loaded.stages()[1];
        assertThat(stage.numClasses()).isEqualTo(3);
        assertThat(stage.numFeatures()).isEqualTo(3);
        assertThat(stage.numTrees())
                .isEqualTo(classifier instanceof BoostedTrees ? 30 : classifier instanceof AdaBoost ? 10 : 1);
        assertThatThrownBy(() -> stage.predictRaw(Vectors.dense(1, 2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot score a vector: the model was trained on columns, and scores tables that have them");
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void onVectorsAsOnTheirElements(TreesClassifier<?> classifier) {
        Dataset<Row> vectors = vectors(2, 300).cache();
        TreesModel model = classifier.fit(vectors);
        Dataset<Row> columns = vectors.withColumn(
                        "v", org.apache.spark.ml.functions.vector_to_array(functions.col("features"), "float64"))
                .selectExpr("label", "w", "v[0] a", "v[1] b", "v[2] c");
        TreesModel ofColumns = classifier
                .copy(new org.apache.spark.ml.param.ParamMap())
                .setInputCols("a", "b", "c")
                .fit(columns);
        List<Row> scored = model.transform(vectors)
                .select("features", "rawPrediction", "probability", "prediction")
                .collectAsList();
        List<Row> expected = ofColumns
                .transform(columns)
                .select("rawPrediction", "probability", "prediction")
                .collectAsList();
        for (int i = 0; i < scored.size(); i++) {
            assertThat(scored.get(i).get(1)).isEqualTo(expected.get(i).get(0));
            assertThat(scored.get(i).get(2)).isEqualTo(expected.get(i).get(1));
            Vector raw = model.predictRaw((Vector) scored.get(i).get(0));
            assertThat(raw).isEqualTo(scored.get(i).get(1));
            double p = ((Vector) scored.get(i).get(2)).apply(1);
            assertThat(Math.log(p / (1 - p))).isCloseTo(raw.apply(1), within(1e-9));
            assertThat(model.predict((Vector) scored.get(i).get(0)))
                    .isEqualTo(scored.get(i).getDouble(3));
        }
        assertThat(logLoss(model.transform(vectors))).isLessThan(0.45);
        assertThat(model.setFeaturesCol("other")
                        .transform(vectors.withColumnRenamed("features", "other"))
                        .select("probability")
                        .collectAsList())
                .isEqualTo(model.setFeaturesCol("features")
                        .transform(vectors)
                        .select("probability")
                        .collectAsList());
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void classesThatNoRowHasAreNeverPredicted(TreesClassifier<?> classifier) {
        for (int classes : new int[] {2, 3}) {
            Dataset<Row> vectors = vectors(classes, 200).cache();
            Dataset<Row> apart = vectors.withColumn("label", functions.expr("label * 2"));
            TreesModel model = classifier.fit(apart);
            assertThat(model.numClasses()).isEqualTo(2 * classes - 1);
            List<Row> found = model.transform(apart).select("probability").collectAsList();
            List<Row> expected = classifier
                    .fit(vectors)
                    .transform(vectors)
                    .select("probability")
                    .collectAsList();
            for (int i = 0; i < found.size(); i++) {
                Vector p = (Vector) found.get(i).get(0);
                for (int k = 0; k < classes; k++) {
                    assertThat(p.apply(2 * k))
                            .isCloseTo(((Vector) expected.get(i).get(0)).apply(k), within(1e-12));
                }
                assertThat(p.apply(1)).isZero();
            }
        }
    }

    /** As Python and Spark Connect set them: by name, with boxed values. */
    @Test
    void paramsAreSetByName() throws ReflectiveOperationException {
        BoostedTrees trees = new BoostedTrees().setEarlyStopping(0);
        set(trees, "maxDepth", 3);
        set(trees, "stepSize", 0.3);
        set(trees, "maxIter", 4L);
        set(trees, "minInstancesPerNode", 2);
        assertThat(trees.getMinInstancesPerNode()).isEqualTo(2);
        assertThat(trees.getMaxDepth()).isEqualTo(3);
        assertThat(trees.getStepSize()).isEqualTo(0.3);
        assertThat(trees.getMaxIter()).isEqualTo(4);
        for (TreesClassifier<?> classifier : classifiers().toList()) {
            for (Param<?> param : classifier.params()) {
                String name = Character.toUpperCase(param.name().charAt(0))
                        + param.name().substring(1);
                assertThat(Stream.of(classifier.getClass().getMethods()).map(java.lang.reflect.Method::getName))
                        .as(param.name())
                        .contains("get" + name, "set" + name);
            }
        }
        assertThat(trees.fit(vectors(2, 100)).numTrees()).isEqualTo(4);
    }

    private static void set(TreesClassifier<?> classifier, String param, Object value)
            throws ReflectiveOperationException {
        org.apache.spark.ml.param.Params.class
                .getMethod("set", Param.class, Object.class)
                .invoke(classifier, classifier.getParam(param), value);
    }

    @Test
    void thresholdsMovePredictions() {
        Dataset<Row> vectors = vectors(2, 200);
        TreesModel model =
                new EntropyTree().setThresholds(new double[] {1, 1e-9}).fit(vectors);
        assertThat(model.transform(vectors).filter("prediction = 0").count()).isZero();
    }

    @Test
    void whatItCannotTrainOnIsSaidInOneLine() {
        Dataset<Row> people = Samples.table(spark, Samples.people(50, 2, 8), 1);
        assertThatThrownBy(() -> new EntropyTree()
                        .setInputCols("sex")
                        .setLabelCol("label-1")
                        .fit(people))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Cannot train on label 'label-1': type must be the number of a class");
        assertThatThrownBy(() -> new AdaBoost()
                        .setInputCols("sax")
                        .setLabelCol("label-1")
                        .fit(people))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Cannot train: column 'sax' not found");
        assertThatThrownBy(() -> new EntropyTree().setPruning("some"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pruning");
        assertThatThrownBy(() -> new BoostedTrees().setMaxBins(256))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxBins");
    }
}
