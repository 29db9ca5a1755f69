package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is known of the run itself.
 *
 * @param source what was read, in short
 * @param facts by name
 * @param stages seconds of each, by name
 * @param config as JSON, set out
 * @param queries the SQL for each dataset
 */
record RunFacts(
        String runId,
        String version,
        String source,
        String finished,
        double rows,
        double unlabelledRows,
        List<Fact> facts,
        List<Stage> stages,
        String config,
        List<Query> queries) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** As many paths as the head of a page holds. */
    private static final int MOST_PATHS = 3;

    record Fact(String name, String value) {}

    record Stage(String name, double seconds) {}

    record Query(String dataset, String about, String sql) {}

    static RunFacts of(RunRows run) {
        DatasetRows row = run.all("runs");
        Instant started = row.time(0, "started_at");
        Instant finished = row.time(0, "finished_at");
        List<String> paths = new ArrayList<>();
        if (row.fields(0, "input").get("paths") instanceof List<?> list) {
            list.forEach(path -> paths.add(String.valueOf(path)));
        }
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Run", run.runId()));
        facts.add(new Fact("Command", row.text(0, "command")));
        facts.add(new Fact("Finished", time(finished)));
        facts.add(new Fact(
                "Took",
                String.format(
                        Locale.ROOT,
                        "%.1f s",
                        Duration.between(started, finished).toMillis() / 1000.0)));
        facts.add(new Fact("Scans of the table", Figures.figure(row.number(0, "scans"))));
        facts.add(new Fact("Read by", row.text(0, "reader")));
        facts.add(new Fact("Surprisal", row.text(0, "surprisal_version")));
        facts.add(new Fact("Spark", row.text(0, "spark_version")));
        facts.add(new Fact("Read", String.join("\n", paths)));
        facts.add(new Fact("Written to", run.root()));
        facts.removeIf(fact -> fact.value().isEmpty() || fact.value().equals(Figures.NONE));
        List<Stage> stages = new ArrayList<>();
        for (Map.Entry<?, ?> stage : row.fields(0, "stages").entrySet()) {
            stages.add(new Stage((String) stage.getKey(), ((Number) stage.getValue()).doubleValue()));
        }
        return new RunFacts(
                run.runId(),
                row.text(0, "surprisal_version"),
                source(paths),
                time(finished),
                row.number(0, "rows"),
                row.number(0, "unlabelled_rows"),
                facts,
                stages,
                indented(row.text(0, "config")),
                queries(run));
    }

    double mostSeconds() {
        return stages.stream().mapToDouble(Stage::seconds).max().orElse(0);
    }

    static String time(Instant moment) {
        return TIME.format(moment.truncatedTo(ChronoUnit.MINUTES));
    }

    /** The last parts of the paths, which is what people call a table. */
    private static String source(List<String> paths) {
        List<String> names = paths.stream()
                .map(path -> path.replaceAll("/+$", "").replaceFirst("^.*/", ""))
                .limit(MOST_PATHS)
                .toList();
        int more = paths.size() - names.size();
        return names.isEmpty()
                ? "Stored counts"
                : String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
    }

    private static List<Query> queries(RunRows run) {
        List<Query> queries = new ArrayList<>();
        for (String dataset : run.metrics().datasets(run.runId())) {
            queries.add(new Query(
                    dataset, Texts.rowPer(dataset), run.metrics().query(run.root(), dataset, run.runId(), false)));
        }
        return queries;
    }

    /** JSON with a line for each member. */
    private static String indented(String json) {
        StringBuilder out = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted) {
                out.append(c);
                if (c == '\\' && i + 1 < json.length()) {
                    out.append(json.charAt(++i));
                } else if (c == '"') {
                    quoted = false;
                }
                continue;
            }
            quoted = c == '"';
            boolean isEmpty = i + 1 < json.length() && "}]".indexOf(json.charAt(i + 1)) >= 0;
            if ("{[".indexOf(c) >= 0) {
                out.append(c);
                depth++;
                if (!isEmpty) {
                    out.append('\n').append("  ".repeat(depth));
                }
            } else if ("}]".indexOf(c) >= 0) {
                depth--;
                if (i > 0 && "{[".indexOf(json.charAt(i - 1)) < 0) {
                    out.append('\n').append("  ".repeat(depth));
                }
                out.append(c);
            } else if (c == ',') {
                out.append(c).append('\n').append("  ".repeat(depth));
            } else {
                out.append(c == ':' ? ": " : String.valueOf(c));
            }
        }
        return out.toString();
    }
}
