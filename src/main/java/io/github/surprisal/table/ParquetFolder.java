package io.github.surprisal.table;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whether the files of a Parquet table have the same columns. Spark takes those of one file for all of them: a column that this
 * one does not have is not read, and one that another file does not have is null there, neither with a word.
 */
final class ParquetFolder {
    /** So many footers, evenly spread, are read at most: a few milliseconds each. */
    private static final int LOOKED_AT = 16;

    private static final int NAMED = 3;

    private ParquetFolder() {}

    /**
     * What the user should know of it, one line each.
     *
     * @param path what the user calls the table
     * @param rows as Spark reads it, by the schema of one file
     */
    static List<String> notes(String path, Dataset<Row> rows, Configuration hadoop) {
        String[] files = rows.inputFiles();
        if (files.length < 2) {
            return List.of();
        }
        boolean exact = rows.sparkSession().sessionState().conf().caseSensitiveAnalysis();
        UnaryOperator<String> name = exact ? UnaryOperator.identity() : column -> column.toLowerCase(Locale.ROOT);
        Map<String, Set<String>> columnsOf = new LinkedHashMap<>();
        int looked = Math.min(files.length, LOOKED_AT);
        Arrays.sort(files);
        for (int i = 0; i < looked; i++) {
            String file = files[(int) ((long) i * files.length / looked)];
            try {
                columnsOf.put(file, columns(new Path(URI.create(file)), hadoop));
            } catch (IOException | RuntimeException e) {
                // Whoever reads its rows says what is wrong with it.
                columnsOf.remove(file);
            }
        }
        Set<String> read = new TreeSet<>();
        Arrays.stream(rows.columns()).map(name).forEach(read::add);
        Set<String> anywhere = new TreeSet<>();
        columnsOf.values().forEach(columns -> columns.stream().map(name).forEach(anywhere::add));
        Map<String, String> unread = new LinkedHashMap<>();
        Map<String, String> absent = new LinkedHashMap<>();
        columnsOf.forEach((file, columns) -> {
            Set<String> own = new TreeSet<>();
            columns.forEach(column -> {
                own.add(name.apply(column));
                if (!read.contains(name.apply(column))) {
                    unread.putIfAbsent(column, file);
                }
            });
            for (String column : rows.columns()) {
                if (anywhere.contains(name.apply(column)) && !own.contains(name.apply(column))) {
                    absent.putIfAbsent(column, file);
                }
            }
        });
        List<String> differences = new ArrayList<>();
        if (!unread.isEmpty()) {
            differences.add(named(unread, unread.size() == 1 ? "is not read" : "are not read"));
        }
        if (!absent.isEmpty()) {
            differences.add(named(absent, (absent.size() == 1 ? "is" : "are") + " null in files without"));
        }
        return differences.isEmpty()
                ? List.of()
                : List.of("The files of '" + path + "' have different columns: " + String.join("; ", differences)
                        + ". table.options.mergeSchema = true reads the columns of all files");
    }

    private static Set<String> columns(Path file, Configuration hadoop) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
            Set<String> columns = new TreeSet<>();
            for (Type field : reader.getFileMetaData().getSchema().getFields()) {
                columns.add(field.getName());
            }
            return columns;
        }
    }

    /** Columns, what is the matter with them, and a file where it is so. */
    private static String named(Map<String, String> columns, String what) {
        List<String> names = columns.keySet().stream()
                .limit(NAMED)
                .map(column -> "'" + column + "'")
                .toList();
        String file = columns.values().iterator().next();
        return String.join(", ", names)
                + (columns.size() > NAMED ? " and " + (columns.size() - NAMED) + " more" : "")
                + " " + what + " (" + new Path(URI.create(file)).getName() + ")";
    }
}
