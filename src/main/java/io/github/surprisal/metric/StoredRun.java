package io.github.surprisal.metric;

import io.github.surprisal.metric.OutputFolder.Published;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/** The datasets of one attempt of a run, read on the driver without Spark jobs: for figures, not for {@code counts}. */
public final class StoredRun {
    /** The large ones, written group by group: of their rows those of the whole table come before all others. */
    private static final Set<String> WHOLE_TABLE_FIRST = Set.of(
            MeasureDatasets.COLUMN_ENTROPY.name(),
            MeasureDatasets.INFORMATION_GAIN.name(),
            MeasureDatasets.BEST_SPLIT.name());

    private final OutputFolder folder;
    private final String runId;
    private final Published published;

    StoredRun(OutputFolder folder, String runId, Published published) {
        this.folder = folder;
        this.runId = runId;
        this.published = published;
    }

    public String runId() {
        return runId;
    }

    /**
     * A dataset.
     *
     * @param columns the ones that are needed; all where none is named
     * @return no rows where the run has not written this dataset
     * @throws UncheckedIOException if a file is damaged, or gone as the run was replaced in the meantime
     */
    public DatasetRows rows(String dataset, String... columns) {
        return rows(dataset, List.of(columns), false);
    }

    /** The same of the whole table's rows alone. */
    public DatasetRows overall(String dataset, String... columns) {
        return rows(dataset, List.of(columns), true);
    }

    private DatasetRows rows(String dataset, List<String> columns, boolean overall) {
        try {
            List<Path> files = dataset.equals(OutputFolder.RUNS)
                    ? List.of(published.row())
                    : folder.parts(dataset, runId, published.attempt());
            boolean endsEarly = overall && WHOLE_TABLE_FIRST.contains(dataset);
            DatasetRows rows = new DatasetRows();
            for (Path file : files) {
                ParquetFile.read(folder.files().getConf(), file, columns, endsEarly, rows);
            }
            return overall ? rows.overall() : rows;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read '" + dataset + "' of run '" + runId + "': " + e.getMessage(), e);
        }
    }
}
