package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of a few columns is the same alone and beside others that encode the same columns in other ways. */
@ExtendWith(SparkExtension.class)
class ModelsTogetherTest {
    private static final int ROWS = 6_000;

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    /** Three hundred categories that tell something, and a number of many values that does. */
    private Path table() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        List<String> lines = new ArrayList<>(List.of("x,k,y"));
        for (int row = 0; row < ROWS; row++) {
            int category = random.nextInt(300);
            double number = random.nextDouble();
            boolean isYes = random.nextDouble() < (category % 3 == 0 ? 0.7 : 0.2) + (number > 0.6 ? 0.2 : 0);
            lines.add(String.format(Locale.ROOT, "%.5f,k%03d,%s", number, category, isYes ? "yes" : "no"));
        }
        return Files.write(folder.resolve("table.csv"), lines);
    }

    private List<String> figures(Path table, String models, String model, String... sets) {
        Path out = folder.resolve("out-" + models.replace(",", "-"));
        List<String> all = new ArrayList<>(List.of(
                "train",
                table.toString(),
                "--label",
                "y",
                "--output",
                out.toString(),
                "--set",
                "train.models=[" + models + "]",
                "--set",
                "select.stop=k"));
        for (String set : sets) {
            all.addAll(List.of("--set", set));
        }
        Outcome run = Outcome.of(all.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return session.read()
                .parquet(out.resolve("log_loss").toString())
                .where("model = '" + model + "'")
                .drop("run_id", "attempt")
                .orderBy("dataset")
                .toJSON()
                .collectAsList();
    }

    @ParameterizedTest
    @CsvSource({"tree", "boosting", "adaboost"})
    void aTreeBesideALinearModelIsTheTreeAlone(String model) throws IOException {
        Path table = table();
        String[] sets = {"train.boosting.rounds=5", "train.adaboost.rounds=5"};
        assertThat(figures(table, "logistic," + model, model, sets)).isEqualTo(figures(table, model, model, sets));
    }

    /** Numbers make blocks shorter, and more columns make more partitions: what is held out stays the same rows. */
    @ParameterizedTest
    @CsvSource({
        "boosting, logistic, train.boosting.early-stopping=2",
        "boosting, logistic, train.calibration=platt",
        "tree, logistic, train.tree.pruning=cost-complexity"
    })
    void rowsHeldOutAreTheSameBesideALinearModel(String model, String beside, String set) throws IOException {
        Path table = numbers();
        String[] sets = {set, "train.boosting.rounds=30", "select.k=30"};
        assertThat(figures(table, model + "," + beside, model, sets)).isEqualTo(figures(table, model, model, sets));
    }

    /** Thirty numbers of which some tell. */
    private Path numbers() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        List<String> lines = new ArrayList<>(
                List.of(IntStream.range(0, 30).mapToObj(i -> "x" + i).collect(Collectors.joining(",")) + ",y"));
        for (int row = 0; row < 20_000; row++) {
            double[] numbers = random.doubles(30).toArray();
            boolean isYes = random.nextDouble() < 0.2 + 0.3 * numbers[0] + 0.3 * numbers[1] * numbers[2];
            lines.add(Arrays.stream(numbers)
                            .mapToObj(x -> String.format(Locale.ROOT, "%.3f", x))
                            .collect(Collectors.joining(","))
                    + (isYes ? ",yes" : ",no"));
        }
        return Files.write(folder.resolve("numbers.csv"), lines);
    }

    @Test
    void binsOfSeveralModelsAreTheirOwn() throws IOException {
        Path table = table();
        String[] sets = {
            "train.numeric=bins", "train.boosting.bins=16", "train.boosting.rounds=5", "train.tree.pruning=none"
        };
        List<String> alone = figures(table, "tree", "tree", sets);
        assertThat(figures(table, "logistic,boosting,tree", "tree", sets)).isEqualTo(alone);
    }

    /** Categories that share a term in the model are apart in the selection. */
    @ParameterizedTest
    @ValueSource(strings = {"train.min-category-rows=21", "train.max-categories=5"})
    void selectionKnowsNothingOfSharedTerms(String set) throws IOException {
        Path table = table();
        figures(table, "logistic", "logistic", "run.id=apart", "select.on=all");
        figures(table, "logistic", "logistic", "run.id=together", "select.on=all", set);
        assertThat(selection("together")).hasSize(2).isEqualTo(selection("apart"));
    }

    private List<String> selection(String run) {
        return session.read()
                .parquet(folder.resolve("out-logistic/selection").toString())
                .where("run_id = '" + run + "'")
                .drop("run_id", "attempt")
                .orderBy("feature")
                .toJSON()
                .collectAsList();
    }

    @Test
    void classesThatTreesCannotTellApartAreRefusedBeforeAnyModel() throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,y"));
        for (int row = 0; row < 3_000; row++) {
            lines.add(row % 600 + ",c" + row % 300);
        }
        Path table = Files.write(folder.resolve("classes.csv"), lines);
        Outcome run = Outcome.on(
                Map.of("SURPRISAL_PROGRESS", "true"),
                "train",
                table.toString(),
                "--label",
                "y",
                "--set",
                "train.models=[logistic,tree]",
                "--set",
                "select.stop=k");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("Cannot train tree on label 'y': expected at most 256 classes, found 300")
                .contains("counting")
                .doesNotContain("training logistic");
    }
}
