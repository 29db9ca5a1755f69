package io.github.surprisal.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * One table to count.
 *
 * @param files the directory of its files
 * @param format parquet or csv
 * @param groups each grouping to count by; empty for the whole table alone
 * @param columns the columns to count by label {@code y}
 */
record Contest(String name, Path files, String format, long rows, List<List<String>> groups, List<String> columns) {
    boolean isParquet() {
        return format.equals("parquet");
    }

    /** What others, who have no notion of groupings, have to group by beside the column and the label. */
    List<List<String>> keys() {
        return groups.isEmpty() ? List.of(List.of()) : groups;
    }
}
