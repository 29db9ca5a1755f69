package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.Findings;
import io.github.surprisal.Samples;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.Surprisal;
import io.github.surprisal.table.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The façade gives what the commands write: the same datasets, columns and bits. */
@ExtendWith(SparkExtension.class)
class SurprisalTest {
    private static final String LABEL = "label-1";
    private static final SparkSession SESSION = SparkExtension.session();

    @TempDir
    private static Path folder;

    private static String path;
    private static Dataset<Row> people;

    @BeforeAll
    static void write() {
        path = folder.resolve("people.parquet").toString();
        Samples.table(SESSION, Samples.people(200, 2, 3), 2)
                .toDF("x", "größe", "sex", "w", LABEL)
                .write()
                .parquet(path);
        people = SESSION.read().parquet(path);
    }

    /** Runs a command on the file, and gives its folder. */
    private static Path command(String... args) {
        Path output = folder.resolve("out-" + String.join("-", args).hashCode());
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--output", output.toString(), "--set", "run.id=one", "--set", "output.report=false"));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.execute(
                all.toArray(String[]::new),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return output;
    }

    private static Surprisal surprisal() {
        return Surprisal.on(SESSION).option("run.id", "one");
    }

    private static List<String> datasets(Path output) throws IOException {
        try (Stream<Path> folders = Files.list(output)) {
            return folders.filter(Files::isDirectory)
                    .map(one -> one.getFileName().toString())
                    .filter(name -> !name.startsWith("_") && !name.equals("model"))
                    .toList();
        }
    }

    /** Every dataset of a command, but for what differs from run to run. */
    private static void same(Findings found, Path output) throws IOException {
        assertThat(found.datasets()).containsExactlyInAnyOrderElementsOf(datasets(output));
        for (String name : found.datasets()) {
            Dataset<Row> stored = SESSION.read().parquet(output.resolve(name).toString());
            Dataset<Row> frame = found.dataset(name);
            assertThat(frame.schema()).as(name).isEqualTo(stored.schema());
            if (!name.equals("runs")) {
                String[] passing = {"attempt", "seconds"};
                assertThat(frame.drop(passing).collectAsList())
                        .as(name)
                        .isNotEmpty()
                        .containsExactlyInAnyOrderElementsOf(
                                stored.drop(passing).collectAsList());
                assertThat(frame.select("attempt").distinct().count()).isEqualTo(1);
            }
        }
    }

    /** And what it writes at once, if it is told where, is the same too. */
    @Test
    void aProfileIsTheCommands() throws IOException {
        Path atOnce = folder.resolve("at-once");
        Findings found = surprisal().option("output.path", atOnce.toString()).profile(people);
        same(found, command("profile", path));
        same(found, atOnce);
    }

    @Test
    void aRankingByGroupsAndWeightsIsTheCommands() throws IOException {
        Path output =
                command("rank", path, "--label", LABEL, "--groups", "sex", "--groups", "sex, größe", "--weight", "w");
        people.createOrReplaceTempView("people_here");
        for (Dataset<Row> rows : List.of(people.cache(), SESSION.sql("select * from people_here where true"))) {
            same(
                    surprisal()
                            .option("table.groups", List.of("sex", "sex, größe"))
                            .option("table.weight", "w")
                            .rank(rows, LABEL),
                    output);
        }
        people.unpersist();
    }

    @Test
    void aTextIsReadAsAfterSet() throws IOException {
        same(
                surprisal()
                        .options(Map.of(
                                "table.groups", "[sex]", "measure.unit", "nats", "select.k", 2, "select.pairs", true))
                        .select(people, LABEL),
                command(
                        "select",
                        path,
                        "--label",
                        LABEL,
                        "--groups",
                        "sex",
                        "--set",
                        "measure.unit=nats",
                        "--set",
                        "select.k=2",
                        "--set",
                        "select.pairs=true"));
    }

