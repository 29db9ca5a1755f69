package io.github.surprisal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.cluster.TaskFence.Mode;
import io.github.surprisal.cluster.TaskFence.Phase;
import io.github.surprisal.metric.MetricReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program on a real cluster in which things die: a run ends well with the bits of a run that nothing has happened to, or the
 * output is as it was. {@code mvn verify -Pcluster}; with {@code -Dcluster.short} the half that takes three minutes.
 */
@ExtendWith(SparkExtension.class)
class ClusterFaultsTest {
    private static final String SHORT = "cluster.short";
    /** Where nothing happens trees grow in one task, else each level is a job: the bits are the same. */
    private static final String TREES_IN_ONE_TASK = "spark.surprisal.trees.taskCells=1000000000";

    private static final int FILES = 8;
    private static final String ID = "faults";

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static Map<String, List<String>> undisturbed;
    private static final Report REPORT = new Report();

    @BeforeAll
    static void start() throws Exception {
        // Four partitions of encoded rows, so that training and selection have tasks to lose.
        SparkExtension.session()
                .range(0, 200_000, 1, FILES)
                .selectExpr(
                        "concat('town ', hash(id, 1) % 40) as town",
                        "concat('user ', hash(id, 2) % 3000) as user",
                        "hash(id, 3) % 7 as shelf",
                        "sqrt(abs(hash(id, 4)) % 1000) as size",
                        "abs(hash(id, 5) % 100000) / 1000.0D as price",
                        "if(hash(id, 6) % 2 = 0, 'web', 'shop') as door",
                        "if(hash(id, 1) % 40 > 5 or hash(id, 3) % 7 = 1 or abs(hash(id, 4)) % 1000 + hash(id, 7) % 300 > 800,"
                                + " 'yes', 'no') as bought")
                .write()
                .parquet(table());
        cluster = new Cluster(Files.createDirectory(folder.resolve("cluster")));
        cluster.addWorker();
        cluster.addWorker();
        begin("undisturbed", Mode.PASS, TREES_IN_ONE_TASK).awaitSuccess();
        undisturbed = figures(output("undisturbed"));
        assertThat(undisturbed)
                .containsKeys(
                        "column_entropy", "information_gain", "selection", "coefficients", "log_loss", "tree_nodes");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        System.out.println(REPORT.table());
    }

    private static String table() {
        return folder.resolve("table").toString();
    }

    private static Path output(String name) {
        return folder.resolve("out").resolve(name);
    }

    private static Program begin(String name, Mode mode, String... options) throws IOException {
        cluster.awaitIdle();
        return begin(name, name, mode, options);
    }

    private static Program begin(String name, String output, Mode mode, String... options) throws IOException {
        return Program.start(
                cluster,
                mode,
                folder.resolve("signals").resolve(name),
                List.of(options),
                List.of(
                        "train",
                        table(),
                        "--label",
                        "bought",
                        "--groups",
                        "door",
                        "--output",
                        output(output).toString(),
                        "--set",
                        "run.id=" + ID,
                        "--set",
                        "count.save=true",
                        "--set",
                        "select.k=4",
                        "--set",
                        "train.reg-param=0.001",
                        "--set",
                        "train.models=[logistic, tree, boosting]",
                        "--set",
                        "train.boosting.rounds=3"));
    }

    /** Every dataset of the run as sorted rows, without what tells one attempt from another. */
    private static Map<String, List<String>> figures(Path output) {
        SparkSession session = SparkExtension.session();
        MetricReader metrics = MetricReader.open(session, output.toString());
        Map<String, List<String>> figures = new TreeMap<>();
        for (String dataset : metrics.datasets(ID)) {
            figures.put(
                    dataset,
                    metrics.dataset(dataset, ID).drop("run_id", "attempt", "seconds").collectAsList().stream()
                            .map(Row::toString)
                            .sorted()
                            .toList());
        }
        return figures;
    }

    private static void assertSameBits(String output) {
        Map<String, List<String>> found = figures(output(output));
        assertThat(found.keySet()).isEqualTo(undisturbed.keySet());
        found.forEach(
                (dataset, rows) -> assertThat(rows).as(dataset).containsExactlyElementsOf(undisturbed.get(dataset)));
    }

