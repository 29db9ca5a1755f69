package io.github.surprisal.job;

import io.github.surprisal.metric.Datasets;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Whether results would be written among the files of a table: they would be read as its rows the next time, or keep it from being
 * read at all. What stands below a folder of the table whose name begins with {@code _} or a point is not read.
 */
final class OutputPlace {
    private final Configuration hadoop;
    private final String output;

    private OutputPlace(Configuration hadoop, String output) {
        this.hadoop = hadoop;
        this.output = output;
    }

    /**
     * Looks at a source before anything is read: at paths and patterns alone.
     *
     * @param output where to write; empty for nowhere
     * @throws UserException if that is a place where the source's files are looked for
     */
    static void check(SparkSession session, String output, Source source) {
        if (source instanceof Source.Files files && !isFiltered(files)) {
            check(session, output, List.of(files.path()));
        }
    }

    /** The same of a table that a catalog or a query stands for, once its folders are known. */
    static void check(SparkSession session, String output, Source source, Table.Input input) {
        if (source instanceof Source.Catalog || source instanceof Source.Query) {
            check(session, output, input.paths());
        }
    }

    /** The same of paths and patterns. */
    static void check(SparkSession session, String output, List<String> paths) {
        if (!output.isEmpty()) {
            OutputPlace place = new OutputPlace(session.sessionState().newHadoopConf(), output);
            paths.stream().filter(path -> !path.isEmpty()).forEach(place::check);
        }
    }

    /** Whether only files of certain names are read, which those of results need not have. */
    private static boolean isFiltered(Source.Files files) {
        return files.options().keySet().stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals("pathglobfilter"));
    }

    private void check(String input) {
        String where = placeThatIsRead(input);
        if (!where.isEmpty()) {
            throw new UserException("Cannot write to output.path '" + output
                    + "': expected a folder outside of the table '" + input
                    + "', found one where its files are read; --output " + where + " leaves the table as it is");
        }
    }

    /** Where to write instead; empty where nothing is wrong. */
    private String placeThatIsRead(String input) {
        try {
            Path whole = new Path(input);
            boolean isLiteral = whole.getFileSystem(hadoop).exists(whole);
            List<String> at = segments(whole, isLiteral);
            List<String> datasets = new ArrayList<>(List.of("model"));
            Datasets.all().forEach(dataset -> datasets.add(dataset.name()));
            for (String name : datasets) {
                if (holds(at, segments(new Path(output, name), true), isLiteral)) {
                    return isLiteral && isBelow(at, segments(new Path(output), true))
                            ? "a folder beside it, or one in it whose name begins with _,"
                            : "another folder";
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // What is no path, or cannot be reached, is told of by whoever reads or writes it.
        }
        return "";
    }

    private static boolean isBelow(List<String> folder, List<String> other) {
        return other.size() > folder.size() && other.subList(0, folder.size()).equals(folder);
    }

    /** Whether a file at a place would be read with those of a folder, or of what matches a pattern. */
    private static boolean holds(List<String> folder, List<String> place, boolean isLiteral) {
        if (place.size() < folder.size()) {
            return false;
        }
        for (int i = 0; i < folder.size(); i++) {
            boolean isSame = folder.get(i).equals(place.get(i));
            if (!isSame
                    && (isLiteral
                            || !GlobPattern.compile(folder.get(i))
                                    .matcher(place.get(i))
                                    .matches())) {
                return false;
            }
        }
        return place.subList(folder.size(), place.size()).stream().noneMatch(OutputPlace::isHidden);
    }

    /** As Spark has it: what begins so is no data. */
    private static boolean isHidden(String name) {
        return (name.startsWith("_") && !name.contains("=")) || name.startsWith(".");
    }

    /** File system and names from the root on; links of this machine are followed. */
    private List<String> segments(Path path, boolean isLiteral) throws IOException {
        Path qualified = path.getFileSystem(hadoop).makeQualified(path);
        String scheme = String.valueOf(qualified.toUri().getScheme());
        List<String> segments = new ArrayList<>();
        segments.add(scheme + "://" + qualified.toUri().getAuthority());
        String names = qualified.toUri().getPath();
        if (scheme.equals("file")) {
            names = isLiteral ? new File(names).getCanonicalPath() : pattern(qualified);
        }
        segments.addAll(
                Arrays.stream(names.split("/")).filter(name -> !name.isEmpty()).toList());
        return segments;
    }

    /** A pattern below its last folder that is there: links up to that are followed. */
    private static String pattern(Path qualified) throws IOException {
        List<String> below = new ArrayList<>();
        Path folder = qualified;
        while (folder != null && !new File(folder.toUri().getPath()).exists()) {
            below.add(folder.getName());
            folder = folder.getParent();
        }
        Collections.reverse(below);
        String above = folder == null ? "" : new File(folder.toUri().getPath()).getCanonicalPath();
        return above + "/" + String.join("/", below);
    }
}