    @Test
    void trainingGivesTheModelsToo() throws IOException {
        Path output = command(
                "train",
                path,
                "--label",
                LABEL,
                "--set",
                "train.models=[logistic, boosting]",
                "--set",
                "train.boosting.rounds=2",
                "--set",
                "train.reg-param=0.01");
        Findings found = surprisal()
                .option(
                        "train",
                        Map.of(
                                "models",
                                List.of("logistic", "boosting"),
                                "boosting",
                                Map.of("rounds", 2),
                                "reg-param",
                                0.01))
                .train(people, LABEL);
        same(found, output);
        assertThat(found.models()).containsOnlyKeys("logistic", "boosting");
        for (Map.Entry<String, PipelineModel> model : found.models().entrySet()) {
            String saved = SESSION.read()
                    .parquet(output.resolve("runs").toString())
                    .first()
                    .getAs("model_path");
            assertThat(probabilities(model.getValue()))
                    .isEqualTo(probabilities(PipelineModel.load(saved + "/" + model.getKey())));
        }
        assertThatThrownBy(found::model)
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot give the model: expected one, found logistic, boosting; models() has them by name");
    }

    private static List<Row> probabilities(PipelineModel model) {
        return model.transform(people).select("probability", "predicted_label").collectAsList();
    }

    @Test
    void driftIsTheCommands() throws IOException {
        Dataset<Row> before = people.where("`größe` < 3");
        String old = folder.resolve("before.parquet").toString();
        before.coalesce(1).write().parquet(old);
        Path output = command("drift", path, "--reference", old, "--groups", "sex", "--label", LABEL);
        Surprisal surprisal = surprisal().option("table.groups", List.of("sex")).option("table.label", LABEL);
        same(surprisal.drift(before, people), output);
        same(surprisal.option("drift.reference.path", old).drift(people), output);
        assertThat(surprisal
                        .option("drift.fail-on", List.of("js>0"))
                        .drift(before, people)
                        .fired())
                .anyMatch(rule -> rule.contains("größe"));
        assertThat(surprisal.drift(before, people).fired()).isEmpty();
    }

