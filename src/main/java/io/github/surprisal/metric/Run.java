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
 * @param stageSeconds by stage
 */
public record Run(
        String command,
        Instant startedAt,
        Instant finishedAt,
        Versions versions,
        String config,
        Table.Input input,
        Counted counted,
        Map<String, Double> stageSeconds) {
    /** What it ran on. */
    public record Versions(String surprisal, String spark) {}

    /**
     * What was counted.
     *
     * @param unlabelledRows NaN when there is no label
     * @param scans how many times the table was read to count it
     * @param readers how it was read, each way once; empty where nothing was
     */
    public record Counted(double rows, double unlabelledRows, int scans, Set<SourceReader> readers) {
        /** Nothing yet. */
        public static final Counted NOTHING = new Counted(0, Double.NaN, 0, Set.of());
    }

    /** The same with what was counted. */
    public Run with(Counted other) {
        return new Run(command, startedAt, finishedAt, versions, config, input, other, stageSeconds);
    }
}
