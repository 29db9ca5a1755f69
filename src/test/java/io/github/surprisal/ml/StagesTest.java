package io.github.surprisal.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.table.UserException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every stage held to what Spark asks of its own, and what a softmax regression is asked beyond that. */
@ExtendWith(SparkExtension.class)
class StagesTest {
    private static final SparkSession SESSION = SparkExtension.session();

    @TempDir
    private Path folder;

    private static Dataset<Row> people;

    @BeforeAll
    static void make() {
        people = Samples.table(SESSION, Samples.people(300, 2, 8), 2)
                .toDF("x", "size", "sex", "w", "text")
                .where("text is not null")
                .withColumn("label", functions.expr("double(text = 'class 1')"))
                .drop("text")
                .cache();
    }

    private static Dataset<Row> vectors() {
        return new VectorAssembler()
                .setInputCols(new String[] {"size", "w"})
                .setOutputCol("features")
                .transform(people)
                .select("features", "label");
    }

    @Test
    void softmaxRegressionOnColumns() throws Exception {
        SoftmaxRegressionModel model = new StageChecks(people, folder)
                .hold(
                        new SoftmaxRegression(),
                        Map.ofEntries(
                                Map.entry("inputCols", List.of("x", "sex")),
                                Map.entry("labelCol", "label"),
                                Map.entry("weightCol", "w"),
                                Map.entry("offsetCol", "size"),
                                Map.entry("predictedLabelCol", "class"),
                                Map.entry("regParam", 0.01),
                                Map.entry("maxIter", 20),
                                Map.entry("fitIntercept", true),
                                Map.entry("thresholds", List.of(0.4, 0.6)),
                                Map.entry("calibration", "platt"),
                                Map.entry("folds", 3)));
        assertThat(model.getRegParam()).isEqualTo(0.01);
        assertThat(model.getOffsetCol()).isEqualTo("size");
        assertThat(AttributeGroup.fromStructField(
                                model.transform(people).schema().apply("probability"))
                        .size())
                .isEqualTo(2);
    }

    @Test
    void softmaxRegressionOnVectors() throws Exception {
        new StageChecks(vectors(), folder)
                .hold(new SoftmaxRegression(), Map.of("regParam", 0.1, "predictedLabelCol", "class"));
    }

    @Test
    void treesOnColumns() throws Exception {
        Map<String, Object> columns = Map.of(
                "inputCols",
                List.of("x", "size", "sex"),
                "weightCol",
                "w",
                "predictedLabelCol",
                "class",
                "maxDepth",
                3);
        TreesModel tree = new StageChecks(people, folder)
                .hold(
                        new EntropyTree(),
                        with(columns, Map.of("pruning", "none", "criterion", "gain-ratio", "maxBins", 9)));
        assertThat(tree.getPruning()).isEqualTo("none");
        assertThat(tree.getCriterion()).isEqualTo("gain-ratio");
        assertThat(tree.getMaxBins()).isEqualTo(9);
        TreesModel boosted = new StageChecks(people, folder)
                .hold(
                        new BoostedTrees(),
                        with(columns, Map.of("maxIter", 4, "regParam", 2.0, "thresholds", List.of(0.4, 0.6))));
        assertThat(boosted.getMaxIter()).isEqualTo(4);
        assertThat(boosted.getStepSize()).isEqualTo(0.1);
        assertThat(boosted.getRegParam()).isEqualTo(2);
        assertThat(boosted.getInputCols()).containsExactly("x", "size", "sex");
    }

    @Test
    void treesOnVectors() throws Exception {
        TreesModel voting =
                new StageChecks(vectors(), folder).hold(new AdaBoost(), Map.of("maxIter", 3, "stepSize", 0.5));
        assertThat(voting.getStepSize()).isEqualTo(0.5);
        assertThat(voting.getMinInstancesPerNode()).isEqualTo(1);
        assertThat(voting.isDefined(voting.regParam())).isFalse();
    }