    @Test
    void nothingIsWrittenOrPrintedUnlessAskedFor() throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Path empty = Files.createDirectory(folder.resolve("empty"));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            Findings found = surprisal().option("train.reg-param", 0.01).train(people, LABEL);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
            assertThat(found.model().stages()).hasSize(1);
            assertThat(found.summary()).contains("Information about label-1").isEqualTo(found.toString());
            Path later = empty.resolve("later");
            found.writeTo(later.toString());
            same(found, later);
            assertThat(later.resolve("report.html")).isNotEmptyFile();
            String model = SESSION.read()
                    .parquet(later.resolve("runs").toString())
                    .first()
                    .getAs("model_path");
            PipelineStage stage = PipelineModel.load(model).stages()[0];
            assertThat(stage.uid()).isEqualTo(found.model().stages()[0].uid());
            assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        } finally {
            System.setOut(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "measure.bns | 3 | Unknown key 'measure.bns' at option, did you mean 'measure.bins'?",
                "messure.bins | 3 | Unknown key 'messure' at option, did you mean 'measure'?",
                "measure.bins | few | Key 'measure.bins' at option: expected a whole number from 2 to 2147483647, found 'few'",
                "measure.unit | bit | Key 'measure.unit' at option: expected one of bits, nats, hartleys, found 'bit', did you mean"
                        + " 'bits'?",
                "table.groups | sex | Key 'table.groups' at option: expected a list of groupings such as [\"sex\", \"sex, race\"], each"
                        + " with distinct names of columns, found 'sex'",
                "table.groups | [sax] | No column 'sax' for table.groups, did you mean 'sex'?",
                "table.path | x.csv | Cannot use key 'table.path' here: the table is the dataset that is handed over; read it with"
                        + " spark.read() or spark.sql(..)",
                "table.options.header | true | Cannot use key 'table.options' here: the table is the dataset that is handed over; read"
                        + " it with spark.read() or spark.sql(..)",
                "drift.reference.path | x.csv | Cannot use key 'drift.reference.path' here: the reference is the dataset that is"
                        + " handed over",
                "run. | x | Expected a key such as table.label, found key 'run.'"
            })
    void wrongOptionsAreComplainedOfInTheWordsOfTheConfig(String key, String value, String message) {
        assertThatThrownBy(() -> Surprisal.on(SESSION).option(key, value).drift(people, people))
                .isInstanceOf(UserException.class)
                .hasMessage(message);
    }

    @Test
    void valuesOfOtherTypesAreComplainedOf() {
        assertThatThrownBy(() -> surprisal().option("measure.bins", List.of(1)).profile(people))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Key 'measure.bins' at option: expected a");
        assertThatThrownBy(
                        () -> surprisal().option("messure", Map.of("bins", 3)).profile(people))
                .isInstanceOf(UserException.class)
                .hasMessage("Unknown key 'messure' at option, did you mean 'measure'?");
        assertThatThrownBy(
                        () -> surprisal().option("measure.bins", new Object()).profile(people))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot use option 'measure.bins': expected a key such as measure.unit, and a text, a number, a"
                                + " boolean, a list or a map, found Object");
        assertThat(surprisal()
                        .option("measure.bins", "x")
                        .option("measure.bins", null)
                        .profile(people)
                        .datasets())
                .contains("column_entropy");
    }

    @Test
    void wrongLabelsAndDatasetsAreComplainedOf() {
        assertThatThrownBy(() -> surprisal().rank(people, "label_1"))
                .isInstanceOf(UserException.class)
                .hasMessage("No column 'label_1' for table.label, did you mean 'label-1'?");
        assertThatThrownBy(() -> surprisal().rank(people, ""))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot rank without a label: expected the name of a column");
        assertThatThrownBy(() -> surprisal().option("table.label", "size").rank(people, "sex"))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot use key 'table.label' = 'size' here: the label that is handed over is 'sex'");
        assertThatThrownBy(() ->
                        surprisal().option("table", Map.of("label", "size")).rank(people, "sex"))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot use key 'table.label' = 'size' here: the label that is handed over is 'sex'");
        assertThatThrownBy(() -> surprisal().rank(people.select(), "sex"))
                .isInstanceOf(UserException.class)
                .hasMessage("No column 'sex' for table.label: the table has no columns");
        Dataset<Row> ofOneClass =
                people.withColumn("one", people.col("sex").isNotNull()).where("one");
        assertThatThrownBy(() -> surprisal().rank(ofOneClass, "one"))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot use column 'one' as table.label: expected at least two classes, found only 'true'");
        assertThat(surprisal()
                        .select(ofOneClass, "one")
                        .dataset("selection")
                        .where("selected")
                        .count())
                .isZero();
        Findings found = surprisal().profile(people);
        assertThatThrownBy(() -> found.dataset("column_entropi"))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot give dataset 'column_entropi': there is none of this name, did you mean 'column_entropy'?");
        assertThatThrownBy(found::informationGain)
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot give dataset 'information_gain': profile gave column_entropy, bins, frequent_values, runs");
        assertThatThrownBy(found::model)
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Cannot give the model: expected one, found none, as profile trains none; train(dataset, label)"
                                + " does");
    }

    /** Each dataset is found by its method, and a test table by its path. */
    @Test
    void accessorsAndATestTable() {
        Findings found = surprisal()
                .option("train.test-path", path)
                .option("train.reg-param", 0.01)
                .train(people, LABEL);
        Map<String, Dataset<Row>> frames = new TreeMap<>(Map.of(
                "column_entropy", found.columnEntropy(),
                "information_gain", found.informationGain(),
                "best_split", found.bestSplit(),
                "selection", found.selection(),
                "coefficients", found.coefficients(),
                "log_loss", found.logLoss()));
        frames.forEach((name, frame) ->
                assertThat(frame.schema()).isEqualTo(found.dataset(name).schema()));
        assertThat(found.logLoss().where("dataset = 'test'").first().<Long>getAs("rows"))
                .isEqualTo(people.where("`label-1` is not null").count());
        assertThat(surprisal().drift(people, people).drift().columns()).contains("js_divergence");
    }
}
