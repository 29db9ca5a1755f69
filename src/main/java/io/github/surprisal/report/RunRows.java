package io.github.surprisal.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.surprisal.metric.DatasetRows;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.metric.StoredRun;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one run has written, dataset by dataset; what it has not written has no rows. */
final class RunRows {
    private final MetricReader metrics;
    private final StoredRun stored;
    private final Map<String, DatasetRows> read = new LinkedHashMap<>();

    RunRows(MetricReader metrics, String runId) {
        this.metrics = metrics;
        this.stored = metrics.run(runId);
    }

    String runId() {
        return stored.runId();
    }

    /** Where the run is, as a URI. */
    String root() {
        return metrics.root();
    }

    MetricReader metrics() {
        return metrics;
    }

    /** A block of the run's config; empty where the run does not tell it. */
    JsonNode settings(String block) {
        try {
            return new ObjectMapper().readTree(all("runs").text(0, "config")).path(block);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** All of a dataset. */
    DatasetRows all(String dataset) {
        return read.computeIfAbsent(dataset, name -> stored.rows(name));
    }

    /** The whole table's rows of a dataset that has groups too. */
    DatasetRows overall(String dataset) {
        return read.computeIfAbsent("overall " + dataset, name -> stored.overall(dataset));
    }

    /** Some columns of a dataset that has a row for each group. */
    DatasetRows some(String dataset, String... columns) {
        return stored.rows(dataset, columns);
    }
}