    @Test
    void hiddenLayerOnColumns() throws Exception {
        HiddenLayerModel model = new StageChecks(people, folder)
                .hold(
                        new HiddenLayer(),
                        Map.ofEntries(
                                Map.entry("inputCols", List.of("x", "size", "sex")),
                                Map.entry("labelCol", "label"),
                                Map.entry("weightCol", "w"),
                                Map.entry("predictedLabelCol", "class"),
                                Map.entry("units", 4),
                                Map.entry("activation", "sigmoid"),
                                Map.entry("loss", List.of("squared-error", "cross-entropy")),
                                Map.entry("maxIter", 8),
                                Map.entry("tol", 1e-5),
                                Map.entry("seed", 7L),
                                Map.entry("regParam", 0.01),
                                Map.entry("earlyStopping", 5),
                                Map.entry("thresholds", List.of(0.4, 0.6)),
                                Map.entry("minCategoryRows", 2)));
        assertThat(model.getLoss()).containsExactly("squared-error", "cross-entropy");
        assertThat(model.getActivation()).isEqualTo("sigmoid");
        assertThat(model.getUnits()).isEqualTo(4);
        assertThat(model.getSeed()).isEqualTo(7);
        assertThat(model.getValidationFraction()).isEqualTo(0.1);
        assertThat(model.getMaxCategories()).isEqualTo(65536);
        assertThat(AttributeGroup.fromStructField(
                                model.transform(people).schema().apply("probability"))
                        .size())
                .isEqualTo(2);
    }

