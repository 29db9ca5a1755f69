package io.github.surprisal.table;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Where a table's rows come from. */
public sealed interface Source {
    /**
     * Files or anything else that {@code spark.read().format(..).options(..).load(path)} understands.
     *
     * @param path file, folder, glob or URI; may be empty for sources that need none
     * @param format of Spark, in any case; empty for what the path's ending says
     * @param options passed to the source
     * @param schema DDL; empty for the source's own
     */
    record Files(String path, String format, Map<String, String> options, String schema) implements Source {}

    /** A table or view of a catalog. */
    record Catalog(String name) implements Source {}

    /** No table: only stored counts. */
    record None() implements Source {}

    /** Columns without rows. */
    record Columns(StructType schema) implements Source {}

    /** Rows that some program has at hand. */
    record Rows(Dataset<Row> rows) implements Source {}

    /** The result of a SQL query. */
    record Query(String sql) implements Source {}
}
