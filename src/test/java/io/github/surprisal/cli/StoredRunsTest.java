package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.metric.Dataset;
import io.github.surprisal.metric.Datasets;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What earlier runs have left, as later runs and readers find it. */
@ExtendWith(SparkExtension.class)
class StoredRunsTest {
    private static final String[] ROWS = {
        "--set",
        "table.query=\"select id % 5 as x, id % 7 as z, if(pmod(hash(id), 100) < 9 * (id % 7), 'b', 'a') as y from range(1000)\"",
        "--set",
        "table.label=y"
    };

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private String name = "out";

    private Outcome surprisal(String command, String... args) {
        List<String> all = new ArrayList<>(List.of(command, "--output", output()));
        all.addAll(List.of(args));
        return Outcome.of(all.toArray(String[]::new));
    }

    private String output() {
        return folder.resolve(name).toString();
    }

    private Outcome done(String command, String runId, String... more) {
        List<String> args = new ArrayList<>(List.of("--set", "run.id=" + runId));
        args.addAll(List.of(more));
        Outcome outcome = surprisal(command, args.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome;
    }

    private static String[] with(String... more) {
        return Stream.concat(Stream.of(ROWS), Stream.of(more)).toArray(String[]::new);
    }

    private MetricReader metrics() {
        return MetricReader.open(session, output());
    }

    /** The names of a dataset's columns as they are documented, and then these. */
    private static List<String> columns(String dataset, String... more) {
        return Stream.concat(
                        Datasets.named(dataset).orElseThrow().columns().stream().map(Dataset.Column::name),
                        Stream.of(more))
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void aReaderSeesWhatCountsAlone() throws IOException {
        // Brackets and braces are patterns to Spark unless they are quoted.
        name = "out [a] {b}";
        done("rank", "01", with());
        done("rank", "2026-11-23", with("--set", "table.weight=z", "--set", "table.features=[x]"));
        done("profile", "1", with("--set", "table.features=[x]"));
        done("rank", "01", with("--set", "table.features=[z]"));

        List<Row> runs = metrics().runs().orderBy("run_id").collectAsList();
        assertThat(runs).extracting(row -> row.getString(0)).containsExactly("01", "1", "2026-11-23");
        assertThat(runs).extracting(row -> row.<Double>getAs("rows")).allMatch(rows -> rows > 0);
        assertThat(metrics().runs().columns())
                .startsWith("run_id", "attempt", "model_path", "reader", "command", "status");
        assertThat(metrics().latest()).isEqualTo("01");
        assertThat(metrics().datasets("1")).containsExactly("bins", "column_entropy", "frequent_values");
        assertThat(metrics().datasets("01"))
                .containsExactly("best_split", "bins", "column_entropy", "frequent_values", "information_gain");

        // What a run that was killed may have left.
        Path gains = Path.of(output(), "information_gain/run_id=01");
        Path part = files(gains).stream()
                .filter(file -> file.getFileName().toString().startsWith("part"))
                .findFirst()
                .orElseThrow();
        Files.copy(part, gains.resolve("part-00000-20990101T000000Z-0123456789abcdef.parquet"));
        List<Row> read = metrics().dataset("information_gain", "01").collectAsList();
        assertThat(read).extracting(row -> row.<String>getAs("feature")).containsExactly("z");
        assertThat(read.get(0).<String>getAs("attempt")).isEqualTo(runs.get(0).getAs("attempt"));
        assertThat(read.get(0).<String>getAs("run_id")).isEqualTo("01");

        assertThatThrownBy(() -> metrics().dataset("drift", "1"))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot read 'drift' of run '1' in '" + output()
                        + "': expected one of bins, column_entropy, frequent_values");
        assertThatThrownBy(() -> metrics().dataset("drift", "2"))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot read run '2' in '" + output()
                        + "': expected one of 01, 1, 2026-11-23, found no such run");
        assertThatThrownBy(() -> MetricReader.open(session, folder + "/nothing"))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot read metrics in '" + folder
                        + "/nothing': expected the output.path of earlier runs, found no run there");
    }

    /** An output of before there were attempts: files without an attempt in their names, no such column. */
    @Test
    void outputsOfBeforeThereWereAttemptsAreRead() throws IOException {
        done("train", "new", with("--set", "count.save=true", "--set", "select.alpha=1"));
        for (String dataset : List.of("counts", "information_gain", "model_fit")) {
            assertThat(metrics().dataset(dataset, "new").columns())
                    .containsExactlyElementsOf(columns(dataset, "attempt", "run_id"));
        }
        Path out = Path.of(output());
        for (String dataset : metrics().datasets("new")) {
            metrics()
                    .dataset(dataset, "new")
                    .drop("attempt", "run_id")
                    .coalesce(1)
                    .write()
                    .parquet(folder + "/old/" + dataset);
            Files.createDirectories(out.resolve(dataset));
            Files.move(folder.resolve("old/" + dataset), out.resolve(dataset + "/run_id=old"));
        }
        String rows = folder.resolve("old/runs").toString();
        metrics()
                .runs()
                .drop("attempt", "model_path", "reader", "run_id")
                .coalesce(1)
                .write()
                .parquet(rows);
        Path row = files(Path.of(rows)).stream()
                .filter(file -> file.toString().endsWith(".parquet")
                        && !file.getFileName().toString().startsWith("."))
                .findFirst()
                .orElseThrow();
        Files.createDirectories(out.resolve("runs/run_id=old"));
        Files.move(row, out.resolve("runs/run_id=old/part-00000.snappy.parquet"));
        Files.createDirectories(out.resolve("model"));
        String model = metrics().runs().where("run_id = 'new'").first().getAs("model_path");
        Files.move(Path.of(java.net.URI.create(model)), out.resolve("model/run_id=old"));

        assertThat(metrics().runs().where("run_id = 'old'").first().<String>getAs("attempt"))
                .isNull();
        assertThat(metrics().dataset("information_gain", "old").count()).isEqualTo(2);
        done("rank", "merged", "--set", "table.label=y", "--set", "count.merge=[old]");
        assertThat(metrics()
                        .dataset("information_gain", "merged")
                        .drop("attempt", "run_id")
                        .collectAsList())
                .isEqualTo(metrics()
                        .dataset("information_gain", "old")
                        .drop("attempt", "run_id")
                        .collectAsList());
        done("train", "begun", with("--set", "train.warm-start=old", "--set", "select.alpha=1"));
        double before = metrics().dataset("model_fit", "old").first().getAs("objective");
        assertThat(metrics()
                        .dataset("objective_history", "begun")
                        .where("iteration = 0")
                        .first()
                        .<Double>getAs("objective"))
                .isEqualTo(before, within(1e-12));

        done("profile", "old", with());
        assertThat(metrics().datasets("old")).containsExactly("bins", "column_entropy", "frequent_values");
        assertThat(files(out))
                .noneMatch(file -> file.toString().contains("run_id=old")
                        && Stream.of("/column_entropy/", "/bins/", "/frequent_values/", "/runs/")
                                .noneMatch(file.toString()::contains));
    }

    @Test
    void damagedCountsAndModelsAreSaidAsTheyAre() throws IOException {
        done("train", "a", with("--set", "count.save=true", "--set", "select.alpha=1"));
        Path out = Path.of(output());
        String counts = output() + "/counts/run_id=a";
        for (Path file : files(Path.of(counts))) {
            Files.write(file, "not Parquet at all".getBytes(StandardCharsets.UTF_8));
        }
        Outcome merged = surprisal("rank", with("--set", "count.merge=[a]"));
        assertThat(merged.code()).isEqualTo(2);
        assertThat(merged.err())
                .startsWith(
                        "surprisal: Cannot merge the counts in '" + counts + "': they are damaged, or are no counts: ")
                .contains("part-0000")
                .endsWith("; let the run that saved them run again with count.save = true" + System.lineSeparator())
                .hasLineCount(1);

        String model = output() + "/model/run_id=a";
        for (Path file : files(out.resolve("model"))) {
            if (file.toString().endsWith(".parquet")) {
                Files.write(file, "not Parquet at all".getBytes(StandardCharsets.UTF_8));
            }
        }
        Outcome begun = surprisal("train", with("--set", "train.warm-start=a", "--set", "select.alpha=1"));
        assertThat(begun.code()).isEqualTo(2);
        assertThat(begun.err())
                .startsWith(
                        "surprisal: Cannot begin from the model in '" + model + "': it is damaged, or is no model: ")
                .contains(".parquet")
                .endsWith("; train it again, or leave train.warm-start out" + System.lineSeparator())
                .hasLineCount(1);
        done("profile", "without", with());
        assertThat(surprisal("train", with("--set", "train.warm-start=without")).err())
                .endsWith(
                        "expected a model that was saved by a run, found none; its run's row in runs says in model_path where it"
                                + " is" + System.lineSeparator())
                .hasLineCount(1);
    }

    /** A folder of counts may be copied to where no row says which attempt counts. */
    @Test
    void countsThatWereCopiedAreThoseOfOneAttempt() throws IOException {
        done("rank", "a", with("--set", "count.save=true"));
        Path copied = folder.resolve("elsewhere/counts/run_id=a");
        Files.createDirectories(copied);
        for (Path file : files(Path.of(output() + "/counts/run_id=a"))) {
            Files.copy(file, copied.resolve(file.getFileName()));
        }
        done("rank", "b", "--set", "table.label=y", "--set", "count.merge=[\"" + copied + "\"]");
        assertThat(metrics()
                        .dataset("column_entropy", "b")
                        .drop("attempt", "run_id")
                        .collectAsList())
                .isEqualTo(metrics()
                        .dataset("column_entropy", "a")
                        .drop("attempt", "run_id")
                        .collectAsList());
        Path first = files(copied).stream()
                .filter(file -> file.getFileName().toString().startsWith("part"))
                .findFirst()
                .orElseThrow();
        Files.copy(first, copied.resolve("part-00000-20200101T000000Z-0123456789abcdef.parquet"));
        Outcome two = surprisal("rank", "--set", "table.label=y", "--set", "count.merge=[\"" + copied + "\"]");
        assertThat(two.code()).isEqualTo(2);
        assertThat(two.err())
                .contains("Cannot read '" + copied
                        + "': it has files of the attempts 20200101T000000Z-0123456789abcdef, ")
                .contains("says which one counts");
    }

    @Test
    void theSameCountsAreNotMergedTwice() {
        done("profile", "one", with("--set", "count.save=true"));
        for (String twice : List.of("[one, one]", "[one, latest]", "[one, \"" + output() + "/counts/run_id=one/\"]")) {
            Outcome run = surprisal("profile", "--set", "run.id=sum", "--set", "count.merge=" + twice);
            assertThat(run.code()).as(run.err()).isEqualTo(2);
            assertThat(run.err())
                    .contains("Key 'count.merge': expected counts that are named once, found those of")
                    .contains("/counts/run_id=one twice");
        }
    }
}
