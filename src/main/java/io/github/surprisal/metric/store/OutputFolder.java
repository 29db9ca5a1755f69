package io.github.surprisal.metric.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What lies where below an output path, and which attempt of a run counts.
 *
 * <pre>
 * NAME/run_id=ID/part-00000-ATTEMPT.parquet    rows of a dataset
 * model/run_id=ID/ATTEMPT/                     a saved model
 * runs/run_id=ID/part-00000.snappy.parquet     one row, which names the attempt that counts
 * _attempts/ATTEMPT-ID/                        an attempt that is under way, and its files that are not whole yet
 * </pre>
 *
 * <p>Before there were attempts the files had no attempt in their names and no column {@code attempt}: here it is the empty text.
 */
public final class OutputFolder {
    public static final String RUNS = "runs";
    public static final String MODEL = "model";
    public static final String PARTITION = "run_id=";

    /** As it was before there were attempts, so that such a row too is replaced in one step. */
    private static final String ROW = "part-00000.snappy.parquet";

    private static final String ATTEMPTS = "_attempts";
    private static final int TRIES = 8;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern ATTEMPT = Pattern.compile("\\d{8}T\\d{6,12}Z-[0-9a-f]{16}");

    private final FileSystem files;
    private final Path root;

    /**
     * An attempt that counts.
     *
     * @param row the file of its row in {@code runs}
     */
    public record Published(Path row, String attempt) {}

    /**
     * An attempt that is under way, or that died.
     *
     * @param folder what is kept of it
     * @param modified when it gave the last sign of life, by the clock of the file system, in milliseconds
     */
    record UnderWay(Path folder, String attempt, String runId, long modified) {}

    OutputFolder(FileSystem files, Path root) {
        this.files = files;
        this.root = root;
    }

    /** @throws IllegalArgumentException if it is no path */
    public static OutputFolder of(Configuration hadoop, String path) throws IOException {
        Path root = new Path(path);
        FileSystem files = root.getFileSystem(hadoop);
        return new OutputFolder(files, files.makeQualified(root));
    }

    /** A name that no other attempt has; of two the later one is the greater, to the second. */
    public static String newAttempt(Instant now) {
        String random = UUID.randomUUID().toString().replace("-", "");
        return TIME.format(now) + "-" + random.substring(random.length() - 16);
    }

    public FileSystem files() {
        return files;
    }

    public Path root() {
        return root;
    }

    /** The folder of a run in a dataset. */
    public Path run(String dataset, String runId) {
        return new Path(new Path(root, dataset), PARTITION + runId);
    }

    /** The file of a dataset's rows of an attempt. */
    Path part(String dataset, String runId, int number, String attempt) {
        return new Path(run(dataset, runId), String.format(Locale.ROOT, "part-%05d-%s.parquet", number, attempt));
    }

    /** The file of a run's row in {@code runs}. */
    Path row(String runId) {
        return new Path(run(RUNS, runId), ROW);
    }

    Path underWay(String attempt, String runId) {
        return new Path(new Path(root, ATTEMPTS), attempt + "-" + runId);
    }

    /** The attempt in the name of a file or folder. */
    public static String attemptOf(Path path) {
        Matcher matcher = ATTEMPT.matcher(path.getName());
        return matcher.find() ? matcher.group() : "";
    }

    /** The datasets that there are, but for {@code runs}; {@code model} among them. */
    public List<String> datasets() throws IOException {
        return list(root).stream()
                .filter(FileStatus::isDirectory)
                .map(folder -> folder.getPath().getName())
                .filter(name -> !name.startsWith("_") && !name.startsWith(".") && !name.equals(RUNS))
                .sorted()
                .toList();
    }

    /** The ids of the runs that have a row. */
    public List<String> runIds() throws IOException {
        return list(new Path(root, RUNS)).stream()
                .map(folder -> folder.getPath().getName())
                .filter(name -> name.startsWith(PARTITION))
                .map(name -> name.substring(PARTITION.length()))
                .sorted()
                .toList();
    }

