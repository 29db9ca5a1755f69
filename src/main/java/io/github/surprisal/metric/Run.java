package io.github.surprisal.metric;

import io.github.surprisal.scan.SourceReader;
import io.github.surprisal.table.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A row of {@code runs}.
 *
 * @param config as JSON, without secrets
 * @param unlabelledRows NaN when there is no label
 * @param scans how many times the table was read to count it
 * @param readers how it was read, each way once; empty where nothing was
 * @param stageSeconds by stage
 */
public record Run(
        String command,
        Instant startedAt,
        Instant finishedAt,
        String surprisalVersion,
        String sparkVersion,
        String config,
        Table.Input input,
        double rows,
        double unlabelledRows,
        int scans,
        Set<SourceReader> readers,
        Map<String, Double> stageSeconds) {
    /** The same with what was counted. */
    public Run counted(double newRows, double newUnlabelledRows, int newScans, Set<SourceReader> newReaders) {
        return new Run(
                command,
                startedAt,
                finishedAt,
                surprisalVersion,
                sparkVersion,
                config,
                input,
                newRows,
                newUnlabelledRows,
                newScans,
                newReaders,
                stageSeconds);
    }
}
