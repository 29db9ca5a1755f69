package io.github.surprisal.cli.keys;

import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.count.SavedCounts;
import io.github.surprisal.metric.Output;
import io.github.surprisal.table.UserException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys of a run: what it is called, and where it writes. */
public final class RunKeys {
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    public static final Key<String> ID = new Key<>(
            "run.id",
            new KeyType<>("up to 128 of `A-Z a-z 0-9 . _ -`", (values, path) -> {
                String id = values.text(path);
                if (!RUN_ID.matcher(id).matches()) {
                    throw values.wrong(path, "1 to 128 letters, digits, '.', '_' or '-'");
                }
                if (id.equals(SavedCounts.LATEST)) {
                    throw values.wrong(path, "another id, for this word stands for the latest run");
                }
                return id;
            }),
            "Names the run. The same id again replaces it; without one it is time-ordered and unique");

    public static final Key<String> PATH = new Key<>(
            "output.path",
            KeyType.PATH,
            "Where to write every figure as Parquet. A config has to say it; without a config figures may be shown alone."
                    + " Not among the files of the table, but for a folder whose name begins with `_`");

    static final Key<Boolean> REPORT = new Key<>(
            "output.report",
            KeyType.FLAG,
            "true",
            "Writes `report.html` beside the datasets: the run as [one page](report.md) to look at");

    static final Key<String> TABLE = new Key<>(
            "output.table",
            KeyType.TEXT,
            "Writes every dataset as a table of a catalog instead, whose name begins so: `lake.db.metrics` makes"
                    + " `lake.db.metrics_runs`, `lake.db.metrics_information_gain` and so on, where they are not there yet."
                    + " The tables have to be of [Iceberg or Delta](lakehouse.md#results-as-tables)");

    static final Key<String> FORMAT = new Key<>(
            "output.format",
            KeyType.TEXT,
            "Format of the tables that are made: `iceberg` or `delta`; needed where a catalog has several and does not say");

    static final Key<String> MODELS = new Key<>(
            "output.models",
            KeyType.PATH,
            "With `output.table`, the folder for the models that runs train; without it they are not kept");

    static final List<Key<?>> OUTPUT = List.of(PATH, REPORT, TABLE, FORMAT, MODELS);

    private RunKeys() {}

    public static Output output(ConfigValues values, boolean isNeeded) {
        String path = PATH.in(values);
        String table = TABLE.in(values);
        if (!path.isEmpty() && !table.isEmpty()) {
            throw new UserException(
                    "Expected one of output.path and output.table, found both: '" + path + "' and '" + table + "'");
        }
        Stream.of(FORMAT, MODELS)
                .filter(key -> table.isEmpty() && key.isIn(values))
                .findFirst()
                .ifPresent(key -> {
                    throw new UserException("Key '%s' goes with '%s', found none".formatted(key.name(), TABLE.name()));
                });
        if (!table.isEmpty()) {
            return new Output.Tables(table, FORMAT.in(values), MODELS.in(values));
        }
        if (!path.isEmpty()) {
            return new Output.Folder(path, REPORT.in(values));
        }
        if (isNeeded) {
            throw missing("say where to write, in the config or with --output DIR");
        }
        return new Output.Nowhere();
    }

    /** Where to write what is no dataset of a run. */
    public static String folder(ConfigValues values) {
        if (TABLE.isIn(values)) {
            throw new UserException("Cannot generate a table into output.table: expected output.path, or --output DIR");
        }
        return output(values, true).path();
    }

    /** Whose saved counts a text names: a run's of the output, the latest one's, or those of a folder. */
    static SavedCounts counts(ConfigValues values, String run) {
        if (!RUN_ID.matcher(run).matches()) {
            return new SavedCounts.InFolder(run);
        }
        output(values, run);
        return run.equals(SavedCounts.LATEST) ? new SavedCounts.OfLatest() : new SavedCounts.OfRun(run);
    }

    /** Where a run left a dataset: under the output if it is a run's id, else the folder itself. */
    static String folder(ConfigValues values, String dataset, String run) {
        if (!RUN_ID.matcher(run).matches()) {
            return run;
        }
        if (output(values, run) instanceof Output.Folder output) {
            return output.path() + "/" + dataset + "/run_id=" + run;
        }
        throw new UserException("Cannot look for the " + dataset + " of run '" + run
                + "' in output.table: expected its folder, which column model_path of the table of runs names");
    }

    private static Output output(ConfigValues values, String run) {
        Output output = output(values, false);
        if (!output.isSomewhere()) {
            throw missing("run '" + run + "' is looked for under it; --output DIR names it");
        }
        return output;
    }

    private static UserException missing(String why) {
        return new UserException("Key '" + PATH.name() + "' is missing: " + why);
    }
}
