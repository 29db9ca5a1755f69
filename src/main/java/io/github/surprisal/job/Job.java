package io.github.surprisal.job;

import io.github.surprisal.console.View;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.StoredSum;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.EncodedTable.GroupName;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.evaluate.Attribution;
import io.github.surprisal.evaluate.Coefficient;
import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.evaluate.Evaluator;
import io.github.surprisal.job.texts.NumbersAsText;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.metric.MetricWriter;
import io.github.surprisal.metric.Run;
import io.github.surprisal.ml.Pipelines;
import io.github.surprisal.select.Selection;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.WarmStart;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/** A whole job: the rooms in order. */
public final class Job {
    /** What a job does. Each one but the last two does what the one before it does, and more. */
    public enum Command {
        PROFILE,
        RANK,
        SELECT,
        TRAIN,
        /** Whatever the config asks for. */
        RUN;

        /** Its name on the command line. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean ranks(JobConfig config) {
            return this != PROFILE && !config.table().label().isEmpty();
        }

        boolean selects(JobConfig config) {
            return this != RANK && ranks(config);
        }

        boolean trains(JobConfig config) {
            return this == TRAIN
                    || (this == RUN
                            && selects(config)
                            && !config.train().models().isEmpty());
        }
    }

    private final SparkSession session;
    private final JobConfig config;
    private final Command command;
    private final Stages stages;
    private final View view;
    private final boolean keeps;
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, PipelineModel> models = new LinkedHashMap<>();
    private String summaryText = "";
    private String nothingToTrainOn = "";

    private Job(
            SparkSession session,
            JobConfig config,
            Command command,
            View view,
            Consumer<String> progress,
            boolean keeps) {
        this.session = session;
        this.config = config;
        this.command = command;
        this.view = view;
        this.stages = new Stages(progress);
        this.keeps = keeps;
    }

    /**
     * Runs a job and writes its datasets, if the config says where.
     *
     * @param view how much of the summary is shown
     * @param out where the summary goes
     * @param progress where each stage says what it does and how long it took
     * @throws UserException for what the user can mend; nothing written before is lost
     */
    public static void run(
            SparkSession session, JobConfig config, Command command, View view, PrintStream out, PrintStream progress) {
        Job job = new Job(session, config, command, view, progress::println, false);
        Results results = job.run();
        job.warnings.forEach(warning -> out.print(view.wrap("Note: ", "  ", warning)));
        out.print(job.summaryText);
        results.conclude(view, out);
        job.check(config.writes() ? "; what was counted and selected is written" : "");
    }

    /**
     * Runs a job for a program: its datasets and models are handed over, and written only if the config says where.
     *
     * @param progress is told what each stage does and how long it took
     * @throws UserException for what the user can mend
     */
    public static Outcome find(SparkSession session, JobConfig config, Command command, Consumer<String> progress) {
        Job job = new Job(session, config, command, View.ofDefaults(), progress, true);
        Results results = job.run();
        job.check("");
        return new Outcome(
                results.frames(),
                Collections.unmodifiableMap(job.models),
                List.copyOf(job.warnings),
                List.of(),
                job.summaryText);
    }

    /** Says what would be read, counted and trained. Runs no Spark job. */
    public static void explain(SparkSession session, JobConfig config, Command command, View view, PrintStream out) {
        Job job = new Job(session, config, command, view, out::println, false);
        out.print(Explanation.of(job.table(job.stored()), config, command, view));
    }

    private void check(String whatIsThere) {
        if (!nothingToTrainOn.isEmpty() && command == Command.TRAIN) {
            throw new UserException(nothingToTrainOn + whatIsThere);
        }
    }

