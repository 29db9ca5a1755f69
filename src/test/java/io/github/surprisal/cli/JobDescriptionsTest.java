package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.ml.InformationGainSelector;
import io.github.surprisal.ml.MdlpDiscretizer;
import io.github.surprisal.ml.SoftmaxRegression;
import io.github.surprisal.spark.JobDescription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Spark's web interface says of every job what it does, not which line of code ran it. */
@ExtendWith(SparkExtension.class)
class JobDescriptionsTest {
    private final SparkSession session = SparkExtension.session();
    private final List<String> jobs = new CopyOnWriteArrayList<>();

    private final SparkListener listener = new SparkListener() {
        @Override
        public void onJobStart(SparkListenerJobStart start) {
            String description = start.properties().getProperty("spark.job.description");
            jobs.add(
                    description != null
                            ? description
                            : "NONE: " + start.stageInfos().head().name());
        }
    };

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        session.sparkContext().addSparkListener(listener);
    }

    @AfterEach
    void stopListening() {
        session.sparkContext().removeSparkListener(listener);
    }

    /** What the jobs since the last time were called. */
    private List<String> described() throws Exception {
        session.sparkContext().listenerBus().waitUntilEmpty();
        List<String> since = List.copyOf(jobs);
        jobs.clear();
        assertThat(since).isNotEmpty();
        assertThat(since.stream().filter(description -> description.startsWith("NONE")))
                .isEmpty();
        return since;
    }

    private void surprisal(int code, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(Main.execute(
                        args,
                        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(code);
    }

    /** A command, its first argument, with options after it. */
    private static String[] with(String[] options, String command, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Path people(String format) {
        Path path = folder.resolve("people." + format);
        session.range(0, 4000, 1, 3)
                .selectExpr(
                        "concat('u', id % 37) as town",
                        "sqrt(id % 1000) as size",
                        "id % 5 as shelf",
                        "if(id % 2 = 0, 'f', 'm') as sex",
                        "if((id % 37) % 3 = 0 or id % 5 = 1 or id % 1000 > 800, 'yes', 'no') as bought")
                .write()
                .option("header", "true")
                .format(format)
                .save(path.toString());
        session.sparkContext().setJobDescription(null);
        return path;
    }

    @Test
    void ofAWholeRun() throws Exception {
        String output = folder.resolve("out").toString();
        for (String format : List.of("csv", "parquet")) {
            String path = people(format).toString();
            session.sparkContext().listenerBus().waitUntilEmpty();
            jobs.clear();
            surprisal(
                    0,
                    "run",
                    path,
                    "--label",
                    "bought",
                    "--groups",
                    "sex",
                    "--output",
                    output,
                    "--set",
                    "run.id=" + format,
                    "--set",
                    "count.save=true",
                    "--set",
                    "train.models=[logistic]",
                    "--set",
                    "train.test-path=" + path,
                    "--set",
                    "train.calibration=platt");
            List<String> described = described();
            assertThat(described)
                    .contains("counting 5 columns of people." + format)
                    .contains("writing the counts", "saving the models")
                    .contains("training logistic, the first look at the rows", "training logistic, pass 1")
                    .contains("training logistic, pass 2")
                    .anyMatch(job -> job.matches("selecting: counting \\d+ columns with \\d+ others"))
                    .contains("evaluating logistic on 3 groups", "encoding people." + format);
            if (format.equals("csv")) {
                assertThat(described).contains("finding the types of 5 CSV columns");
            }
        }
    }

    @Test
    void ofEverythingElse() throws Exception {
        String output = folder.resolve("out").toString();
        String[] query = {
            "--set",
            "table.query=select a.*, if(b.other % 3 = 0, 1, 0) as y, b.name from range(5000) a join"
                    + " (select id as other, concat('n', id) as name from range(7)) b on a.id % 7 = b.other"
                    + " where a.id < (select max(id) from range(4000))",
            "--set",
            "table.label=y",
            "--set",
            "table.weight=id",
            "--output",
            output
        };
        surprisal(0, with(query, "rank", "--set", "run.id=first", "--set", "count.save=true"));
        assertThat(described()).contains("counting 3 columns of query");
        surprisal(
                0,
                with(
                        query,
                        "train",
                        "--set",
                        "run.id=second",
                        "--set",
                        "train.models=[logistic]",
                        "--set",
                        "train.engine=mllib",
                        "--set",
                        "select.on=all"));
        assertThat(described()).contains("training logistic by MLlib");
        surprisal(0, with(query, "drift", "--set", "drift.reference.run=first", "--set", "run.id=third"));
        described();
        surprisal(0, with(query, "train", "--set", "train.warm-start=" + output + "/model/run_id=second"));
        assertThat(described()).contains("reading the model to begin from");
        surprisal(0, "show", output, "information_gain", "--run", "first", "--where", "information_gain >= 0");
        assertThat(described()).contains("showing information_gain");
        surprisal(0, "show", output);
        described();
        surprisal(0, "sql", output, "--run", "second");
        assertThat(described()).contains("reading model logistic");
        surprisal(0, "generate", "--output", folder.resolve("made").toString(), "--set", "generate.rows=1000");
        assertThat(described()).contains("generating 1000 rows");
    }

    @Test
    void ofStagesOfAPipeline() throws Exception {
        Dataset<Row> rows = session.range(0, 2000, 1, 3)
                .selectExpr("id % 7 as a", "sqrt(id % 100) as b", "id % 3 as c", "cast(id % 2 as double) as label");
        jobs.clear();
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    new MdlpDiscretizer()
                            .setInputCols("b")
                            .setOutputCols("bins")
                            .setLabelCol("label"),
                    new InformationGainSelector()
                            .setInputCols("a", "bins", "c")
                            .setOutputCol("chosen")
                            .setLabelCol("label"),
                    new SoftmaxRegression().setInputCols("b", "bins").setMaxIter(5)
                })
                .fit(rows);
        assertThat(described()).anyMatch(job -> job.startsWith("counting "));
        save(model);
        assertThat(described()).contains("saving the test's pipeline", "saving a model");
        JobDescription.run(
                session.sparkContext(),
                "the test's own",
                () -> PipelineModel.load(folder.resolve("model").toString()));
        assertThat(described()).contains("the test's own", "reading a model");
    }

    private void save(PipelineModel model) throws IOException {
        JobDescription.run(session.sparkContext(), "saving the test's pipeline", () -> {
            try {
                model.save(folder.resolve("model").toString());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void theCallersDescriptionComesBack() {
        session.sparkContext().setJobDescription("mine");
        try {
            String inside = JobDescription.during(session.sparkContext(), "ours", () -> session.sparkContext()
                    .getLocalProperty("spark.job.description"));
            assertThat(inside).isEqualTo("ours");
            assertThat(session.sparkContext().getLocalProperty("spark.job.description"))
                    .isEqualTo("mine");
        } finally {
            session.sparkContext().setJobDescription(null);
        }
    }
}