    /** Files of this output that are not of the attempt that counts. */
    private static List<String> leftBehind(Path output) throws IOException {
        String attempt = attempt(output);
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> output.relativize(file).toString())
                    .filter(file -> !file.contains(attempt) && !file.startsWith("runs/") && !file.equals("report.html"))
                    .toList();
        }
    }

    private static String attempt(Path output) {
        return MetricReader.open(SparkExtension.session(), output.toString())
                .runs()
                .first()
                .getAs("attempt");
    }

    @Test
    void executorsAreKilled() throws Exception {
        Program program = begin("executors", Mode.HOLD);
        for (Phase phase : Phase.values()) {
            REPORT.tried("executor killed", phase);
            program.awaitHeld(phase).destroyForcibly();
            program.open(phase);
        }
        end(program, "executors", "executor killed");
    }

    @Test
    @DisabledIfSystemProperty(named = SHORT, matches = "true")
    void workersAreKilled() throws Exception {
        Program program = begin("workers", Mode.HOLD);
        for (Phase phase : Phase.values()) {
            REPORT.tried("worker killed", phase);
            cluster.killWorkerOf(program.awaitHeld(phase));
            program.open(phase);
            cluster.addWorker();
        }
        end(program, "workers", "worker killed");
    }

    /** The driver dies in each phase of a run that is to replace another; the one after that succeeds. */
    @Test
    void theDriverIsKilled() throws Exception {
        Path output = output("driver");
        copy(output("undisturbed"), output);
        String old = attempt(output);
        List<Phase> phases = Boolean.getBoolean(SHORT) ? List.of(Phase.TRAIN) : List.of(Phase.values());
        for (Phase phase : phases) {
            REPORT.tried("driver killed", phase);
            Program program = begin("driver-" + phase, "driver", Mode.HOLD);
            for (Phase before : Phase.values()) {
                if (before.compareTo(phase) < 0) {
                    program.open(before);
                }
            }
            program.awaitHeld(phase);
            program.kill();
            cluster.awaitIdle();
            assertThat(attempt(output)).as("the run that counts").isEqualTo(old);
            assertSameBits("driver");
        }
        assertThat(leftBehind(output)).as("what dead attempts left").isNotEmpty();
        age(output, old);
        begin("driver-again", "driver", Mode.PASS).awaitSuccess();
        assertThat(attempt(output)).isNotEqualTo(old);
        assertThat(leftBehind(output)).isEmpty();
        assertSameBits("driver");
        phases.forEach(phase -> REPORT.same("driver killed", phase));
    }

    /** As if the dead attempts had been dead for longer than any run waits. */
    private static void age(Path output, String counting) throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(8)));
        try (Stream<Path> paths = Files.walk(output)) {
            for (Path path :
                    paths.filter(path -> !path.toString().contains(counting)).toList()) {
                Files.setLastModifiedTime(path, old);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            paths.forEach(path -> {
                try {
                    Path target = to.resolve(from.relativize(path).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(path, target);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Tasks are bounded by bytes, not by the cores that there were at first: so a worker that joins finds some left to do. */
    @Test
    void aWorkerJoinsLate() throws Exception {
        REPORT.tried("worker joins", Phase.COUNT);
        cluster.awaitIdle();
        cluster.kill(cluster.workers().get(0));
        Program program = begin("late", Mode.HOLD);
        program.awaitHeld(Phase.COUNT);
        List<String> before = executors(program);
        assertThat(before).hasSize(1);
        cluster.addWorker();
        Cluster.await("a task on the late worker", () -> executors(program).size() == 2);
        for (Phase phase : Phase.values()) {
            program.open(phase);
        }
        end(program, "late", "worker joins", Phase.COUNT);
        String counting = program.names(Phase.COUNT.held())
                .map(name -> name.substring(Phase.COUNT.held().length()).split("\\.")[2])
                .findFirst()
                .orElseThrow();
        int least = Math.toIntExact(bytes() / Program.PART_BYTES);
        assertThat(program.names("task." + counting + ".")
                        .map(name -> name.split("\\.")[2])
                        .distinct()
                        .toList())
                .as("tasks that count")
                .hasSizeBetween(least, least + FILES);
    }

    private static long bytes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(table()))) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static List<String> executors(Program program) {
        return program.names(Phase.COUNT.held())
                .map(name -> name.substring(Phase.COUNT.held().length()).split("\\.")[1])
                .distinct()
                .toList();
    }

    @Test
    @DisabledIfSystemProperty(named = SHORT, matches = "true")
    void slowTasksAreStartedTwice() throws Exception {
        for (Phase phase : Phase.values()) {
            REPORT.tried("task stalls", phase);
        }
        Program program = begin(
                "speculation",
                Mode.STALL,
                "spark.speculation=true",
                "spark.speculation.interval=100ms",
                "spark.speculation.quantile=0.25",
                "spark.speculation.multiplier=1.5");
        end(program, "speculation", "task stalls");
        assertThat(program.names("stalled.")).hasSize(Phase.values().length);
    }

    @Test
    void tasksFail() throws Exception {
        for (Phase phase : Phase.values()) {
            REPORT.tried("tasks fail", phase);
        }
        Program program = begin("failing", Mode.FAIL);
        end(program, "failing", "tasks fail");
        assertThat(program.names("failed.").count()).isGreaterThan(5);
    }

    @Test
    @DisabledIfSystemProperty(named = SHORT, matches = "true")
    void executorsAreSmall() throws Exception {
        for (Phase phase : Phase.values()) {
            REPORT.tried("512 MB", phase);
        }
        end(begin("small", Mode.PASS, "spark.executor.memory=512m"), "small", "512 MB");
    }

    private static void end(Program program, String output, String fault) throws Exception {
        end(program, output, fault, Phase.values());
    }

    private static void end(Program program, String output, String fault, Phase... phases) throws Exception {
        program.awaitSuccess();
        for (Phase phase : phases) {
            REPORT.survived(fault, phase);
        }
        assertSameBits(output);
        assertThat(leftBehind(output(output))).isEmpty();
        for (Phase phase : phases) {
            REPORT.same(fault, phase);
        }
    }

    /** What was tried and what came of it. */
    private static final class Report {
        private enum Outcome {
            TRIED,
            SURVIVED,
            SAME
        }

        private final Map<String, Map<Phase, Outcome>> rows = new TreeMap<>();

        void tried(String fault, Phase phase) {
            note(fault, phase, Outcome.TRIED);
        }

        void survived(String fault, Phase phase) {
            note(fault, phase, Outcome.SURVIVED);
        }

        void same(String fault, Phase phase) {
            note(fault, phase, Outcome.SAME);
        }

        private void note(String fault, Phase phase, Outcome outcome) {
            rows.computeIfAbsent(fault, any -> new TreeMap<>()).put(phase, outcome);
        }

        String table() {
            List<String> lines = new ArrayList<>();
            lines.add(String.format(Locale.ROOT, "%n%-16s %-8s %-9s %s", "fault", "during", "survived", "same bits"));
            int survived = 0;
            int same = 0;
            int tried = 0;
            for (Map.Entry<String, Map<Phase, Outcome>> row : rows.entrySet()) {
                for (Map.Entry<Phase, Outcome> one : row.getValue().entrySet()) {
                    boolean lives = one.getValue().compareTo(Outcome.SURVIVED) >= 0;
                    boolean equal = one.getValue() == Outcome.SAME;
                    tried++;
                    survived += lives ? 1 : 0;
                    same += equal ? 1 : 0;
                    lines.add(String.format(
                            Locale.ROOT,
                            "%-16s %-8s %-9s %s",
                            row.getKey(),
                            one.getKey().name().toLowerCase(Locale.ROOT),
                            lives ? "yes" : "NO",
                            equal ? "yes" : "NO"));
                }
            }
            lines.add(
                    String.format(Locale.ROOT, "%d tried, %d survived, %d with the same bits", tried, survived, same));
            return String.join(System.lineSeparator(), lines);
        }
    }
}