    /** @return what was found, closed */
    private Results run() {
        Instant start = Instant.now();
        OutputPlace.check(session, config.output().path(), config.table().source());
        OutputPlace.check(
                session, config.output().path(), List.of(config.train().testPath()));
        StoredSum stored = config.count().merge().isEmpty()
                ? StoredSum.none()
                : stages.run("read", "looking at stored counts", this::stored);
        Table table = stages.run("read", "reading the schema of the table", () -> table(stored));
        OutputPlace.check(session, config.output().path(), config.table().source(), table.input());
        if (command.ranks(config)) {
            stages.run("read", "looking at the label", () -> LabelCheck.first(table, config.table()));
        }
        warnings.addAll(table.notes());
        warnings.addAll(UnusedCuts.notes(table, config.measure()));
        Table test = testTable(table);
        Optional<WarmStart> warmStart = warmStart();
        try (Results results = Results.open(session, config, stages, table.hasWeight(), keeps)) {
            Counts counts = stages.run(
                    "count",
                    "counting "
                            + Names.counted(table.features().size() + (table.hasLabel() ? 1 : 0), "column")
                            + " in one scan",
                    () -> CountScan.count(table, config.count(), stored, cells -> results.writer()
                            .ifPresent(writer -> writer.writeCounts(cells))));
            warnings.addAll(NumbersAsText.notes(counts));
            warnings.addAll(LoweredLimit.notes(counts, config.count().maxCategories()));
            warnings.addAll(Weights.notes(counts, config.table(), command.ranks(config)));
            if (command.ranks(config)) {
                boolean selectsOnly = command.selects(config) && !command.trains(config);
                LabelCheck.counted(table, config.table(), counts, selectsOnly).ifPresent(warnings::add);
            }
            Measures measures = stages.run(
                    "measure",
                    "measuring",
                    () -> Measurer.measure(counts, config.measure(), PipelineSources.sql(table)));
            results.write("measures", writer -> writer.write(measures, command.ranks(config)));
            Summary summary = new Summary(counts, config.measure().unit(), view);
            summary.measures(measures, command.ranks(config));

            if (command.selects(config)) {
                try (Choice choice = new Choice(config, table, counts, measures, command.trains(config), stages)) {
                    Selection selection = choice.selection();
                    warnings.addAll(choice.notes());
                    results.write(
                            "the selection",
                            writer -> writer.write(selection, config.measure().unit()));
                    summary.selection(selection, config.select().alpha());
                    if (command.trains(config) && selection.selected().isEmpty()) {
                        nothingToTrainOn =
                                "Cannot train: no feature passed select.alpha and select.min-gain, expected at least one; with select.stop = k the best"
                                        + " select.k are taken whatever they tell";
                        if (command != Command.TRAIN) {
                            warnings.add(nothingToTrainOn);
                        }
                    } else if (command.trains(config)) {
                        Trainer.check(
                                config.train(), counts.label(), counts.classes().size());
                        train(table, test, counts, measures, choice, warmStart, results, summary);
                    }
                }
            }
            results.commit(runOf(table, counts, start));
            results.note().ifPresent(warnings::add);
            summaryText = summary.text();
            return results;
        }
    }

    private StoredSum stored() {
        StoredCounts counts = new StoredCounts(session, config);
        StoredSum stored = counts.sum();
        warnings.addAll(counts.notes());
        return stored;
    }

    private Table table(StoredSum stored) {
        return config.table().source() instanceof Source.None && !stored.added().isEmpty()
                ? stored.added().get(0).table(session, config.table())
                : TableReader.read(session, config.table());
    }

    private Table testTable(Table table) {
        String path = config.train().testPath();
        return command.trains(config) && !path.isEmpty()
                ? stages.run(
                        "read",
                        "reading the schema of the test table",
                        () -> TableReader.readLike(session, config.table(), path, table))
                : table;
    }

    private Optional<WarmStart> warmStart() {
        String path = config.train().options().warmStart();
        return command.trains(config) && !path.isEmpty()
                ? Optional.of(stages.run(
                        "read",
                        "reading the model to begin from",
                        () -> Pipelines.warmStart(session, path, MetricReader.model(session, path))))
                : Optional.empty();
    }

