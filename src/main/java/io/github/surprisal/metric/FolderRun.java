package io.github.surprisal.metric;

import io.github.surprisal.metric.store.OutputFolder;
import io.github.surprisal.metric.store.OutputFolder.Published;
import io.github.surprisal.metric.store.ParquetFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** The datasets of one attempt of a run in a folder, read without Spark jobs. */
final class FolderRun extends StoredRun {
    private final OutputFolder folder;
    private final String runId;
    private final Published published;

    FolderRun(OutputFolder folder, String runId, Published published) {
        this.folder = folder;
        this.runId = runId;
        this.published = published;
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    DatasetRows read(String dataset, List<String> columns, boolean overall) {
        try {
            List<Path> files = dataset.equals(OutputFolder.RUNS)
                    ? List.of(published.row())
                    : folder.parts(dataset, runId, published.attempt());
            boolean endsEarly = overall && hasWholeTableFirst(dataset);
            DatasetRows rows = new DatasetRows();
            for (Path file : files) {
                ParquetFile.read(folder.files().getConf(), file, columns, rows::index, row -> {
                    if (endsEarly) {
                        return rows.addOverall(row);
                    }
                    rows.add(row);
                    return true;
                });
            }
            return overall ? rows.overall() : rows;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read '" + dataset + "' of run '" + runId + "': " + e.getMessage(), e);
        }
    }
}
