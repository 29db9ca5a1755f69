package io.github.surprisal.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Findings;
import io.github.surprisal.Samples;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.Surprisal;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked of every classifier of trees or of a network. */
@ExtendWith(SparkExtension.class)
class ScoringClassifierTest {
    private final SparkSession spark = SparkExtension.session();

    @TempDir
    private Path folder;

    static Stream<ScoringClassifier<?, ?, ?>> classifiers() {
        return Stream.of(
                new BoostedTrees().setMaxIter(10).setEarlyStopping(0),
                new EntropyTree().setPruning("none"),
                new AdaBoost().setMaxIter(10).setMaxDepth(2),
                new HiddenLayer().setMaxIter(20).setUnits(8).setEarlyStopping(0));
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
    void onRawColumnsInAPipelineSavedAndLoaded(ScoringClassifier<?, ?, ?> classifier) throws IOException {
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
        assertThat(((ScoringClassifier<?, ?, ?>) estimator).getInputCols()).containsExactly("x.y z", "`größe`", "sex");
        PipelineModel fitted = again.fit(people);
        fitted.write().overwrite().save(folder.resolve("model").toString());
        PipelineModel loaded = PipelineModel.load(folder.resolve("model").toString());
        Dataset<Row> scored = loaded.transform(people);
        String[] outputs = {"rawPrediction", "probability", "prediction"};
        assertThat(scored.selectExpr(outputs).collectAsList())
                .isEqualTo(fitted.transform(people).selectExpr(outputs).collectAsList());
        assertThat(scored.count()).isEqualTo(people.count());
        assertThat(logLoss(scored)).isLessThan(0.9);
        ScoringModel<?, ?> stage = (ScoringModel<?, ?>) loaded.stages()[1];
        assertThat(stage.numClasses()).isEqualTo(3);
        assertThat(stage.numFeatures()).isEqualTo(3);
        if (stage instanceof TreesModel trees) {
            assertThat(trees.numTrees())
                    .isEqualTo(classifier instanceof BoostedTrees ? 30 : classifier instanceof AdaBoost ? 10 : 1);
        } else {
            assertThat(((HiddenLayerModel) stage).numUnits()).isEqualTo(8);
        }
        assertThatThrownBy(() -> stage.predictRaw(Vectors.dense(1, 2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot score a vector: the model was trained on columns, and scores tables that have them");
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void onVectorsAsOnTheirElements(ScoringClassifier<?, ?, ?> classifier) {
        Dataset<Row> vectors = vectors(2, 300).cache();
        ScoringModel<?, ?> model = classifier.fit(vectors);
        Dataset<Row> columns = vectors.withColumn(
                        "v", org.apache.spark.ml.functions.vector_to_array(functions.col("features"), "float64"))
                .selectExpr("label", "w", "v[0] a", "v[1] b", "v[2] c");
        ScoringModel<?, ?> ofColumns =
                classifier.copy(new ParamMap()).setInputCols("a", "b", "c").fit(columns);
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
    void classesThatNoRowHasAreNeverPredicted(ScoringClassifier<?, ?, ?> classifier) {
        for (int classes : new int[] {2, 3}) {
            Dataset<Row> vectors = vectors(classes, 200).cache();
            Dataset<Row> apart = vectors.withColumn("label", functions.expr("label * 2"));
            ScoringModel<?, ?> model = classifier.fit(apart);
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

    /** Margins are those of the same model without calibration, as it says, whether it was loaded or not, and of a vector alone. */
    @ParameterizedTest
    @MethodSource("classifiers")
    void marginsAreCalibrated(ScoringClassifier<?, ?, ?> classifier) throws IOException {
        Dataset<Row> vectors = vectors(3, 300).cache();
        ScoringModel<?, ?> plain = classifier.fit(vectors);
        assertThat(plain.getCalibration()).isEqualTo("none");
        for (String method : List.of("temperature", "platt", "isotonic")) {
            ScoringModel<?, ?> model =
                    classifier.setCalibration(method).setFolds(3).fit(vectors);
            assertThat(model.getCalibration()).isEqualTo(method);
            assertThat(model.getFolds()).isEqualTo(3);
            Calibration calibration = model.fitted().scorer().calibration();
            assertThat(calibration).isNotEqualTo(Calibration.NONE);
            String path = folder.resolve(method).toString();
            new PipelineModel("one", new Transformer[] {model}).write().save(path);
            List<Row> scored = PipelineModel.load(path)
                    .transform(vectors)
                    .select("rawPrediction", "features")
                    .collectAsList();
            List<Row> raw = plain.transform(vectors).select("rawPrediction").collectAsList();
            for (int i = 0; i < raw.size(); i++) {
                double[] margins = ((Vector) raw.get(i).get(0)).toArray().clone();
                calibration.apply(margins);
                assertThat(((Vector) scored.get(i).get(0)).toArray()).containsExactly(margins);
                assertThat(model.predictRaw((Vector) scored.get(i).get(1)).toArray())
                        .containsExactly(margins);
            }
        }
        assertThatThrownBy(() -> classifier.fit(vectors.withColumn("label", functions.expr("label * 2"))))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot calibrate on label 'label': expected rows of every class 0, 1, .., found [0, 2, 4]");
        assertThatThrownBy(() -> classifier.setCalibration("sigmoid"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("calibration given invalid value sigmoid");
    }

    /** Spark's evaluators say the same of what {@code transform} gives. */
    @ParameterizedTest
    @MethodSource("classifiers")
    void evaluationIsThatOfSparksEvaluators(ScoringClassifier<?, ?, ?> classifier) throws IOException {
        Dataset<Row> people = Samples.table(spark, Samples.people(300, 2, 8), 2)
                .toDF("x", "size", "sex", "w", "text")
                .where("text is not null and w > 0")
                .selectExpr("x", "size", "sex", "double(right(text, 1)) label", "w")
                .cache();
        ScoringModel<?, ?> model =
                classifier.setInputCols("x", "sex").setWeightCol("w").fit(people);
        ClassificationSummary summary = model.evaluate(people, List.of("sex"));
        Dataset<Row> scored = model.transform(people);
        assertThat(summary.logLoss()).isCloseTo(logLoss(scored), within(1e-12));
        assertThat(summary.areaUnderROC())
                .isCloseTo(
                        new BinaryClassificationEvaluator()
                                .setNumBins(0)
                                .setWeightCol("w")
                                .evaluate(scored),
                        within(1e-12));
        assertThat(summary.rows())
                .isEqualTo(people.agg(functions.sum("w")).first().getDouble(0));
        Row ofWomen = summary.byGroup().where("group_values = array('f')").first();
        assertThat(ofWomen.<Double>getAs("log_loss")).isCloseTo(logLoss(scored.where("sex = 'f'")), within(1e-12));
        assertThat(model.hasSummary()).isTrue();
        assertThat(model.summary().logLoss()).isEqualTo(summary.logLoss());
        assertThat(model.copy(new ParamMap()).hasSummary()).isTrue();
        assertThat(model.estimatedSize()).isLessThan(1_000_000);
        String path = folder.resolve("one").toString();
        new PipelineModel("one", new Transformer[] {model}).write().save(path);
        ScoringModel<?, ?> loaded =
                (ScoringModel<?, ?>) PipelineModel.load(path).stages()[0];
        assertThat(loaded.evaluate(people).logLoss()).isCloseTo(summary.logLoss(), within(1e-14));
        assertThat(loaded.hasSummary()).isFalse();
        assertThatThrownBy(loaded::summary)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("evaluate(dataset) accounts for any");
        Dataset<Row> vectors = vectors(3, 200).cache();
        ScoringClassifier<?, ?, ?> onVectors = classifier.copy(new ParamMap());
        onVectors.clear(onVectors.inputCols());
        ScoringModel<?, ?> ofVectors = onVectors.fit(vectors);
        assertThat(ofVectors.evaluate(vectors).logLoss())
                .isCloseTo(logLoss(ofVectors.transform(vectors)), within(1e-12));
        assertThatThrownBy(() -> ofVectors.evaluate(vectors.drop("label")))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Cannot evaluate: column 'label' not found");
    }

    /** A job that begins with the same offset gives every row the same margins, and so does evaluating. */
    @ParameterizedTest
    @MethodSource("beginningFromMargins")
    void offsetsAreThoseOfAJob(ScoringClassifier<?, ?, ?> classifier, String model) {
        Dataset<Row> people = Samples.table(spark, Samples.people(300, 2, 8), 2)
                .toDF("x", "size", "sex", "w", "text")
                .where("text is not null")
                .selectExpr("x", "double(size - 2) as known", "sex", "double(right(text, 1)) label", "1.0 w")
                .cache();
        Findings found = Surprisal.on(spark)
                .options(Map.of(
                        "table.offset",
                        "known",
                        "table.ignore",
                        List.of("w"),
                        "train.models",
                        List.of(model),
                        "train.test-fraction",
                        0,
                        "select.stop",
                        "k"))
                .train(people, "label");
        List<Row> expected =
                found.model().transform(people).select("rawPrediction").collectAsList();
        ScoringModel<?, ?> fitted = classifier.setInputCols("x", "sex").fit(people);
        assertThat(fitted.transform(people).select("rawPrediction").collectAsList())
                .isEqualTo(expected);
        assertThat(fitted.summary().logLoss()).isCloseTo(logLoss(fitted.transform(people)), within(1e-12));
        Dataset<Row> shifted = people.withColumn("known", functions.expr("known + 1"));
        double before = ((Vector) expected.get(0).get(0)).apply(1);
        double after = ((Vector) fitted.transform(shifted)
                        .select("rawPrediction")
                        .first()
                        .get(0))
                .apply(1);
        assertThat(after).isCloseTo(before + 1, within(1e-12));
        assertThatThrownBy(() -> classifier.fit(people.withColumn("label", functions.expr("label * 2"))))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot train with offsetCol 'known' on label 'label': expected classes 0 and 1, found [0, 2]");
        ScoringClassifier<?, ?, ?> onVectors = classifier.copy(new ParamMap());
        onVectors.clear(onVectors.inputCols());
        assertThatThrownBy(() -> onVectors.fit(vectors(2, 100).withColumn("known", functions.lit(1.0))))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot train with offsetCol 'known' on vectors: expected inputCols, found featuresCol");
    }

    static Stream<Arguments> beginningFromMargins() {
        return Stream.of(
                Arguments.of(new HiddenLayer().setOffsetCol("known"), "network"),
                Arguments.of(new BoostedTrees().setOffsetCol("known"), "boosting"));
    }

    /** What was saved before trees and networks were calibrated has no columns for that. */
    @ParameterizedTest
    @MethodSource("classifiers")
    void modelsOfBeforeAreRead(ScoringClassifier<?, ?, ?> classifier) throws IOException {
        Dataset<Row> vectors = vectors(2, 100).cache();
        ScoringModel<?, ?> model = classifier.fit(vectors);
        String path = folder.resolve("before").toString();
        new PipelineModel("one", new Transformer[] {model}).write().save(path);
        String data;
        try (Stream<Path> files = java.nio.file.Files.walk(Path.of(path))) {
            data = files.filter(file -> file.endsWith("data"))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
        Row row = spark.read().parquet(data).first();
        spark.createDataFrame(List.of(row), row.schema())
                .drop("slopes", "offsets", "log_odds", "probabilities")
                .coalesce(1)
                .write()
                .mode("overwrite")
                .parquet(data);
        assertThat(PipelineModel.load(path)
                        .transform(vectors)
                        .select("rawPrediction")
                        .collectAsList())
                .isEqualTo(model.transform(vectors).select("rawPrediction").collectAsList());
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
        assertThat(trees.fit(vectors(2, 100)).numTrees()).isEqualTo(4);
    }

    private static void set(ScoringClassifier<?, ?, ?> classifier, String param, Object value)
            throws ReflectiveOperationException {
        org.apache.spark.ml.param.Params.class
                .getMethod("set", Param.class, Object.class)
                .invoke(classifier, classifier.getParam(param), value);
    }

    /** A job with the same settings, on the same columns, gives every row the same margins to the last bit. */
    @ParameterizedTest
    @MethodSource("likeJobs")
    void fitGivesTheMarginsOfAJob(
            int classes, ScoringClassifier<?, ?, ?> classifier, String model, Map<String, ?> options) {
        Dataset<Row> people = Samples.table(spark, Samples.people(300, classes, 8), 2)
                .toDF("x", "size", "sex", "w", "text")
                .where("text is not null")
                .selectExpr("x", "size", "sex", "double(right(text, 1)) label", "w")
                .cache();
        Findings found = Surprisal.on(spark)
                .options(Map.of(
                        "table.weight",
                        "w",
                        "train.models",
                        List.of(model),
                        "train.test-fraction",
                        0,
                        "select.stop",
                        "k"))
                .options(options)
                .train(people, "label");
        List<Row> expected =
                found.model().transform(people).select("rawPrediction").collectAsList();
        List<Row> margins = classifier
                .setInputCols("x", "size", "sex")
                .setWeightCol("w")
                .fit(people)
                .transform(people)
                .select("rawPrediction")
                .collectAsList();
        for (int i = 0; i < margins.size(); i++) {
            assertThat(margins.get(i)).as("row %d", i).isEqualTo(expected.get(i));
        }
        assertThat(found.selection()
                        .orderBy("step")
                        .select("feature")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactly("x", "size", "sex");
    }

    static Stream<Arguments> likeJobs() {
        return Stream.of(
                Arguments.of(3, new HiddenLayer(), "network", Map.of()),
                Arguments.of(
                        2,
                        new HiddenLayer()
                                .setUnits(5)
                                .setActivation("sigmoid")
                                .setLoss("squared-error", "cross-entropy")
                                .setMaxIter(9)
                                .setTol(1e-3)
                                .setSeed(7)
                                .setRegParam(0.01)
                                .setEarlyStopping(4)
                                .setValidationFraction(0.2)
                                .setMaxCategories(2),
                        "network",
                        Map.of(
                                "train.network.units",
                                5,
                                "train.network.activation",
                                "sigmoid",
                                "train.network.loss",
                                List.of("squared-error", "cross-entropy"),
                                "train.max-iter",
                                9,
                                "train.tol",
                                1e-3,
                                "train.seed",
                                7,
                                "train.reg-param",
                                0.01,
                                "train.network.early-stopping",
                                4,
                                "train.validation-fraction",
                                0.2,
                                "train.max-categories",
                                2)),
                Arguments.of(2, new BoostedTrees().setMaxIter(5), "boosting", Map.of("train.boosting.rounds", 5)),
                Arguments.of(
                        2,
                        new BoostedTrees().setMaxIter(5).setCalibration("platt").setFolds(2),
                        "boosting",
                        Map.of("train.boosting.rounds", 5, "train.calibration", "platt", "train.folds", 2)),
                Arguments.of(3, new EntropyTree(), "tree", Map.of()),
                Arguments.of(2, new AdaBoost().setMaxIter(9), "adaboost", Map.of("train.adaboost.rounds", 9)));
    }

    @Test
    void networksAreChosenByCrossValidation() {
        HiddenLayer network = new HiddenLayer().setMaxIter(10).setEarlyStopping(0);
        CrossValidatorModel found = new CrossValidator()
                .setEstimator(network)
                .setEstimatorParamMaps(new ParamGridBuilder()
                        .addGrid(network.units(), new int[] {1, 8})
                        .addGrid(network.regParam(), new double[] {1e-4, 10})
                        .build())
                .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
                .setNumFolds(2)
                .fit(vectors(2, 300));
        HiddenLayerModel best = (HiddenLayerModel) found.bestModel();
        assertThat(best.getRegParam()).isEqualTo(1e-4);
        assertThat(best.getUnits()).isEqualTo(best.numUnits());
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
        assertThatThrownBy(() -> new HiddenLayer().setLoss("cross-entropy", "hinge"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loss given invalid value [cross-entropy,hinge]");
        assertThatThrownBy(() -> new HiddenLayer().setLoss())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loss given invalid value []");
        assertThatThrownBy(() -> new HiddenLayer().setActivation("tanh"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("activation given invalid value tanh");
        assertThatThrownBy(() -> new HiddenLayer().setUnits(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("units given invalid value 0");
    }

    /** Fields of a struct and elements of a vector, which some rows lack: the figures of the same as columns. */
    @ParameterizedTest
    @MethodSource("classifiers")
    void partsOfColumnsAreScored(ScoringClassifier<?, ?, ?> classifier) {
        Dataset<Row> flat = spark.range(3000)
                .selectExpr(
                        "double((id % 2 + int(id % 7 > 4 and id % 3 = 0)) % 2) label",
                        "id % 5 a",
                        "string(id % 7) b",
                        "if(id % 11 = 0, null, double(id % 13)) v_1",
                        "if(id % 11 = 0, null, double(id % 2)) v_2");
        Dataset<Row> parts = flat.select(
                functions.col("label"),
                functions.expr("struct(a, b) st"),
                functions
                        .when(
                                functions.col("v_1").isNotNull(),
                                org.apache.spark.ml.functions.array_to_vector(functions.array("v_1", "v_2")))
                        .as("v"));
        List<Row> expected = scored(classifier.copy(ParamMap.empty()).setInputCols("a", "b", "v_1", "v_2"), flat);
        assertThat(scored(classifier.copy(ParamMap.empty()).setInputCols("st", "v"), parts))
                .isEqualTo(expected);
        assertThat(expected.stream().distinct().count()).isGreaterThan(5);
    }

    private static List<Row> scored(ScoringClassifier<?, ?, ?> classifier, Dataset<Row> rows) {
        return classifier
                .setProbabilityCol("p")
                .fit(rows)
                .transform(rows)
                .select("p")
                .collectAsList();
    }

    @Test
    void theLabelIsNoInput() {
        Dataset<Row> rows = spark.range(20).selectExpr("double(id % 2) y", "id n");
        List<Estimator<?>> stages = List.of(
                new BoostedTrees().setInputCols("n", "Y").setLabelCol("y"),
                new SoftmaxRegression().setInputCols("n", "Y").setLabelCol("y"),
                new InformationGainSelector().setInputCols("n", "Y").setLabelCol("y"),
                new MdlpDiscretizer()
                        .setInputCols("n", "Y")
                        .setOutputCols("a", "b")
                        .setLabelCol("y"));
        for (Estimator<?> stage : stages) {
            assertThatThrownBy(() -> stage.fit(rows))
                    .isInstanceOf(UserException.class)
                    .hasMessageEndingWith(": expected a labelCol that is none of inputCols, found 'y' among them");
        }
        SparkSession exact = spark.newSession();
        exact.conf().set("spark.sql.caseSensitive", "true");
        Dataset<Row> two = exact.range(20).selectExpr("double(id % 2) y", "id Y");
        assertThat(new EntropyTree().setInputCols("Y").setLabelCol("y").transformSchema(two.schema()))
                .isNotNull();
    }
}
