package io.github.surprisal.table.files;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
public final class ParquetFolder {
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
    public static List<String> notes(String path, Dataset<Row> rows, Configuration hadoop) {
        String[] files = rows.inputFiles();
        if (files.length < 2) {
            return List.of();
        }
        boolean exact = rows.sparkSession().sessionState().conf().caseSensitiveAnalysis();
        UnaryOperator<String> name = exact ? UnaryOperator.identity() : column -> column.toLowerCase(Locale.ROOT);
        Map<String, Map<String, String>> found = columnsOf(files, name, hadoop);
        Map<String, String> read = byName(Arrays.asList(rows.columns()), name);
        Map<String, String> unread = new LinkedHashMap<>();
        Map<String, String> absent = new LinkedHashMap<>();
        found.forEach((file, own) -> {
            own.forEach((key, column) -> {
                if (!read.containsKey(key)) {
                    unread.putIfAbsent(column, file);
                }
            });
            read.forEach((key, column) -> {
                // Columns of partitions are in none of them.
                if (!own.containsKey(key) && found.values().stream().anyMatch(other -> other.containsKey(key))) {
                    absent.putIfAbsent(column, file);
                }
            });
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

    /** By file, of some of them: its columns by the name that they are told apart by. */
    private static Map<String, Map<String, String>> columnsOf(
            String[] files, UnaryOperator<String> name, Configuration hadoop) {
        Map<String, Map<String, String>> found = new LinkedHashMap<>();
        String[] sorted = files.clone();
        Arrays.sort(sorted);
        int looked = Math.min(sorted.length, LOOKED_AT);
        for (int i = 0; i < looked; i++) {
            String file = sorted[(int) ((long) i * sorted.length / looked)];
            columns(file, hadoop).ifPresent(columns -> found.put(file, byName(columns, name)));
        }
        return found;
    }

    private static Map<String, String> byName(List<String> columns, UnaryOperator<String> name) {
        Map<String, String> byName = new TreeMap<>();
        columns.forEach(column -> byName.putIfAbsent(name.apply(column), column));
        return byName;
    }

    /** Empty where the file cannot be read: whoever reads its rows says what is wrong with it. */
    private static Optional<List<String>> columns(String file, Configuration hadoop) {
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(new Path(URI.create(file)), hadoop))) {
            return Optional.of(reader.getFileMetaData().getSchema().getFields().stream()
                    .map(Type::getName)
                    .toList());
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
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
