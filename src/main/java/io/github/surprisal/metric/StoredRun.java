package io.github.surprisal.metric;

import java.util.List;
import java.util.Set;

/** The datasets of one attempt of a run, read to the driver: for figures, not for {@code counts}. */
public abstract sealed class StoredRun permits FolderRun, TablesRun {
    /** The large ones, written group by group: of their rows those of the whole table come before all others. */
    private static final Set<String> WHOLE_TABLE_FIRST = Set.of(
            MeasureDatasets.COLUMN_ENTROPY.name(),
            MeasureDatasets.INFORMATION_GAIN.name(),
            MeasureDatasets.BEST_SPLIT.name());

    /** The run's id. */
    public abstract String runId();

    /**
     * A dataset.
     *
     * @param columns the ones that are needed; all where none is named
     * @return no rows where the run has not written this dataset
     * @throws java.io.UncheckedIOException if a file is damaged, or gone as the run was replaced in the meantime
     */
    public DatasetRows rows(String dataset, String... columns) {
        return read(dataset, List.of(columns), false);
    }

    /** The same of the whole table's rows alone. */
    public DatasetRows overall(String dataset, String... columns) {
        return read(dataset, List.of(columns), true);
    }

    abstract DatasetRows read(String dataset, List<String> columns, boolean overall);

    /** Whether a dataset's rows of the whole table come before all others. */
    static boolean hasWholeTableFirst(String dataset) {
        return WHOLE_TABLE_FIRST.contains(dataset);
    }
}