    private void train(
            Table table,
            Table test,
            Counts counts,
            Measures measures,
            Choice choice,
            Optional<WarmStart> warmStart,
            Results results,
            Summary summary) {
        List<String> selected = choice.selection().selected();
        List<String> classes = counts.classes().texts();
        Map<GroupName, Double> held = stages.run(
                "evaluate",
                "adding up what the features tell",
                () -> Evaluator.held(measures.gains().stream(), Set.copyOf(selected)));
        boolean ownTest = !config.train().testPath().isEmpty();
        Encoding whole = choice.encoding();
        List<EncodedTable> tables = new ArrayList<>();
        List<Summary.Trained> trained = new ArrayList<>();
        try {
            tables.add(choice.encoded());
            for (String name : config.train().models()) {
                Learner learner = Learner.of(name, config.train(), warmStart);
                Encoding encoding = choice.encoding(learner);
                long began = System.nanoTime();
                Model model = stages.run(
                        "train",
                        "training " + name,
                        () -> Trainer.train(
                                only(tables.get(0), whole, encoding), encoding, classes, config.train(), learner));
                double seconds = (System.nanoTime() - began) / 1e9;
                warnings.addAll(model.warnings());
                if (ownTest && tables.size() == 1) {
                    tables.add(stages.run(
                            "encode",
                            "encoding the test table",
                            () -> Encoder.encode(test, whole, counts, Split.allTest())));
                }
                List<EncodedTable> own =
                        tables.stream().map(rows -> only(rows, whole, encoding)).toList();
                Evaluation evaluation = stages.run(
                        "evaluate",
                        "evaluating " + name,
                        () -> Evaluator.evaluate(model, own, config.measure().unit(), held));
                Attribution attribution = stages.run(
                        "evaluate",
                        "sharing out what " + name + " knows",
                        () -> Attribution.of(model, own, evaluation, PipelineSources.sql(table)));
                trained.add(new Summary.Trained(model, evaluation, attribution, seconds));
            }
            tables.forEach(encoded -> warnings.addAll(encoded.warnings()));
            noteUntested(trained);
            warnings.addAll(NothingLearned.notes(trained, config.train()));
            results.write(
                    "the models", writer -> write(trained, table, tables.get(0).session(), writer));
            summary.models(
                    trained, results.writer().map(MetricWriter::modelPath).orElse(""));
        } finally {
            tables.forEach(EncodedTable::close);
        }
    }

    private void noteUntested(List<Summary.Trained> trained) {
        boolean isTested = trained.stream()
                .flatMap(one -> one.evaluation().logLosses().stream())
                .anyMatch(loss -> loss.dataset().equals(Evaluation.TEST));
        if (!isTested && config.train().testFraction() > 0) {
            warnings.add("No row is a test row: there are so few that train.test-fraction = "
                    + config.train().testFraction() + " took none; log-losses are of the rows trained on");
        }
    }

    private static EncodedTable only(EncodedTable rows, Encoding whole, Encoding encoding) {
        return encoding.equals(whole) ? rows : rows.only(whole, encoding);
    }

    private void write(List<Summary.Trained> trained, Table table, SparkSession saving, MetricWriter writer) {
        trained.forEach(one -> models.put(one.model().name(), pipeline(one.model(), table)));
        writer.write(trained.stream()
                .map(one -> new MetricWriter.Trained(
                        Coefficient.of(one.model(), config.measure().alpha()),
                        one.model(),
                        one.evaluation(),
                        one.attribution()))
                .toList());
        save(models, saving, writer.modelPath());
    }

    private PipelineModel pipeline(Model model, Table table) {
        return Pipelines.of(model, table.expressions(), PipelineSources.elements(table, model.encoding()));
    }

    /** Saves the models of a run, if there is a folder for them: one as the folder itself, several each in one of its name. */
    static void save(Map<String, PipelineModel> models, SparkSession saving, String folder) {
        if (folder.isEmpty()) {
            return;
        }
        JobDescription.run(
                saving.sparkContext(),
                "saving the models",
                () -> models.forEach((name, model) -> {
                    try {
                        model.write().session(saving).save(models.size() == 1 ? folder : folder + "/" + name);
                    } catch (IOException e) {
                        throw new UncheckedIOException("Cannot save the model", e);
                    }
                }));
    }

    private Run runOf(Table table, Counts counts, Instant start) {
        double[] classes = counts.overall().classes();
        return run(session, config, command.label(), table, start, stages)
                .with(new Run.Counted(
                        counts.overall().rows(),
                        counts.hasLabel() ? classes[classes.length - 1] : Double.NaN,
                        counts.scans(),
                        counts.readers()));
    }

    /** The record of a run, but for what was counted. */
    static Run run(SparkSession session, JobConfig config, String command, Table table, Instant start, Stages stages) {
        String version = Job.class.getPackage().getImplementationVersion();
        return new Run(
                command,
                start,
                Instant.now(),
                new Run.Versions(version == null ? "" : version, session.version()),
                config.redacted(),
                new Table.Input(
                        table.input().paths().stream().map(config.hide()).toList(),
                        table.input().files(),
                        table.input().bytes()),
                Run.Counted.NOTHING,
                stages.seconds());
    }
}
