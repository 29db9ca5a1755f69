package io.github.surprisal.job;

import io.github.surprisal.console.View;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.CountStore;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.count.SavedCounts;
import io.github.surprisal.count.StoredSum;
import io.github.surprisal.drift.Comparer;
import io.github.surprisal.drift.Drift;
import io.github.surprisal.drift.DriftConfig;
import io.github.surprisal.drift.DriftInput;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.metric.Run;
import io.github.surprisal.scan.SourceReader;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleBiFunction;
import org.apache.spark.sql.SparkSession;

/** Compares a table with a reference. */
public final class DriftJob {
    /**
     * What to compare with, and how.
     *
     * @param reference the reference's table, of no source where its stored counts are taken
     * @param stored these, if they are
     */
    public record Config(TableConfig reference, Optional<SavedCounts> stored, DriftConfig drift) {}

    private final SparkSession session;
    private final JobConfig config;
    private final Config drift;
    private final View view;
    private final Stages stages;
    private final StoredCounts storedCounts;
    private int scans;
    private final Set<SourceReader> readers = EnumSet.noneOf(SourceReader.class);

    private final boolean keeps;
    private String summary = "";
    private final List<String> notes = new ArrayList<>();
    private final List<String> referenceNotes = new ArrayList<>();
    private List<String> fired = List.of();

    private DriftJob(SparkSession session, JobConfig config, View view, Consumer<String> progress, boolean keeps) {
        this.view = view;
        this.keeps = keeps;
        this.session = session;
        this.config = config;
        this.drift = config.drift()
                .orElseThrow(() -> new UserException("Key 'drift.reference' is missing: drift needs"
                        + " what to compare with, such as --reference PATH or drift.reference.run"));
        this.stages = new Stages(progress);
        this.storedCounts = new StoredCounts(session, config);
    }

    /**
     * Runs the comparison and writes its dataset, if the config says where.
     *
     * @param view how much of it is shown
     * @return whether no rule fired
     * @throws UserException for what the user can mend; nothing written before is lost
     */
    public static boolean run(
            SparkSession session, JobConfig config, View view, PrintStream out, PrintStream progress) {
        DriftJob job = new DriftJob(session, config, view, progress::println, false);
        Results results = job.run();
        job.notes.forEach(note -> out.print(view.wrap("Note: ", "  ", note)));
        job.referenceNotes.forEach(note -> out.print(view.wrap("Note on the reference: ", "  ", note)));
        out.print(job.summary);
        results.conclude(view, out);
        return job.fired.isEmpty();
    }

    /**
     * Runs the comparison for a program: its datasets are handed over, and written only if the config says where.
     *
     * @param progress is told what each stage does and how long it took
     * @throws UserException for what the user can mend
     */
    public static Outcome find(SparkSession session, JobConfig config, Consumer<String> progress) {
        DriftJob job = new DriftJob(session, config, View.ofDefaults(), progress, true);
        Results results = job.run();
        List<String> all = new ArrayList<>(job.notes);
        job.referenceNotes.forEach(note -> all.add("On the reference: " + note));
        return new Outcome(results.frames(), Map.of(), List.copyOf(all), job.fired, job.summary);
    }

    /** @return what was found, closed */
    private Results run() {
        Instant start = Instant.now();
        String output = config.output().path();
        OutputPlace.check(session, output, config.table().source());
        OutputPlace.check(session, output, drift.reference().source());
        DriftInput reference = stages.run("read", "reading the schema of the reference", this::reference);
        DriftInput table = stages.run("read", "reading the schema of the table", () -> table(reference.table()));
        OutputPlace.check(
                session, output, config.table().source(), table.table().input());
        OutputPlace.check(
                session, output, drift.reference().source(), reference.table().input());
        try (Results results =
                Results.open(session, config, stages, table.table().hasWeight(), keeps)) {
            ToDoubleBiFunction<Group, String> gainOf = gains(table);
            Drift found = stages.run(
                    "drift",
                    "comparing with the reference",
                    () -> Comparer.compare(
                            table,
                            reference,
                            drift.drift(),
                            config.count(),
                            config.measure().unit(),
                            gainOf));
            results.write("the comparison", writer -> writer.write(found));
            readers.addAll(found.readers());
            results.commit(Job.run(session, config, "drift", table.table(), start, stages)
                    .with(new Run.Counted(found.rows(), Double.NaN, scans + found.scans(), readers)));
            notes.addAll(storedCounts.notes());
            notes.addAll(table.table().notes());
            referenceNotes.addAll(reference.table().notes());
            results.note().ifPresent(notes::add);
            summary = Summary.drift(found, view);
            fired = found.fired();
            return results;
        }
    }

    /** The table; features that it has lost since the reference are not missed here, but told. */
    private DriftInput table(Table reference) {
        List<SavedCounts> stored = config.count().merge();
        if (!(config.table().source() instanceof Source.None)) {
            return DriftInput.of(TableReader.readSince(session, config.table(), reference));
        }
        if (stored.size() != 1) {
            throw new UserException("Cannot compare stored counts of " + stored.size()
                    + " runs: expected one in count.merge, or a table");
        }
        if (!config.count().subtract().isEmpty()) {
            throw new UserException("Cannot compare what count.subtract leaves: expected a run that has saved it, with"
                    + " count.save = true; drift compares that one");
        }
        CountStore store = storedCounts.open(stored.get(0));
        return DriftInput.of(store.table(session, config.table()), store);
    }

    private DriftInput reference() {
        if (drift.stored().isEmpty()) {
            return DriftInput.of(likeTheTable(TableReader.readReference(session, drift.reference())));
        }
        CountStore store = storedCounts.open(drift.stored().get());
        String label = config.table().label();
        TableConfig computed = withoutKinds(drift.reference());
        // Without a label what was one then is a column like any other.
        TableConfig like = store.label()
                .filter(then -> label.isEmpty() || then.equals(label))
                .map(computed::withLabel)
                .orElse(computed);
        return DriftInput.of(likeTheTable(store.table(session, like)), store);
    }

    /** Stored counts have the kinds that they were counted with; what is counted instead of the values stays. */
    private static TableConfig withoutKinds(TableConfig reference) {
        Map<String, TableConfig.ColumnConfig> columns = new TreeMap<>(reference.columns());
        columns.values()
                .removeIf(column ->
                        column.expression().isEmpty() && column.counted().isEmpty());
        return reference.withColumns(columns);
    }

    /** A column that is not looked at in the table is not missed there either. */
    private Table likeTheTable(Table reference) {
        return reference.withFeatures(config.table().features(), config.table().ignore());
    }

    /** What each column tells about the label of the table, where it has one. */
    private ToDoubleBiFunction<Group, String> gains(DriftInput side) {
        Table table = side.table();
        Map<List<Object>, Double> gains = new HashMap<>();
        if (table.hasLabel()) {
            CountConfig count = config.count().limitsAlone();
            List<CountStore> stored = side.stored().map(List::of).orElse(List.of());
            Counts counts = stages.run(
                    "count",
                    "counting by label",
                    () -> CountScan.count(table, count, new StoredSum(stored, List.of()), cells -> {}));
            readers.addAll(counts.readers());
            Measurer.measure(counts, config.measure())
                    .gains()
                    .forEach(gain -> gains.put(key(gain.group(), gain.feature()), gain.informationGain()));
            scans = stored.isEmpty() ? 1 : 0;
        }
        return (group, column) ->
                Optional.ofNullable(gains.get(key(group, column))).orElse(Double.NaN);
    }

    private static List<Object> key(Group group, String column) {
        return List.of(group.columns(), group.values().toString(), column);
    }
}
