package io.github.surprisal.job;

import io.github.surprisal.count.CountStore;
import io.github.surprisal.count.SavedCounts;
import io.github.surprisal.count.StoredSum;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.metric.Output;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Finds and opens the counts that earlier runs have saved, by the names that a config gives them. */
final class StoredCounts {
    private static final String COUNTS = "counts";

    private final SparkSession session;
    private final JobConfig config;
    private final Set<String> notes = new LinkedHashSet<>();

    StoredCounts(SparkSession session, JobConfig config) {
        this.session = session;
        this.config = config;
    }

    /** What the config merges, and what it subtracts from that. */
    StoredSum sum() {
        return new StoredSum(
                stores("count.merge", config.count().merge()),
                stores("count.subtract", config.count().subtract()));
    }

    /** @throws UserException where the same counts stand twice: they would count twice */
    private List<CountStore> stores(String key, List<SavedCounts> all) {
        List<SavedCounts> found = all.stream().map(this::found).toList();
        Set<String> places = new HashSet<>();
        for (SavedCounts saved : found) {
            String place = place(saved);
            if (!places.add(place)) {
                throw new UserException("Key '" + key + "': expected counts that are named once, found those of "
                        + place + " twice" + (notes.isEmpty() ? "" : ": " + String.join(" ", notes)));
            }
        }
        return found.stream().map(this::open).toList();
    }

    /** The latest as the run that it is. */
    private SavedCounts found(SavedCounts saved) {
        return saved instanceof SavedCounts.OfLatest ? new SavedCounts.OfRun(latest()) : saved;
    }

    /** Where counts are that have been found. */
    private String place(SavedCounts found) {
        if (found instanceof SavedCounts.OfRun run) {
            return config.output() instanceof Output.Tables ? "run '" + run.id() + "'" : qualified(folder(run.id()));
        }
        return qualified(((SavedCounts.InFolder) found).path());
    }

    private String qualified(String folder) {
        Path path = new Path(folder);
        try {
            return path.getFileSystem(session.sessionState().newHadoopConf())
                    .makeQualified(path)
                    .toString();
        } catch (IOException e) {
            return path.toString();
        }
    }

    private String folder(String id) {
        return config.output().path() + "/" + COUNTS + "/run_id=" + id;
    }

    /** @throws UserException if there are none, or they are damaged */
    CountStore open(SavedCounts saved) {
        return found(saved) instanceof SavedCounts.OfRun run
                ? openRun(run.id())
                : open(((SavedCounts.InFolder) saved).path());
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
        return open(folder(id));
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
