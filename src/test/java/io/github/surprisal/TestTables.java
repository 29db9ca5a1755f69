package io.github.surprisal;

import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Tables as users name them, with at most a label and groups and nothing else said. */
public final class TestTables {
    private TestTables() {}

    public static Table of(SparkSession session, Source source, String label, List<List<String>> groups) {
        return TableReader.read(session, config(source, label, groups));
    }

    /** A source with nothing else said. */
    public static TableConfig config(Source source) {
        return config(source, "", List.of());
    }

    private static TableConfig config(Source source, String label, List<List<String>> groups) {
        return new TableConfig(source, "", label, groups, "", List.of(), List.of(), Map.of());
    }
}
