package io.github.surprisal.metric.store;

import io.github.surprisal.metric.store.OutputFolder.Published;
import io.github.surprisal.metric.store.OutputFolder.UnderWay;
import io.github.surprisal.table.UserException;
import io.github.surprisal.table.WriteRefusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * One attempt at a run: its files are written where they stay, under the attempt's name, and {@link #commit} makes them count by
 * replacing one small file, the run's row in {@code runs}. There is no lock, nothing is moved away and nothing has to be mended:
 * whenever the process dies, {@code runs} names an attempt that is whole.
 *
 * <p>Several attempts at one id at once each have files of their own; the one that replaces the row last counts. An attempt is
 * under way from {@link #open} to the end of {@link #commit}; nobody deletes its files in this time, unless it gave no sign of
 * life for {@link #ABANDONED}. See {@link OutputFolder#clean} for who deletes what.
 */
public final class MetricStore implements AutoCloseable {
    /** A run gives a sign of life whenever it writes; no stage of one is as long as this. */
    public static final Duration ABANDONED = Duration.ofDays(7);

    private static final int TRIES = 5;

    /** What is not a mistake in the path, in the words of disks and networks. */
    private static final List<String> FAILING = List.of(
            "No space left", "quota", "timed out", "Connection refused", "Connection reset", "Input/output error");

    private final OutputFolder folder;
    private final FileSystem files;
    private final Replacement replacement;
    private final String runId;
    private final String attempt = OutputFolder.newAttempt(Instant.now());
    private final Path underWay;
    private final List<Path> written = new ArrayList<>();
    private boolean isOver;

    /** Writes a file that is not there yet. */
    public interface Content {
        void write(Path file) throws IOException;
    }

    MetricStore(OutputFolder folder, Replacement replacement, String runId) {
        this.folder = folder;
        this.files = folder.files();
        this.replacement = replacement;
        this.runId = runId;
        this.underWay = folder.underWay(attempt, runId);
    }

    /**
     * Begins an attempt, and deletes what dead ones left.
     *
     * @throws UserException if the path cannot be written to, before anything is computed
     */
    public static MetricStore open(Configuration hadoop, String path, String runId) {
        try {
            OutputFolder folder = OutputFolder.of(hadoop, path);
            MetricStore store =
                    new MetricStore(folder, Replacement.of(folder.root().toUri().getScheme()), runId);
            store.begin();
            return store;
        } catch (IOException | IllegalArgumentException e) {
            String reason = reason(e);
            if (e instanceof IOException failed && FAILING.stream().anyMatch(reason::contains)) {
                throw cannot("write to output.path '" + path + "'", failed);
            }
            throw new UserException(
                    "Cannot write to output.path '" + path + "': " + WriteRefusal.reason(hadoop, path, e)
                            + "; --output names another folder",
                    e);
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().strip().lines().findFirst().orElse("");
    }

    void begin() throws IOException {
        liveOn();
        try {
            sweep();
        } catch (IOException e) {
            // What is dead may as well be swept by the next run.
        }
    }

    private void liveOn() throws IOException {
        Path alive = new Path(underWay, "alive");
        for (int i = 1; ; i++) {
            try {
                files.create(alive, true).close();
                return;
            } catch (IOException e) {
                // Another run may just have deleted the empty folder above.
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Deletes what attempts at any run left that gave no sign of life for long, by the clock of the file system. */
    private void sweep() throws IOException {
        List<UnderWay> all = folder.underWay();
        long now = all.stream()
                .filter(other -> other.attempt().equals(attempt))
                .mapToLong(UnderWay::modified)
                .findFirst()
                .orElse(0);
        for (UnderWay other : all) {
            if (isDead(other, now)) {
                folder.clean(other.runId(), another -> !isDead(another, now));
                files.delete(other.folder(), true);
            }
        }
    }

    private static boolean isDead(UnderWay attempt, long now) {
        return now - attempt.modified() > ABANDONED.toMillis();
    }

    /** What could not be done and why in one message, as the deepest one is what a user is told. */
    private static UncheckedIOException cannot(String what, Throwable e) {
        IOException told = new IOException("Cannot " + what + ": " + reason(e));
        told.addSuppressed(e);
        return new UncheckedIOException(told.getMessage(), told);
    }

    /** Where the datasets are. */
    public Path root() {
        return folder.root();
    }

    FileSystem files() {
        return files;
    }

    /** The name of this attempt. */
    public String attempt() {
        return attempt;
    }

    /** Where a model is to be saved: a folder that is not there yet. */
    public Path model() {
        Path model = new Path(folder.run(OutputFolder.MODEL, runId), attempt);
        written.add(model);
        return model;
    }

    /** A folder for files that are not whole yet, which no reader of the datasets sees. */
    public Path staged(String name) {
        return new Path(underWay, name);
    }

    /** Writes the one file of a dataset. */
    public void write(String dataset, Content content) {
        Path file = folder.part(dataset, runId, 0, attempt);
        try {
            liveOn();
            written.add(file);
            if (replacement.writesInPlace()) {
                content.write(file);
            } else {
                Path staged = staged(dataset + ".parquet");
                content.write(staged);
                rename(staged, file);
            }
        } catch (IOException | FSError e) {
            throw cannot("write " + file, e);
        }
    }

    /** Takes the Parquet files that are in a staged folder into a dataset. */
    public void take(String dataset, Path staged) {
        try {
            liveOn();
            int number = 0;
            for (Path part : folder.parquet(staged)) {
                Path file = folder.part(dataset, runId, number++, attempt);
                written.add(file);
                rename(part, file);
            }
        } catch (IOException e) {
            throw cannot("write " + folder.run(dataset, runId), e);
        }
    }

    private void rename(Path from, Path to) throws IOException {
        for (int i = 1; ; i++) {
            files.mkdirs(to.getParent());
            if (files.rename(from, to)) {
                return;
            }
            // Another run may just have deleted the empty folder.
            if (i == TRIES) {
                throw new IOException("cannot rename " + from + " to " + to);
            }
        }
    }

    /**
     * Makes this attempt the one that counts, and deletes the one before.
     *
     * @param row writes the run's row in {@code runs}, with this attempt's name
     */
    public void commit(Content row) {
        Path staged = staged(OutputFolder.RUNS + ".parquet");
        try {
            liveOn();
            row.write(staged);
            checkWhole();
            publish(staged);
        } catch (IOException | FSError e) {
            throw cannot("publish run '" + runId + "' in " + root(), e);
        }
        try {
            folder.clean(runId, other -> true);
        } catch (IOException e) {
            // The run counts. What is left of others is deleted by the next run of this id, or swept.
        }
        try {
            finish();
        } catch (IOException e) {
            // The same of its own folder.
        }
    }

    /** Nothing of an attempt that counts may be missing, as it is if the run slept longer than others waited. */
    private void checkWhole() throws IOException {
        for (Path path : written) {
            if (!files.exists(path)) {
                throw new IOException(path + " is gone: expected a sign of life at least every " + ABANDONED.toDays()
                        + " days, found none for longer");
            }
        }
    }

    /** If it fails, nobody knows whether it was done: then nothing is deleted until this attempt is taken for dead. */
    private void publish(Path staged) throws IOException {
        isOver = true;
        Path row = replacement == Replacement.BESIDE
                ? folder.part(OutputFolder.RUNS, runId, 0, attempt)
                : folder.row(runId);
        try {
            replacement.replace(files, staged, row);
        } catch (IOException e) {
            if (!counts()) {
                throw e;
            }
        }
    }

    private boolean counts() throws IOException {
        Optional<Published> published = folder.published(runId);
        return published.isPresent() && published.get().attempt().equals(attempt);
    }

    /**
     * Ends being under way; only then it is looked whether another attempt counts by now. So either this one sees the other and
     * deletes its own files, or the other one, published later, finds them with nobody at work on them.
     */
    private void finish() throws IOException {
        deleteUnderWay();
        if (!counts()) {
            deleteOwn();
        }
    }

    private void deleteUnderWay() throws IOException {
        files.delete(underWay, true);
        folder.deleteIfEmpty(underWay.getParent());
    }

    private void deleteOwn() throws IOException {
        for (Path path : written) {
            files.delete(path, true);
            folder.deleteIfEmpty(path.getParent());
            folder.deleteIfEmpty(path.getParent().getParent());
        }
    }

    /** Gives the attempt up, unless it was committed: deletes its files. */
    @Override
    public void close() {
        if (isOver) {
            return;
        }
        isOver = true;
        try {
            deleteOwn();
            deleteUnderWay();
        } catch (IOException e) {
            // It is swept once it is old.
        }
    }
}
