package io.github.surprisal.metric;

/** Where the datasets of a run go. */
public sealed interface Output {
    /** They are not written. */
    record Nowhere() implements Output {}

    /**
     * Parquet files in a folder.
     *
     * @param path any Hadoop URI
     * @param report whether to write the page {@code report.html} too
     */
    record Folder(String path, boolean report) implements Output {}

    /**
     * Tables of a catalog whose format replaces rows in one step, such as Iceberg or Delta: {@code lake.db.metrics_runs}, {@code
     * lake.db.metrics_information_gain} and so on.
     *
     * @param name what their names begin with: {@code lake.db.metrics}
     * @param format of tables that are made; empty for the one that their catalog is for
     * @param models folder for the models that runs train; empty where they are not kept
     */
    record Tables(String name, String format, String models) implements Output {}

    /** Nowhere, or a folder without a page. */
    static Output folder(String path) {
        return path.isEmpty() ? new Nowhere() : new Folder(path, false);
    }

    /** Whether they are kept at all. */
    default boolean isSomewhere() {
        return !(this instanceof Nowhere);
    }

    /** Whether a page of each run is wanted beside them. */
    default boolean hasPage() {
        return this instanceof Folder folder && folder.report();
    }

    /** Where files would come among those of others; empty where there are none. */
    default String path() {
        return this instanceof Folder folder ? folder.path() : "";
    }

    /** What the user calls the place; empty for none. */
    default String place() {
        return this instanceof Tables tables ? tables.name() : path();
    }
}
