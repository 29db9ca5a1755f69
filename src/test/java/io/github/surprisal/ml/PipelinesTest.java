package io.github.surprisal.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.evaluate.Evaluator;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class PipelinesTest {
    private static final String REFUSED =
            "Cannot load the model in '%s': feature 'sex' is computed by '%s', which is not on the list of built-in functions of"
                    + " a row's values: it might run code or read files. If you trust the model, set"
                    + " spark.surprisal.trustModelExpressions=true";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"logistic", "network"})
    void savedPipelineGivesTheProbabilitiesThatWereEvaluated(String learner) throws IOException {
        SparkSession spark = SparkExtension.session();
        for (int classes : new int[] {2, 3}) {
            Dataset<Row> people = Samples.table(spark, Samples.people(400, classes, 8), 2);
            SmallTable counted = Samples.counted(people, true);
            Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
            try (EncodedTable encoded =
                    Encoder.encode(counted.table(), encoding, counted.counts(), Split.allTraining())) {
                List<String> names = List.of("class 0", "class 1", "class 2").subList(0, classes);
                TrainConfig config = Samples.config(1e-3);
                Model model =
                        Trainer.train(encoded, encoding, names, config, Learner.of(learner, config, Optional.empty()));
                LogLoss expected = Evaluator.evaluate(model, List.of(encoded), Unit.NATS)
                        .logLosses()
                        .get(0);
                String path = folder.resolve("model" + classes).toString();
                Pipelines.of(model, Map.of(), Map.of()).save(path);
                Dataset<Row> scored = PipelineModel.load(path).transform(people);
                assertThat(logLoss(scored, names)).isCloseTo(expected.logLoss(), within(1e-12));
                assertThat(accuracy(scored)).isCloseTo(expected.accuracy(), within(1e-12));
                assertThat(scored.count()).isEqualTo(people.count());
                assertThat(List.of(scored.columns()))
                        .containsAll(List.of("rawPrediction", "probability", "prediction", "predicted_label"));
            }
        }
    }

    @Test
    void otherTypesAreCastAndUnknownValuesScored(SparkSession spark) {
        Dataset<Row> people = Samples.table(spark, Samples.people(300, 2, 8), 2);
        PipelineModel pipeline = pipeline(people, Map.of());
        Dataset<Row> asText =
                people.selectExpr("cast(`x.y z` as string) `x.y z`", "cast(```größe``` as bigint) ```größe```", "sex");
        Dataset<Row> expected = pipeline.transform(people.drop("label-1", "w"));
        assertThat(pipeline.transform(asText).select("probability").collectAsList())
                .isEqualTo(expected.select("probability").collectAsList());
        Dataset<Row> unknown = asText.withColumn("sex", functions.lit("never seen"))
                .withColumn("x.y z", functions.lit("not a number"));
        assertThat(pipeline.transform(unknown).filter("probability is not null").count())
                .isEqualTo(people.count());
    }

    @Test
    void derivedFeaturesAreComputedFromTheTableAsItComes(SparkSession spark) {
        Dataset<Row> people = Samples.table(spark, Samples.people(300, 2, 8), 2);
        Dataset<Row> derived = people.withColumn("sex", functions.expr("upper(sex)"));
        PipelineModel pipeline = pipeline(derived, Map.of("sex", "upper(sex)"));
        Dataset<Row> scored = pipeline.transform(people);
        assertThat(scored.select("probability").collectAsList())
                .isEqualTo(pipeline(derived, Map.of())
                        .transform(derived)
                        .select("probability")
                        .collectAsList());
        assertThat(scored.select("sex").distinct().collectAsList())
                .containsExactlyInAnyOrderElementsOf(
                        people.select("sex").distinct().collectAsList());
    }

    @Test
    void elementsOfAVectorAreFeatures(SparkSession spark) {
        StructType schema =
                new StructType().add("label", DataTypes.DoubleType).add("features", SQLDataTypes.VectorType());
        Dataset<Row> vectors = spark.createDataFrame(
                List.of(
                        RowFactory.create(0.0, Vectors.dense(0, 1, 2)),
                        RowFactory.create(1.0, Vectors.sparse(3, new int[] {1}, new double[] {3})),
                        RowFactory.create(1.0, Vectors.dense(4, 4, 1))),
                schema);
        SmallTable counted = SmallTable.of(
                vectors.withColumn(
                                "features_1",
                                functions.get(
                                        org.apache.spark.ml.functions.vector_to_array(
                                                vectors.col("features"), "float64"),
                                        functions.lit(1)))
                        .drop("features"),
                "label",
                "",
                List.of());
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), List.of("features_1"));
        try (EncodedTable encoded = Encoder.encode(counted.table(), encoding, counted.counts(), Split.allTraining())) {
            Model model = Trainer.train(encoded, encoding, List.of("0.0", "1.0"), Samples.config(1e-1));
            Dataset<Row> scored = Pipelines.of(model, Map.of(), Map.of("features_1", new Table.Element("features", 1)))
                    .transform(vectors);
            double[] w = ((LinearScorer) model.scorer()).coefficients();
            assertThat(scored.select("rawPrediction").collectAsList().stream()
                            .map(row -> ((Vector) row.get(0)).apply(1)))
                    .containsExactly(
                            w[0] + ((LinearScorer) model.scorer()).intercepts()[0],
                            3 * w[0] + ((LinearScorer) model.scorer()).intercepts()[0],
                            4 * w[0] + ((LinearScorer) model.scorer()).intercepts()[0]);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    java_method('java.lang.System', 'getProperty', 'user.home')         | java_method
                    upper(concat('a', reflect('java.lang.Runtime', 'getRuntime')))      | reflect
                    TRY_REFLECT('java.lang.System', 'getProperty', 'user.home')         | TRY_REFLECT
                    `java_method`('java.lang.System', 'getProperty', 'user.home')       | java_method
                    identifier('java_method')('java.lang.System', 'lineSeparator')      | expressionwithunresolvedidentifier
                    input_file_name()                                                   | input_file_name
                    system.builtin.reflect('java.lang.System', 'lineSeparator')         | system.builtin.reflect
                    current_user()                                                      | current_user
                    rand()                                                              | rand
                    their_udf(sex)                                                      | their_udf
                    if(sex in (select name from passwords), 'a', 'b')                   | insubquery
                    case when exists (select 1 from passwords) then 'a' else sex end    | exists
                    cast((select max(name) from passwords) as string)                   | scalarsubquery
                    transform(array(sex), x -> java_method('java.lang.System', 'exit')) | java_method
                    """)
    void sqlOfAStrangersModelComputesFromTheRowAlone(String sql, String found, SparkSession spark) {
        assertThatThrownBy(() ->
                        SavedExpressions.check(spark, new FeatureSources(Map.of("sex", sql), Map.of()), "/some/model"))
                .isInstanceOf(UserException.class)
                .hasMessage(REFUSED.formatted("/some/model", found));
    }

    @Test
    void modelThatRunsCodeIsNotLoaded(SparkSession spark) throws IOException {
        Dataset<Row> people = Samples.table(spark, Samples.people(100, 2, 8), 2);
        String path = folder.resolve("model").toString();
        pipeline(people, Map.of("sex", "java_method('java.lang.System', 'getProperty', 'user.home')"))
                .save(path);
        assertThatThrownBy(() -> PipelineModel.load(path))
                .isInstanceOf(UserException.class)
                .hasMessageMatching(
                        "Cannot load the model in '.*model/stages/0_softmax.*': feature 'sex' is computed by"
                                + " 'java_method', which is not on the list .*");
        assertThatThrownBy(() -> Pipelines.warmStart(spark, path, path))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("feature 'sex' is computed by 'java_method'");
        spark.conf().set("spark.surprisal.trustModelExpressions", "true");
        try {
            assertThat(PipelineModel.load(path).stages()).hasSize(1);
        } finally {
            spark.conf().unset("spark.surprisal.trustModelExpressions");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "case when w > 1 and sex is not null then trim(sex) else substring(sex, 1, 2) end",
                "if(sex in ('f', 'm'), upper(sex), coalesce(sex, 'x') || '1')",
                "cast(floor(w * 2 + 1) % 3 as string)",
                "array(sex, 'a')[0]",
                "date_format(date '2026-01-01' + interval 1 day, 'yyyy')",
                "extract(year from date '2026-01-01')::string",
                "sex like 'a%' or not w between 1 and 2",
                "trim(both 'x' from sex)"
            })
    void sqlOfBuiltInFunctionsIsLoaded(String sql, SparkSession spark) {
        assertThatCode(() ->
                        SavedExpressions.check(spark, new FeatureSources(Map.of("sex", sql), Map.of()), "/some/model"))
                .doesNotThrowAnyException();
    }

    /** Release 0.1 saved nine columns, and numbers without the mark of an offset. */
    @Test
    void aModelOfTheReleaseBeforeScoresAsItDid(SparkSession spark) throws IOException {
        Dataset<Row> people = Samples.table(spark, Samples.people(300, 2, 8), 2);
        PipelineModel pipeline = pipeline(people, Map.of());
        String path = folder.resolve("before").toString();
        pipeline.save(path);
        Path stage;
        try (Stream<Path> stages = Files.list(Path.of(path, "stages"))) {
            stage = stages.findFirst().orElseThrow();
        }
        Path data = stage.resolve("data");
        Dataset<Row> saved = spark.read().parquet(data.toString());
        List<Row> row = saved.selectExpr(
                        "classes",
                        "replace(encoding, ',\"offset\":false', '') as encoding",
                        "sources",
                        "coefficients",
                        "intercepts",
                        "std_errors",
                        "intercept_std_errors",
                        "objectives",
                        "convergence")
                .collectAsList();
        assertThat(row.get(0).getString(1)).contains("mean").doesNotContain("offset");
        spark.createDataFrame(row, row.get(0).schema())
                .coalesce(1)
                .write()
                .mode("overwrite")
                .parquet(data.toString());
        assertThat(PipelineModel.load(path)
                        .transform(people)
                        .select("probability")
                        .collectAsList())
                .isEqualTo(pipeline.transform(people).select("probability").collectAsList());
        assertThat(Pipelines.warmStart(spark, path, path)).isNotNull();
    }

    @Test
    void missingColumnsAreNamed(SparkSession spark) {
        Dataset<Row> people = Samples.table(spark, Samples.people(100, 2, 8), 2);
        PipelineModel pipeline = pipeline(people, Map.of());
        assertThatThrownBy(() -> pipeline.transform(people.drop("sex")))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot score table: columns [sex] not found, columns are [x.y z, `größe`, w, label-1]");
    }

    private static PipelineModel pipeline(Dataset<Row> people, Map<String, String> expressions) {
        SmallTable counted = Samples.counted(people, false);
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
        try (EncodedTable encoded = Encoder.encode(counted.table(), encoding, counted.counts(), Split.allTraining())) {
            Model model = Trainer.train(encoded, encoding, List.of("class 0", "class 1"), Samples.config(1e-3));
            return Pipelines.of(model, expressions, Map.of());
        }
    }

    private static double logLoss(Dataset<Row> scored, List<String> classes) {
        double loss = 0;
        double weight = 0;
        for (Row row : scored.select("label-1", "w", "probability").collectAsList()) {
            if (!row.isNullAt(0)) {
                Vector probability = row.getAs(2);
                loss -= row.getDouble(1) * Math.log(probability.apply(classes.indexOf(row.getString(0))));
                weight += row.getDouble(1);
            }
        }
        return loss / weight;
    }

    private static double accuracy(Dataset<Row> scored) {
        return scored.filter("`label-1` is not null")
                .selectExpr("sum(if(predicted_label = `label-1`, w, 0D)) / sum(w)")
                .first()
                .getDouble(0);
    }
}
