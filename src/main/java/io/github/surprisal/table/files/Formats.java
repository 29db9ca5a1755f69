package io.github.surprisal.table.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The format of files, by their names' ending or by how they begin. */
public final class Formats {
    /** Formats that are read from files. */
    private static final Set<String> OF_FILES =
            Set.of("parquet", "orc", "csv", "json", "text", "xml", "avro", "libsvm", "binaryfile");

    private static final Map<String, String> ENDINGS = Map.ofEntries(
            Map.entry("parquet", "parquet"),
            Map.entry("parq", "parquet"),
            Map.entry("pq", "parquet"),
            Map.entry("orc", "orc"),
            Map.entry("avro", "avro"),
            Map.entry("csv", "csv"),
            Map.entry("tsv", "csv"),
            Map.entry("tab", "csv"),
            Map.entry("psv", "csv"),
            Map.entry("json", "json"),
            Map.entry("jsonl", "json"),
            Map.entry("ndjson", "json"),
            Map.entry("xml", "xml"),
            Map.entry("svm", "libsvm"),
            Map.entry("libsvm", "libsvm"));

    private static final Set<String> COMPRESSED = Set.of("gz", "bz2", "zst", "zstd", "snappy", "lz4", "deflate");

    private static final Set<String> PACKED = Set.of("zip", "7z", "tar", "tgz", "rar", "xz");

    /** Files of tables that Spark has no reader for. */
    private static final Set<String> FOREIGN = Set.of(
            "xls",
            "xlsx",
            "ods",
            "feather",
            "arrow",
            "arff",
            "sav",
            "dta",
            "sas7bdat",
            "rds",
            "rda",
            "rdata",
            "pkl",
            "h5",
            "hdf5",
            "mat",
            "npy",
            "npz",
            "db",
            "sqlite",
            "duckdb");

    private static final Pattern LIBSVM_LINE = Pattern.compile("[+-]?\\d+(\\.\\d+)?( +\\d+:[+-]?[0-9.eE+-]+)+ *");

    private static final int BEGINNING = 4096;

    private static final int JSON_BEGINNING = 1 << 16;

    private Formats() {}

    /** Whether sources of a format are files, and so cannot be read without a path. */
    public static boolean isOfFiles(String format) {
        return OF_FILES.contains(format.toLowerCase(Locale.ROOT));
    }

    /**
     * A format and what it was known by.
     *
     * @param separator of a CSV file, where its ending says so; else empty
     */
    public record Found(String format, String by, String separator) {}

    /**
     * The format of what a path means.
     *
     * @throws UserException for files of several formats, and for those that Spark cannot read
     */
    public static Found of(Location location, String path) throws IOException {
        Set<String> formats = new TreeSet<>();
        String known = "";
        List<Path> files = location.files();
        boolean isCsv =
                files.stream().anyMatch(file -> !csvEnding(file.getName()).isEmpty());
        for (Path file : files) {
            String ending = ending(file.getName());
            if (!isCsv || !FOREIGN.contains(ending)) {
                refuse(path, file.getName(), ending);
            }
            if (ENDINGS.containsKey(ending)) {
                formats.add(ENDINGS.get(ending));
                known = known.isEmpty() ? ending : known;
            }
        }
        if (formats.size() > 1) {
            throw new UserException("Cannot read '" + path + "': expected files of one format, found "
                    + String.join(" and ", formats)
                    + "; table.format says which to read them as, a pattern in table.path"
                    + " which files");
        }
        if (formats.isEmpty()) {
            return new Found(content(location), "by how it begins", "");
        }
        String separator = known.equals("tsv") || known.equals("tab") ? "\t" : known.equals("psv") ? "|" : "";
        return new Found(formats.iterator().next(), "by its ending", separator);
    }

    /** Whether a name's ending is that of a table, packed or not; JSON's is that of other files, too. */
    public static boolean isTable(String name) {
        String ending = ending(name);
        String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return COMPRESSED.contains(last)
                || PACKED.contains(last)
                || (ENDINGS.containsKey(ending) && !ending.equals("json"));
    }

    private static void refuse(String path, String name, String ending) {
        String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (PACKED.contains(last)) {
            throw new UserException("Cannot read '" + path + "': '" + name
                    + "' is an archive that Spark cannot unpack; unpack it, or compress its files with gzip or bzip2");
        }
        if (FOREIGN.contains(ending)) {
            throw new UserException("Cannot read '" + path + "': Spark has no reader for ." + ending
                    + " files; save the table as CSV or Parquet, or name a reader of your own with table.format");
        }
    }

    /** The ending of a name, but for that of its compression. */
    static String ending(String name) {
        String[] parts = name.toLowerCase(Locale.ROOT).split("\\.");
        int last = parts.length - 1;
        if (last > 0 && COMPRESSED.contains(parts[last])) {
            last--;
        }
        return last > 0 ? parts[last] : "";
    }

    /** The ending of a CSV file's name as it stands there, with that of its compression; empty for other files. */
    public static String csvEnding(String name) {
        String ending = ending(name);
        return "csv".equals(ENDINGS.get(ending))
                ? name.substring(name.toLowerCase(Locale.ROOT).lastIndexOf("." + ending))
                : "";
    }

    /** The format of the first file, by its first bytes. */
    public static String content(Location location) throws IOException {
        FileStatus first = location.first().orElse(null);
        return first == null
                ? "parquet"
                : content(location.beginning(first.getPath(), BEGINNING).bytes());
    }

    static String content(byte[] bytes) {
        String ascii = new String(bytes, StandardCharsets.ISO_8859_1);
        if (ascii.startsWith("PAR1")) {
            return "parquet";
        }
        if (ascii.startsWith("ORC")) {
            return "orc";
        }
        if (ascii.startsWith("Obj\1")) {
            return "avro";
        }
        if (ascii.indexOf('\0') >= 0 && !ascii.startsWith("\u00ff\u00fe") && !ascii.startsWith("\u00fe\u00ff")) {
            return "parquet";
        }
        String text = ascii.replaceFirst("^\u00ef\u00bb\u00bf", "").strip();
        if (text.startsWith("{") || text.startsWith("[")) {
            return "json";
        }
        if (text.startsWith("<")) {
            return "xml";
        }
        String line = text.lines().findFirst().orElse("");
        return LIBSVM_LINE.matcher(line).matches() ? "libsvm" : "csv";
    }

    /** Whether the first line of a file is not a JSON value by itself, so that the file must be read as a whole. */
    public static boolean isOneJson(Location location) throws IOException {
        FileStatus first = location.first().orElse(null);
        if (first == null) {
            return false;
        }
        Location.Beginning beginning = location.beginning(first.getPath(), JSON_BEGINNING);
        String text = new String(beginning.bytes(), StandardCharsets.UTF_8)
                .replaceFirst("^\ufeff", "")
                .strip();
        int end = text.indexOf('\n');
        if (end < 0) {
            return text.startsWith("[");
        }
        try {
            new ObjectMapper().readTree(text.substring(0, end));
            return false;
        } catch (JsonProcessingException e) {
            return true;
        }
    }
}
