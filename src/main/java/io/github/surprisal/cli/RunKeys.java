package io.github.surprisal.cli;

import io.github.surprisal.count.SavedCounts;
import io.github.surprisal.metric.OutputConfig;
import io.github.surprisal.table.UserException;
import java.util.List;
import java.util.regex.Pattern;

/** The keys of a run: what it is called, and where it writes. */
final class RunKeys {
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    static final Key<String> ID = new Key<>(
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

    static final Key<String> PATH = new Key<>(
            "output.path",
            KeyType.PATH,
            "Where to write every figure as Parquet. A config has to say it; without a config figures may be shown alone."
                    + " Not among the files of the table, but for a folder whose name begins with `_`");

    static final Key<Boolean> REPORT = new Key<>(
            "output.report",
            KeyType.FLAG,
            "true",
            "Writes `report.html` beside the datasets: the run as [one page](report.md) to look at");

    static final List<Key<?>> OUTPUT = List.of(PATH, REPORT);

    private RunKeys() {}

    static OutputConfig output(Values values, boolean isNeeded) {
        String path = PATH.in(values);
        if (path.isEmpty() && isNeeded) {
            throw missing("say where to write, in the config or with --output DIR");
        }
        return new OutputConfig(path, REPORT.in(values));
    }

    /** Whose saved counts a text names: a run's of the output, the latest one's, or those of a folder. */
    static SavedCounts counts(Values values, String run) {
        if (!RUN_ID.matcher(run).matches()) {
            return new SavedCounts.InFolder(run);
        }
        output(values, run);
        return run.equals(SavedCounts.LATEST) ? new SavedCounts.OfLatest() : new SavedCounts.OfRun(run);
    }

    /** Where a run left a dataset: under the output if it is a run's id, else the folder itself. */
    static String folder(Values values, String dataset, String run) {
        if (!RUN_ID.matcher(run).matches()) {
            return run;
        }
        return output(values, run) + "/" + dataset + "/run_id=" + run;
    }

    private static String output(Values values, String run) {
        String output = PATH.in(values);
        if (output.isEmpty()) {
            throw missing("run '" + run + "' is looked for under it; --output DIR names it");
        }
        return output;
    }

    private static UserException missing(String why) {
        return new UserException("Key '" + PATH.name() + "' is missing: " + why);
    }
}
