package io.github.surprisal.table;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table ready to be counted: only the columns that play a part, in a fixed order.
 *
 * @param rows the data; column i of it is {@code columns.get(i)}, under a safe internal name ({@code c0}, {@code c1}, ..)
 * @param columns the columns, with the user's names
 * @param features indices of the features, in the user's order
 * @param label index of the label, or -1
 * @param weight index of the weight, or -1
 * @param offset index of the offset, or -1
 * @param groupings each grouping as indices of its columns; the overall figures need no entry
 * @param elements the columns that are elements of a vector column of the source, by name
 * @param expressions the columns that were made from others of the source, such as the fields of a struct: name → SQL
 * @param input what was read, for the record
 * @param notes what the user should know of how it was read, a line each
 */
public record Table(
        Dataset<Row> rows,
        List<Column> columns,
        List<Integer> features,
        int label,
        int weight,
        int offset,
        List<List<Integer>> groupings,
        Map<String, Element> elements,
        Map<String, String> expressions,
        Input input,
        List<String> notes) {

    /** As it stands in the source, without an offset. */
    public Table(
            Dataset<Row> rows,
            List<Column> columns,
            List<Integer> features,
            int label,
            int weight,
            List<List<Integer>> groupings,
            Map<String, Element> elements,
            Input input) {
        this(rows, columns, features, label, weight, -1, groupings, elements, Map.of(), input, List.of());
    }

    /** Element {@code index}, from 0, of a vector column of the source. */
    public record Element(String column, int index) implements Serializable {}

    /**
     * What was read.
     *
     * @param paths roots of the files, or the table's name
     * @param files how many; -1 where the source cannot tell
     * @param bytes of the files; -1 where the source cannot tell
     * @param where the condition that rows have to meet, in SQL; empty for none
     */
    public record Input(List<String> paths, long files, long bytes, String where) {
        /** Of all rows. */
        public Input(List<String> paths, long files, long bytes) {
            this(paths, files, bytes, "");
        }

        /**
         * A sentence for a table in which no row was found.
         *
         * @param isWeighted whether rows without weight are not counted
         */
        public String emptiness(boolean isWeighted) {
            return "found no rows" + (isWeighted ? " of positive weight" : "")
                    + (paths.isEmpty() ? "" : " in '" + String.join("', '", paths) + "'")
                    + (where.isEmpty()
                            ? ", expected at least one" + (isText() ? "; a file may hold its header alone" : "")
                            : " that meet table.where = " + Names.quotedForConfig(where)
                                    + ", expected at least one; without the condition all rows are counted");
        }

        /** Whether it may have a line of names, as files have that are named as CSV ones are. */
        private boolean isText() {
            return paths.stream().anyMatch(path -> path.matches("(?i).*\\.(csv|tsv|txt)(\\.\\w+)?"));
        }

        /** What it is called among other tables: the last name of its path, or just a table where it has none. */
        public String name() {
            if (paths.isEmpty()) {
                return "a table";
            }
            String path = paths.get(0).replaceAll("/+$", "");
            String more = paths.size() == 1 ? "" : " and " + (paths.size() - 1) + " more";
            return path.substring(path.lastIndexOf('/') + 1) + more;
        }
    }

    /** The same with another note of what was read. */
    public Table withInput(Input other) {
        return new Table(
                rows, columns, features, label, weight, offset, groupings, elements, expressions, other, notes);
    }

    /** The same with other columns as features. */
    public Table withFeatures(List<Integer> other) {
        return new Table(rows, columns, other, label, weight, offset, groupings, elements, expressions, input, notes);
    }

    /**
     * The same with the features of these names or globs, all of them where none is given, and without those to ignore.
     * What has no such column is as it is.
     */
    public Table withFeatures(List<String> named, List<String> ignored) {
        return withFeatures(features.stream()
                .filter(i -> named.isEmpty() || isAmong(columns.get(i).name(), named))
                .filter(i -> !isAmong(columns.get(i).name(), ignored))
                .toList());
    }

    /** Whether a feature has this name, or one that this glob means. */
    boolean hasFeature(String name) {
        return features.stream().anyMatch(i -> isAmong(columns.get(i).name(), List.of(name)));
    }

    private static boolean isAmong(String column, List<String> names) {
        return names.stream()
                .anyMatch(name -> name.equalsIgnoreCase(column)
                        || Names.glob(name).matcher(column).matches());
    }

    public boolean hasLabel() {
        return label >= 0;
    }

    public boolean hasWeight() {
        return weight >= 0;
    }

    public boolean hasOffset() {
        return offset >= 0;
    }
}
