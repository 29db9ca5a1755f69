package io.github.surprisal.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Selector and discretiser as Spark ML takes any stage: columns and vectors, pipelines, cross-validation, save and load. */
@ExtendWith(SparkExtension.class)
class SelectionStagesTest {
    private static final SparkSession SESSION = SparkExtension.session();

    @TempDir
    private java.nio.file.Path folder;

    /** The label goes by x and by colour; y is x once more, noise is none of it. */
    private static Dataset<Row> table() {
        Random random = new Random(11);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            double x = random.nextGaussian();
            int colour = random.nextInt(3);
            double margin = 2 * x + 1.5 * (colour - 1);
            double label = random.nextDouble() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
            rows.add(RowFactory.create(random.nextGaussian(), x, x, "c" + colour, random.nextInt(4), label));
        }
        return SESSION.createDataFrame(
                rows,
                new StructType()
                        .add("noise", DataTypes.DoubleType)
                        .add("x", DataTypes.DoubleType)
                        .add("y", DataTypes.DoubleType)
                        .add("colour", DataTypes.StringType)
                        .add("dice", DataTypes.IntegerType)
                        .add("label", DataTypes.DoubleType));
    }

    private static Dataset<Row> assembled() {
        return new VectorAssembler()
                .setInputCols(new String[] {"noise", "x", "y", "dice"})
                .setOutputCol("features")
                .transform(table());
    }

    @Test
    void columnsAreChosenAndTheOthersDropped() throws Exception {
        InformationGainSelector selector = new InformationGainSelector()
                .setInputCols("noise", "x", "y", "colour", "dice")
                .setCriterion("cmim");
        InformationGainSelectorModel model = selector.fit(table());
        assertThat(model.selectionOrder()).containsExactly(1, 3);
        assertThat(model.features()).containsExactly("noise", "x", "y", "colour", "dice");
        assertThat(model.redundantWith()[2]).isEqualTo("x");
        assertThat(model.pValues()[2]).isEqualTo(1);
        assertThat(model.scores()[1]).isGreaterThan(0.2);
        assertThat(model.getCriterion()).isEqualTo("cmim");
        Dataset<Row> chosen = model.transform(table());
        assertThat(chosen.columns()).containsExactly("x", "colour", "label");
        assertThat(chosen.schema()).isEqualTo(model.transformSchema(table().schema()));

        String path = folder.resolve("model").toString();
        model.write().overwrite().save(path);
        InformationGainSelectorModel loaded = InformationGainSelectorModel.load(path);
        assertThat(loaded.uid()).isEqualTo(model.uid());
        assertThat(loaded.selectionOrder()).isEqualTo(model.selectionOrder());
        assertThat(loaded.scores()).isEqualTo(model.scores());
        assertThat(loaded.redundantWith()).isEqualTo(model.redundantWith());
        assertThat(loaded.getCriterion()).isEqualTo("cmim");
        assertThat(loaded.transform(table()).columns()).isEqualTo(chosen.columns());
        String unfitted = folder.resolve("selector").toString();
        selector.save(unfitted);
        assertThat(InformationGainSelector.load(unfitted).getInputCols()).isEqualTo(selector.getInputCols());
        assertThat(selector.copy(ParamMap.empty()).uid()).isEqualTo(selector.uid());
    }

    @Test
    void attributesOfVectorsGoOn() {
        InformationGainSelectorModel model =
                new InformationGainSelector().setOutputCol("chosen").fit(assembled());
        assertThat(model.selectedFeatures()).containsExactly(1);
        Dataset<Row> chosen = model.transform(assembled());
        assertThat(AttributeGroup.fromStructField(chosen.schema().apply("chosen"))
                        .getAttr(0)
                        .name()
                        .get())
                .isEqualTo("x");
        assertThat(chosen.schema()).isEqualTo(model.transformSchema(assembled().schema()));
        Row first = chosen.first();
        assertThat(first.<Vector>getAs("chosen").toArray()).containsExactly(first.<Double>getAs("x"));
    }

    @Test
    void sparkSelectionModes() {
        assertThat(new InformationGainSelector()
                        .setSelectionMode("numTopFeatures")
                        .setSelectionThreshold(3)
                        .fit(assembled())
                        .selectedFeatures())
                .hasSize(3);
        assertThat(new InformationGainSelector()
                        .setSelectionMode("percentile")
                        .setSelectionThreshold(0.5)
                        .fit(assembled())
                        .selectedFeatures())
                .hasSize(2);
        assertThat(new InformationGainSelector()
                        .setSelectionMode("fwe")
                        .fit(assembled())
                        .selectedFeatures())
                .containsExactly(1);
    }

    /** What columns give, element by element. */
    @Test
    void vectorsAreCutAsColumnsAre() throws Exception {
        Dataset<Row> table = new VectorAssembler()
                .setInputCols(new String[] {"x", "noise"})
                .setOutputCol("features")
                .transform(table());
        MdlpDiscretizer columns =
                new MdlpDiscretizer().setInputCols("x", "noise").setOutputCols("x_cut", "noise_cut");
        MdlpDiscretizer vectors = new MdlpDiscretizer().setOutputCol("cut");

        MdlpDiscretizerModel model = vectors.fit(table);

        assertThat(model.getSplitsArray()).isEqualTo(columns.fit(table).getSplitsArray());
        Dataset<Row> both = model.transform(columns.fit(table).transform(table));
        assertThat(model.transform(table).schema()).isEqualTo(model.transformSchema(table.schema()));
        for (Row row : both.select("cut", "x_cut", "noise_cut").collectAsList()) {
            assertThat(row.<Vector>getAs(0).toArray()).containsExactly(row.getDouble(1), row.getDouble(2));
        }
        AttributeGroup attributes = AttributeGroup.fromStructField(both.schema().apply("cut"));
        assertThat(attributes.getAttr(0).name().get()).isEqualTo("x");
        assertThat(((NominalAttribute) attributes.getAttr(0)).getNumValues().get())
                .isEqualTo(model.getSplitsArray()[0].length - 1);
        String path = folder.resolve("mdlp-vectors").toString();
        model.save(path);
        assertThat(MdlpDiscretizerModel.load(path)
                        .transform(table)
                        .select("cut")
                        .collectAsList())
                .isEqualTo(model.transform(table).select("cut").collectAsList());
        assertThatThrownBy(model::bucketizer)
                .hasMessage("Cannot give a Bucketizer of vectors: expected inputCols, found featuresCol 'features'");
        assertThatThrownBy(() -> new MdlpDiscretizer()
                        .setFeaturesCol("colour")
                        .setOutputCol("cut")
                        .fit(table))
                .hasMessage("Cannot cut column 'colour': type must be a vector, found string");
    }

    /** Of an element without a cut as of a column without one, whatever the case of names. */
    @Test
    void whatIsNotANumberIsInTheLastBucketOfBoth() {
        Dataset<Row> table = new VectorAssembler()
                .setInputCols(new String[] {"x", "noise"})
                .setOutputCol("features")
                .transform(table());
        Dataset<Row> invalid = new VectorAssembler()
                .setInputCols(new String[] {"x", "noise"})
                .setOutputCol("features")
                .setHandleInvalid("keep")
                .transform(
                        SESSION.sql("SELECT double('NaN') AS x, double('NaN') AS noise UNION ALL SELECT 1.0D, 2.0D"));
        MdlpDiscretizerModel columns = new MdlpDiscretizer()
                .setInputCols("X", "Noise")
                .setOutputCols("x_cut", "noise_cut")
                .setHandleInvalid("keep")
                .fit(table);
        MdlpDiscretizerModel vectors = new MdlpDiscretizer()
                .setFeaturesCol("Features")
                .setHandleInvalid("keep")
                .fit(table);
        assertThat(columns.getSplitsArray()[1]).as("no cut").hasSize(2);

        Dataset<Row> both = vectors.transform(columns.transform(invalid));

        assertThat(vectors.getOutputCol()).isEqualTo(vectors.uid() + "__output");
        for (Row row : both.select(vectors.getOutputCol(), "x_cut", "noise_cut").collectAsList()) {
            assertThat(row.<Vector>getAs(0).toArray()).containsExactly(row.getDouble(1), row.getDouble(2));
        }
        assertThatThrownBy(() -> new MdlpDiscretizer().setInputCols("x").fit(table))
                .hasMessage("Cannot cut numbers: expected as many outputCols as inputCols, found 0 and 1");
    }

    @Test
    void invalidElementsOfVectors() {
        Dataset<Row> table = assembled();
        Dataset<Row> invalid = SESSION.createDataFrame(
                List.of(
                        RowFactory.create(Vectors.dense(Double.NaN, 1, 2, 3)),
                        RowFactory.create((Object) null),
                        RowFactory.create(Vectors.dense(1, 2, 3, 4))),
                new StructType().add("features", SQLDataTypes.VectorType()));
        MdlpDiscretizerModel model = new MdlpDiscretizer().setOutputCol("cut").fit(table);

        assertThatThrownBy(() -> model.transform(invalid).collectAsList())
                .hasStackTraceContaining("Cannot cut vectors of column 'features': found NaN at element 0");
        assertThat(model.setHandleInvalid("skip").transform(invalid).collectAsList())
                .hasSize(1);
        List<Row> kept = model.setHandleInvalid("keep").transform(invalid).collectAsList();
        assertThat(model.getSplitsArray()[0]).as("no cut").hasSize(2);
        assertThat(kept.get(0).<Vector>getAs("cut").apply(0)).isEqualTo(2);
        assertThat(kept.get(1).isNullAt(1)).isTrue();
    }

    /** An expression for each element took Spark more than five minutes to compile. */
    @Test
    void tenThousandElements() {
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int label = random.nextInt(2);
            boolean isDense = i % 100 == 50;
            double[] values = new double[10_000];
            for (int j = 0; j < 30; j++) {
                values[random.nextInt(9_000)] = 1 + random.nextInt(3);
            }
            values[9_500] = random.nextInt(5) > 0 ? label : 1 - label;
            Vector dense = Vectors.dense(values);
            rows.add(RowFactory.create((double) label, isDense ? dense : dense.toSparse()));
        }
        Dataset<Row> table = SESSION.createDataFrame(
                rows, new StructType().add("label", DataTypes.DoubleType).add("features", SQLDataTypes.VectorType()));

        InformationGainSelectorModel model = new InformationGainSelector()
                .setOutputCol("chosen")
                .setSelectionMode("fdr")
                .setSelectionThreshold(0.01)
                .fit(table);

        assertThat(model.selectedFeatures()).containsExactly(9_500);
        assertThat(model.transform(table)
                        .select("chosen")
                        .first()
                        .<Vector>getAs(0)
                        .size())
                .isEqualTo(1);
    }

    @Test
    void vectorsOfOtherLengthsAreNamed() {
        List<Row> rows = List.of(
                RowFactory.create(0.0, Vectors.dense(1, 2, 3)),
                RowFactory.create(1.0, Vectors.sparse(4, new int[] {1}, new double[] {1})));
        Dataset<Row> table = SESSION.createDataFrame(
                rows, new StructType().add("label", DataTypes.DoubleType).add("features", SQLDataTypes.VectorType()));

        assertThatThrownBy(() ->
                        new InformationGainSelector().setOutputCol("chosen").fit(table))
                .hasStackTraceContaining(
                        "Cannot read vector column 'features': found a vector of 4 elements, expected 3 as in the first one");
    }

    @Test
    void sparseVectorsStaySparse() {
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int label = random.nextInt(2);
            double noise = random.nextInt(2);
            rows.add(RowFactory.create((double) label, Vectors.sparse(300, new int[] {7, 200}, new double[] {
                noise, random.nextInt(10) == 0 ? 1 - label : label
            })));
        }
        Dataset<Row> table = SESSION.createDataFrame(
                rows, new StructType().add("label", DataTypes.DoubleType).add("features", SQLDataTypes.VectorType()));
        InformationGainSelectorModel model =
                new InformationGainSelector().setOutputCol("chosen").fit(table);
        assertThat(model.selectedFeatures()).containsExactly(200);
        Object chosen = model.transform(table).first().getAs("chosen");
        assertThat(chosen).isInstanceOf(SparseVector.class);
        assertThat(((Vector) chosen).size()).isEqualTo(1);
    }

    @Test
    void inPipelineAndCrossValidator() throws Exception {
        InformationGainSelector selector = new InformationGainSelector().setOutputCol("chosen");
        LogisticRegression regression = new LogisticRegression().setFeaturesCol("chosen");
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {selector, regression});
        CrossValidatorModel best = new CrossValidator()
                .setEstimator(pipeline)
                .setEvaluator(new BinaryClassificationEvaluator())
                .setNumFolds(2)
                .setSeed(1)
                .setEstimatorParamMaps(new ParamGridBuilder()
                        .addGrid(
                                selector.criterion(),
                                scala.jdk.javaapi.CollectionConverters.asScala(List.of("jmi", "mim")))
                        .build())
                .fit(assembled());
        assertThat(Arrays.stream(best.avgMetrics()).min().orElseThrow()).isGreaterThan(0.8);
        String path = folder.resolve("pipeline").toString();
        ((PipelineModel) best.bestModel()).save(path);
        assertThat(PipelineModel.load(path).transform(assembled()).columns()).contains("prediction");
    }

    @Test
    void cutsOfADiscretiserAreThoseOfABucketizer() throws Exception {
        MdlpDiscretizer discretizer = new MdlpDiscretizer()
                .setInputCols("x", "noise", "dice")
                .setOutputCols("x bin", "noise bin", "dice bin");
        MdlpDiscretizerModel model = discretizer.fit(table());
        double[][] splits = model.getSplitsArray();
        assertThat(splits[0].length).isBetween(3, 8);
        assertThat(splits[1]).containsExactly(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        Dataset<Row> cut = model.transform(table());
        Dataset<Row> again = new Bucketizer()
                .setInputCol("x")
                .setOutputCol("bucket")
                .setSplits(splits[0])
                .transform(cut);
        assertThat(again.where("bucket <> `x bin`").count()).isZero();
        assertThat(again.where("`noise bin` <> 0 or `dice bin` <> 0").count()).isZero();
        assertThat(again.where("x = " + Math.nextDown(splits[0][1]) + "D")
                        .select("x bin")
                        .collectAsList())
                .as("the value that a cut comes after is below it")
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.getDouble(0)).isZero());
        String path = folder.resolve("mdlp").toString();
        model.save(path);
        MdlpDiscretizerModel loaded = MdlpDiscretizerModel.load(path);
        assertThat(Arrays.deepEquals(loaded.getSplitsArray(), splits)).isTrue();
        assertThat(loaded.getOutputCols()).isEqualTo(model.getOutputCols());
    }

    @Test
    void wrongColumnsAreToldBeforeAnyJob() {
        assertThatThrownBy(
                        () -> new InformationGainSelector().setLabelCol("lable").fit(assembled()))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot select features: column 'lable' not found, did you mean 'label'?");
        assertThatThrownBy(() ->
                        new InformationGainSelector().setFeaturesCol("colour").fit(assembled()))
                .hasMessage("Cannot select features of column 'colour': type must be a vector, found string");
        assertThatThrownBy(() -> new MdlpDiscretizer()
                        .setInputCols("colour")
                        .setOutputCols("bin")
                        .fit(table()))
                .hasMessage("Cannot cut column 'colour': type must be numeric, found string");
        assertThatThrownBy(() -> new MdlpDiscretizer()
                        .setInputCols("x")
                        .setOutputCols("y")
                        .fit(table()))
                .hasMessage("Cannot cut numbers: expected no column 'y' for the output, found one");
        assertThatThrownBy(() -> new InformationGainSelector().setCriterion("jim"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("criterion given invalid value jim");
    }

    @Test
    void aColumnOfWhichAPartIsSelectedStays() {
        Dataset<Row> rows = new VectorAssembler()
                .setInputCols(new String[] {"noise", "x"})
                .setOutputCol("v")
                .transform(table())
                .selectExpr("label", "v", "struct(colour, dice) st", "noise", "struct(dice) unused");
        InformationGainSelectorModel model = new InformationGainSelector()
                .setLabelCol("label")
                .setInputCols("v", "st", "noise", "unused")
                .fit(rows);
        assertThat(Arrays.stream(model.selectedFeatures()).mapToObj(i -> model.features()[i]))
                .containsExactly("v_2", "st.colour");
        assertThat(model.transform(rows).columns()).containsExactly("label", "v", "st");
        assertThat(model.transformSchema(rows.schema()).fieldNames()).containsExactly("label", "v", "st");
    }
}