    /**
     * The attempt of a run that counts, if it has one.
     *
     * @throws IOException if its row is damaged, or was replaced again and again while it was read
     */
    public Optional<Published> published(String runId) throws IOException {
        for (int i = 1; ; i++) {
            try {
                return publishedNow(runId);
            } catch (IOException e) {
                // The length that a reader has looked up may be that of a row that has just been replaced.
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    private Optional<Published> publishedNow(String runId) throws IOException {
        List<Published> rows = new ArrayList<>();
        for (Path row : parquet(run(RUNS, runId))) {
            rows.add(new Published(row, ParquetFile.attempt(files.getConf(), row)));
        }
        return rows.stream().max(Comparator.comparing(Published::attempt));
    }

    /** The Parquet files of an attempt. */
    public List<Path> parts(String dataset, String runId, String attempt) throws IOException {
        return parquet(run(dataset, runId)).stream()
                .filter(file -> attemptOf(file).equals(attempt))
                .toList();
    }

    /** The Parquet files in a folder, in the order of their names. */
    public List<Path> parquet(Path folder) throws IOException {
        return list(folder).stream()
                .map(FileStatus::getPath)
                .filter(file -> file.getName().endsWith(".parquet"))
                .filter(file ->
                        !file.getName().startsWith("_") && !file.getName().startsWith("."))
                .sorted()
                .toList();
    }

    List<UnderWay> underWay() throws IOException {
        List<UnderWay> found = new ArrayList<>();
        for (FileStatus folder : list(new Path(root, ATTEMPTS))) {
            String name = folder.getPath().getName();
            String attempt = attemptOf(folder.getPath());
            if (!attempt.isEmpty() && name.startsWith(attempt + "-")) {
                long modified = list(folder.getPath()).stream()
                        .mapToLong(FileStatus::getModificationTime)
                        .max()
                        .orElse(folder.getModificationTime());
                found.add(new UnderWay(folder.getPath(), attempt, name.substring(attempt.length() + 1), modified));
            }
        }
        return found;
    }

    /**
     * Deletes what is left of a run's attempts that neither count nor live. What it looks at first, second and third is what makes
     * this safe beside other writers: an attempt whose files were seen and that is not under way any more is published or given
     * up; if it does not count now it never will, as it is published but once.
     */
    void clean(String runId, Predicate<UnderWay> lives) throws IOException {
        List<Path> found = new ArrayList<>();
        List<String> datasets = datasets();
        for (String dataset : datasets) {
            list(run(dataset, runId)).forEach(file -> found.add(file.getPath()));
        }
        Set<String> living =
                underWay().stream().filter(lives).map(UnderWay::attempt).collect(Collectors.toSet());
        Optional<Published> counts = published(runId);
        String kept = counts.map(Published::attempt).orElse("");
        for (Path file : found) {
            String attempt = attemptOf(file);
            if (!attempt.equals(kept) && !living.contains(attempt)) {
                files.delete(file, true);
            }
        }
        if (counts.isPresent()) {
            for (Path row : parquet(run(RUNS, runId))) {
                if (!row.equals(counts.get().row()) && attemptOf(row).compareTo(kept) < 0) {
                    files.delete(row, false);
                }
            }
        }
        for (String dataset : datasets) {
            deleteIfEmpty(run(dataset, runId));
        }
    }

    /** Deletes a folder that has nothing in it, and says nothing if another run is quicker. */
    void deleteIfEmpty(Path folder) {
        try {
            if (files.exists(folder) && list(folder).isEmpty()) {
                files.delete(folder, false);
            }
        } catch (IOException e) {
            // Something has been put into it.
        }
    }

    /** What is in a folder; nothing if there is none. */
    private List<FileStatus> list(Path folder) throws IOException {
        try {
            return Arrays.asList(files.listStatus(folder));
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
