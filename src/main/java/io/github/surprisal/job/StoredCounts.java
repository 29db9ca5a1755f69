package io.github.surprisal.job;

import io.github.surprisal.count.CountStore;
import io.github.surprisal.count.SavedCounts;
import io.github.surprisal.count.StoredSum;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.metric.Output;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Finds and opens the counts that earlier runs have saved, by the names that a config gives them. */
final class StoredCounts {
    private static final String COUNTS = "counts";

    private final SparkSession session;
    private final JobConfig config;
    private final List<String> notes = new ArrayList<>();

    StoredCounts(SparkSession session, JobConfig config) {
        this.session = session;
        this.config = config;
    }

    /** What the config merges, and what it subtracts from that. */
    StoredSum sum() {
        return new StoredSum(
                config.count().merge().stream().map(this::open).toList(),
                config.count().subtract().stream().map(this::open).toList());
    }

    /** @throws UserException if there are none, or they are damaged */
    CountStore open(SavedCounts saved) {
        if (saved instanceof SavedCounts.InFolder folder) {
            return open(folder.path());
        }
        return openRun(saved instanceof SavedCounts.OfRun run ? run.id() : latest());
    }

    private CountStore open(String folder) {
        return CountStore.open(session, folder, MetricReader.files(session, folder));
    }

    private CountStore openRun(String id) {
        if (config.output() instanceof Output.Tables tables) {
            MetricReader metrics = MetricReader.open(session, tables);
            if (!metrics.datasets(id).contains(COUNTS)) {
                throw CountStore.none("run '" + id + "' of " + tables.name());
            }
            return CountStore.open(session, "run '" + id + "' of " + tables.name(), () -> metrics.dataset(COUNTS, id));
        }
        return open(config.output().path() + "/" + COUNTS + "/run_id=" + id);
    }

    private String latest() {
        String output = config.output().place();
        String run = MetricReader.open(session, config.output())
                .latest(COUNTS, config.runId())
                .orElseThrow(() -> new UserException("Cannot merge the latest counts in '" + output
                        + "': found no earlier run that saved its counts; count.save = true makes a run save them"));
        notes.add("The latest counts are those of run '" + run + "'.");
        return run;
    }

    /** What should be said of what was taken. */
    List<String> notes() {
        return List.copyOf(notes);
    }
}
