package io.github.surprisal.scan;

import java.util.Locale;

/** How a table's source is read, from the fastest way to the slowest. */
public enum SourceReader {
    /** Parquet files page by page; those among them that are of another kind by Spark's reader. */
    PAGES,

    /** The batches of columns that the source gives. */
    COLUMNAR,

    /** Row by row: what is no source of columns, or is filtered, cast or derived first. */
    ROWS;

    /** Its name in the datasets. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