    private static Map<String, Object> with(Map<String, ?> some, Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    @Test
    void selectorAndDiscretizer() throws Exception {
        Dataset<Row> some = people.select("x", "size", "label").where("x is not null and x = x and x < 1e9");
        new StageChecks(some, folder)
                .hold(
                        new InformationGainSelector(),
                        Map.of("inputCols", List.of("x", "size"), "criterion", "mim", "selectionThreshold", 0.1));
        new StageChecks(some, folder)
                .hold(
                        new MdlpDiscretizer(),
                        Map.of("inputCols", List.of("x", "size"), "outputCols", List.of("x_cut", "size_cut")));
    }

    @Test
    void evaluationIsThatOfSparksEvaluators() {
        SoftmaxRegression regression = new SoftmaxRegression()
                .setInputCols("x", "sex")
                .setWeightCol("w")
                .setRegParam(0.01);
        SoftmaxRegressionModel model = regression.fit(people);
        ClassificationSummary summary = model.evaluate(people, List.of("sex"));
        Dataset<Row> scored = model.transform(people);
        assertThat(summary.logLoss())
                .isCloseTo(
                        new MulticlassClassificationEvaluator("a")
                                .setMetricName("logLoss")
                                .setWeightCol("w")
                                .evaluate(scored),
                        within(1e-12));
        assertThat(summary.accuracy())
                .isCloseTo(
                        new MulticlassClassificationEvaluator("b")
                                .setMetricName("accuracy")
                                .setWeightCol("w")
                                .evaluate(scored),
                        within(1e-12));
        assertThat(summary.areaUnderROC())
                .isCloseTo(
                        new BinaryClassificationEvaluator()
                                .setNumBins(0)
                                .setWeightCol("w")
                                .evaluate(scored),
                        within(1e-12));
        assertThat(summary.rows())
                .isEqualTo(people.agg(functions.sum("w")).first().getDouble(0));
        List<Row> byGroup = summary.byGroup().orderBy("group_values").collectAsList();
        assertThat(byGroup).hasSize(5);
        assertThat(byGroup.get(0).<Double>getAs("log_loss")).isEqualTo(summary.logLoss());
        Dataset<Row> women = people.where("sex = 'f'");
        Row ofWomen = summary.byGroup().where("group_values = array('f')").first();
        assertThat(ofWomen.<Double>getAs("log_loss"))
                .isCloseTo(model.evaluate(women).logLoss(), within(1e-14));
        assertThat(ofWomen.<Double>getAs("area_under_roc"))
                .isEqualTo(model.evaluate(women).areaUnderROC());
        assertThat(model.hasSummary()).isTrue();
        assertThat(model.summary().logLoss()).isEqualTo(summary.logLoss());
        assertThat(summary.calibration().columns()).contains("mean_predicted", "observed_share");
    }

    @Test
    void evaluationOnVectorsAndOfClassesThatAreMissing() {
        SoftmaxRegressionModel model = new SoftmaxRegression().setRegParam(0.01).fit(vectors());
        assertThat(model.evaluate(vectors()).logLoss())
                .isCloseTo(
                        new MulticlassClassificationEvaluator()
                                .setMetricName("logLoss")
                                .evaluate(model.transform(vectors())),
                        within(1e-12));
        ClassificationSummary ones = model.evaluate(vectors().where("label = 1"));
        assertThat(ones.labelEntropy()).isZero();
        assertThat(ones.areaUnderROC()).isNaN();
        assertThatThrownBy(() -> model.evaluate(vectors().withColumn("label", functions.lit(7))))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot evaluate: expected rows whose label is a class of the model, found none");
        assertThatThrownBy(() -> model.evaluate(vectors().drop("label")))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Cannot evaluate: column 'label' not found");
        assertThatThrownBy(() -> model.evaluate(vectors(), List.of("features")))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Cannot evaluate by column 'features': type must be atomic, found");
    }

    /** With the true margin as offset and nothing to add, the coefficients are next to 0. */
    @Test
    void anOffsetIsAddedWithCoefficientOne() {
        SoftmaxRegressionModel first = new SoftmaxRegression()
                .setInputCols("x", "sex")
                .setRegParam(1e-3)
                .setTol(1e-12)
                .fit(people);
        Dataset<Row> known = first.transform(people)
                .withColumn(
                        "known",
                        functions.element_at(
                                org.apache.spark.ml.functions.vector_to_array(
                                        functions.col("rawPrediction"), "float64"),
                                2))
                .select("x", "sex", "label", "known");
        SoftmaxRegressionModel again = new SoftmaxRegression()
                .setInputCols("x", "sex")
                .setOffsetCol("known")
                .setRegParam(10)
                .fit(known);
        double[] coefficients = again.coefficientMatrix().toArray();
        assertThat(coefficients[coefficients.length - 1]).isEqualTo(1);
        assertThat(again.evaluate(known).logLoss())
                .isCloseTo(first.evaluate(people).logLoss(), within(0.01));
        assertThatThrownBy(() -> new SoftmaxRegression().setOffsetCol("label").fit(vectors()))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot train with offsetCol 'label' on vectors: expected inputCols, found featuresCol");
        assertThatThrownBy(() -> new SoftmaxRegression()
                        .setInputCols("x")
                        .setOffsetCol("sex")
                        .fit(people))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot train on offset 'sex': type must be a number, found string");
    }

    @Test
    void trainingBeginsAtASavedModel() throws Exception {
        SoftmaxRegression regression = new SoftmaxRegression()
                .setInputCols("x", "sex")
                .setRegParam(1e-3)
                .setTol(1e-10);
        SoftmaxRegressionModel first = regression.fit(people);
        String path = folder.resolve("first").toString();
        first.save(path);
        SoftmaxRegressionModel second = regression.setInitialModel(path).fit(people);
        assertThat(second.objectiveHistory()).hasSizeLessThan(first.objectiveHistory().length);
        assertThat(second.objectiveHistory()[0])
                .isCloseTo(first.objectiveHistory()[first.objectiveHistory().length - 1], within(1e-12));
        assertThatThrownBy(() -> regression.setInitialModel("nowhere").fit(people))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Cannot begin from the model in 'nowhere': expected a model");
        SoftmaxRegressionModel loaded = SoftmaxRegressionModel.load(path);
        assertThat(loaded.hasSummary()).isFalse();
        assertThatThrownBy(loaded::summary)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("evaluate(dataset) accounts for any");
    }

    @Test
    void calibrationNeedsEveryClass() {
        SoftmaxRegression regression =
                new SoftmaxRegression().setInputCols("x", "sex").setCalibration("isotonic");
        assertThat(regression.fit(people).evaluate(people).calibrationError()).isLessThan(0.1);
        assertThatThrownBy(() -> regression.fit(people.withColumn("label", functions.expr("label * 2"))))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot calibrate on label 'label': expected rows of every class 0, 1, .., found [0, 2]");
        assertThatThrownBy(() -> regression.setCalibration("sigmoid"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("calibration given invalid value sigmoid");
    }

    /** The names of classes are in the metadata, where Spark's stages look for them. */
    @Test
    void predictionsKnowTheNamesOfTheirClasses() {
        io.github.surprisal.Findings found = io.github.surprisal.Surprisal.on(SESSION)
                .train(people.withColumn("label", functions.expr("if(label = 1, 'yes', 'no')")), "label");
        Dataset<Row> scored = found.model().transform(people.drop("label"));
        Dataset<Row> named = new IndexToString()
                .setInputCol("prediction")
                .setOutputCol("name")
                .transform(scored);
        assertThat(named.where("name = predicted_label").count()).isEqualTo(people.count());
        assertThat(((SoftmaxRegressionModel) found.model().stages()[0])
                        .evaluate(people.withColumn("label", functions.expr("if(label = 1, 'yes', 'no')")))
                        .accuracy())
                .isGreaterThan(0.5);
    }
}
