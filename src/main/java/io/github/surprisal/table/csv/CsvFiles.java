package io.github.surprisal.table.csv;

import io.github.surprisal.table.files.FileIndexes;
import io.github.surprisal.table.files.Formats;
import io.github.surprisal.table.files.Location;
import io.github.surprisal.table.files.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files of a table in CSV: those that Spark reads at a path. Where names of some end as those of CSV files do, packed or
 * not, they are these alone: what else lies beside them (a README.txt, notes, a workbook) is no part of the table.
 *
 * @param taken those that are not empty, in the order of their paths
 * @param leftOut names of those that are no part of the table
 */
record CsvFiles(List<FileStatus> taken, List<String> leftOut) {
    private static final int MOST_NAMED = 3;

    /**
     * Lists the files. Where some are to be left out, the options are told.
     *
     * @param reader of CSV, with the options
     */
    static CsvFiles of(DataFrameReader reader, Location location, Options options) throws IOException {
        Optional<FileStatus> single = location.single();
        List<FileStatus> all = single.isPresent() ? List.of(single.get()) : listed(reader, location);
        List<FileStatus> taken = all;
        List<String> leftOut = List.of();
        Set<String> endings = new TreeSet<>();
        all.stream()
                .map(file -> Formats.csvEnding(file.getPath().getName()))
                .filter(ending -> !ending.isEmpty())
                .forEach(endings::add);
        if (!endings.isEmpty() && single.isEmpty() && !options.has("pathGlobFilter")) {
            taken = all.stream()
                    .filter(file -> !Formats.csvEnding(file.getPath().getName()).isEmpty())
                    .toList();
            leftOut = all.stream()
                    .map(file -> file.getPath().getName())
                    .filter(name -> Formats.csvEnding(name).isEmpty())
                    .toList();
            if (!leftOut.isEmpty()) {
                options.put("pathGlobFilter", "*{" + String.join(",", endings) + "}");
            }
        }
        return new CsvFiles(taken.stream().filter(file -> file.getLen() > 0).toList(), leftOut);
    }

    /** As Spark lists them: its rules for hidden files, patterns and partitions hold, and the options about files. */
    private static List<FileStatus> listed(DataFrameReader reader, Location location) {
        Dataset<Row> rows = reader.schema("_surprisal_line STRING").load(location.forSpark());
        List<FileStatus> files = new ArrayList<>();
        FileIndexes.of(rows).forEach(index -> files.addAll(CollectionConverters.asJava(index.allFiles())));
        files.sort(Comparator.comparing(FileStatus::getPath));
        return files;
    }

    /** What was left out, as part of a sentence; empty for nothing. */
    String without() {
        if (leftOut.isEmpty()) {
            return "";
        }
        List<String> named = leftOut.subList(0, Math.min(MOST_NAMED, leftOut.size()));
        int more = leftOut.size() - named.size();
        return "without '" + String.join("', '", named) + "'" + (more > 0 ? " and " + more + " more" : "")
                + ", not named as CSV files (table.options.pathGlobFilter says which files to take)";
    }

    /** A file's path below the folder that is read. */
    static String shown(Path file, Location location) {
        String path = file.toUri().getPath();
        boolean isOne = location.roots().size() == 1;
        for (Path root : location.roots()) {
            String folder = root.toUri().getPath();
            if (path.startsWith(folder + "/")) {
                return (isOne ? "" : root.getName() + "/") + path.substring(folder.length() + 1);
            }
        }
        return file.getName();
    }
}
