package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that do worse on rows they have not seen than one that knows no feature. */
@ExtendWith(SparkExtension.class)
class NothingLearnedTest {
    private static String notes(String label, String... sets) {
        List<String> args = new ArrayList<>(List.of(
                "train",
                "--label",
                "y",
                "--set",
                "table.query=\"select " + label
                        + " as y, hash(id, 'a') / 1e9D as a, char(65 + pmod(hash(id, 'b'), 26)) as b"
                        + " from range(2000)\"",
                "--set",
                "select.stop=k"));
        for (String set : sets) {
            args.addAll(List.of("--set", set));
        }
        Outcome run = Outcome.of(args.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().replaceAll("\\s+", " ");
    }

    private static final String NOISE = "hash(id, 'y') % 2 = 0";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        boosting | train.boosting.early-stopping=0 | train.boosting.early-stopping = 10 or fewer train.boosting.rounds
        tree | train.tree.pruning=none | train.tree.pruning = mdl
        network | train.network.early-stopping=0 | train.network.early-stopping = 10 or a larger train.reg-param
        """)
    void whatDoesWorseIsSaidWithWhatMayHelp(String model, String set, String help) {
        assertThat(notes(NOISE, "train.models=[" + model + "]", set))
                .containsPattern("Note: " + model + " does worse on the test rows than the shares of the classes"
                        + " \\(information used -[\\d.]+ bits\\): it has learned nothing that holds there; try ")
                .contains("try " + help);
    }

    @Test
    void whatChanceGivesIsCalledThat() {
        assertThat(notes(NOISE, "train.models=[logistic]", "train.reg-param=1", "measure.unit=nats"))
                .containsPattern("Note: logistic does no better on the test rows than the shares of the classes"
                        + " \\(information used -[\\d.e-]+ nats\\): it is no further below 0 than chance gives")
                .doesNotContain("does worse");
    }

    private static String written(Path path, int from, int even, int odd) {
        SparkExtension.session()
                .sql("select char(65 + pmod(hash(id, 'b'), 26)) as b, if(pmod(hash(id, 'y'), 20) <"
                        + " if(pmod(hash(id, 'b'), 26) % 2 = 0, " + even + ", " + odd + "), 'y', 'n') as y from range("
                        + from + ", " + (from + 2000) + ")")
                .write()
                .parquet(path.toString());
        return path.toString();
    }

    @Test
    void classWeightsAreNamed() {
        assertThat(notes("hash(id, 'y') % 20 = 0", "train.models=[logistic]", "train.balance-classes=true"))
                .contains("train.calibration = platt mends");
    }

    @Test
    void whatHoldsIsNoNews() {
        assertThat(notes(
                        "pmod(hash(id, 'b'), 26) + pmod(hash(id, 'y'), 13) > 20",
                        "train.models=[logistic, tree, boosting, network]"))
                .doesNotContain("shares of the classes");
    }

    /** Classes with other shares in the test table: what was learned holds, though the shares there alone do better. */
    @Test
    void otherSharesOfTheClassesAreNotNothing(@TempDir Path folder) {
        Outcome outcome = Outcome.of(
                "train",
                written(folder.resolve("train"), 0, 4, 1),
                "--label",
                "y",
                "--set",
                "train.models=[logistic, boosting]",
                "--set",
                "train.test-path=\"" + written(folder.resolve("test"), 2000, 18, 12) + "\"");
        String run = outcome.out().replaceAll("\\s+", " ");
        assertThat(run)
                .containsPattern("Note: logistic does worse on the test rows than the shares of the classes"
                        + " \\(information used -[\\d.]+ bits\\): they have other shares there than in the training"
                        + " rows, which alone costs 1.4 bits")
                .doesNotContain("learned nothing");
    }
}
