package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.metric.StoredRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The runs of one output, so that one sees what changed from day to day. */
final class History {
    /** As many runs as an axis has room for. */
    private static final int MOST_RUNS = 60;

    /** As many columns as lines can be told apart: the first ones of the run that the page is about. */
    private static final int MOST_COLUMNS = 8;

    /** Rows that are read of other runs: a quarter of a second. */
    private static final int MOST_ROWS = 200_000;

    /** A run and what is known of it. */
    record Past(String runId, StoredRun stored, Instant finished, String command, double rows) {}

    private final List<Past> runs;
    private final Json json = new Json();

    private History(List<Past> runs) {
        this.runs = runs;
    }

    /** The runs there are, the latest first, and their figures for the page's script. */
    static History of(RunRows run, List<ColumnRow> columns, List<DriftRow> drift) {
        MetricReader metrics = run.metrics();
        List<Past> runs = new ArrayList<>();
        for (String id : metrics.runIds()) {
            StoredRun stored = metrics.run(id);
            DatasetRows row = stored.rows("runs", "finished_at", "command", "rows");
            if (!row.isEmpty()) {
                runs.add(new Past(
                        id, stored, row.time(0, "finished_at"), row.text(0, "command"), row.number(0, "rows")));
            }
        }
        runs.sort(Comparator.comparing(Past::finished).reversed());
        History history = new History(runs.subList(0, Math.min(MOST_RUNS, runs.size())));
        history.figures(columns, drift);
        return history;
    }

    private void figures(List<ColumnRow> columns, List<DriftRow> drift) {
        List<String> names =
                columns.stream().map(ColumnRow::name).limit(MOST_COLUMNS).toList();
        List<String> drifting =
                drift.stream().map(DriftRow::column).limit(MOST_COLUMNS).toList();
        json.open('[');
        int read = 0;
        for (Past past : runs.size() > 1 ? runs : List.<Past>of()) {
            if (read > MOST_ROWS) {
                break;
            }
            String time = past.finished().toString();
            read += add(past, time, "entropy", new Source("column_entropy", "column", "entropy"), names);
            read += add(past, time, "gain", new Source("information_gain", "feature", "information_gain"), names);
            read += add(past, time, "drift", new Source("drift", "column", "js_divergence"), drifting);
            DatasetRows losses = past.stored().overall("log_loss", "group_columns", "model", "dataset", "log_loss");
            for (int row = 0; row < losses.size(); row++) {
                String line = losses.text(row, "model") + ", " + losses.text(row, "dataset");
                add(past, time, "log-loss", line, losses.number(row, "log_loss"));
            }
        }
        json.close(']');
    }

    /** Where a figure is. */
    private record Source(String dataset, String name, String figure) {}

    private int add(Past past, String time, String what, Source source, List<String> names) {
        if (names.isEmpty()) {
            return 0;
        }
        DatasetRows rows = past.stored().overall(source.dataset(), "group_columns", source.name(), source.figure());
        for (int row = 0; row < rows.size(); row++) {
            String name = rows.text(row, source.name());
            if (names.contains(name)) {
                add(past, time, what, name, rows.number(row, source.figure()));
            }
        }
        return rows.size();
    }

    private void add(Past past, String time, String what, String line, double value) {
        json.open('[')
                .value(past.runId())
                .value(time)
                .value(what)
                .value(line)
                .value(value)
                .close(']');
    }

    List<Past> runs() {
        return runs;
    }

    boolean isEmpty() {
        return runs.size() < 2;
    }

    void writeTo(Json to) {
        to.key("history").raw(json.toString());
    }
}
