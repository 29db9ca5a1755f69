package io.github.surprisal.metric;

import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directory of the metric datasets: each run's files are staged in a hidden folder of their own, then moved to {@code
 * NAME/run_id=ID}, the {@code runs} row last. Whoever reads joins on {@code runs} and so sees a run whole or not at all.
 *
 * <p>Runs of different ids never touch the same folder. Runs of one id take turns by a lock file; the last one stays.
 */
final class MetricStore implements AutoCloseable {
    static final String RUNS = "runs";
    private static final long LOCK_WAIT_MILLIS = 60_000;
    private static final long LOCK_STALE_MILLIS = 600_000;

    private final FileSystem files;
    private final Path root;
    private final Path hidden;
    private final Path staging;
    private final String partition;

    private MetricStore(FileSystem files, Path root, String runId) {
        this.files = files;
        this.root = root;
        this.hidden = new Path(root, "_staging");
        this.partition = "run_id=" + runId;
        this.staging = new Path(hidden, runId + "-" + UUID.randomUUID());
    }

    /** Makes the staging folder, so that a path that cannot be written to is known before anything is computed. */
    static MetricStore open(Configuration hadoop, String path, String runId) {
        try {
            Path root = new Path(path);
            FileSystem files = root.getFileSystem(hadoop);
            MetricStore store = new MetricStore(files, files.makeQualified(root), runId);
            if (!files.mkdirs(store.staging)) {
                throw new IOException("cannot make a folder there");
            }
            return store;
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException("Cannot write to output.path '" + path + "': " + firstLine(e), e);
        }
    }

    private static String firstLine(Exception e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }

    /** Where the metrics are when the run is committed. */
    Path root() {
        return root;
    }

    /** The folder in which to stage a dataset. */
    Path staged(String dataset) {
        return new Path(staging, dataset);
    }

    /** Moves everything staged to its place, {@code runs} last; puts back what was there before if that fails. */
    void commit() {
        Path lock = new Path(hidden, partition + ".lock");
        try {
            acquire(lock);
            try {
                replace();
            } finally {
                files.delete(lock, false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot commit the run to '" + root + "'", e);
        }
    }

    private void acquire(Path lock) throws IOException {
        long start = System.nanoTime();
        while (!create(lock)) {
            if (System.currentTimeMillis() - modified(lock) > LOCK_STALE_MILLIS) {
                files.delete(lock, false);
            } else if ((System.nanoTime() - start) / 1_000_000 > LOCK_WAIT_MILLIS) {
                throw new IOException("another run of the same id holds " + lock);
            }
            pause();
        }
    }

    /** Makes the lock file unless it is there. On a local disk Hadoop looks and then creates, so Java does it there. */
    private boolean create(Path lock) throws IOException {
        try {
            if (lock.toUri().getScheme().equals("file")) {
                java.nio.file.Files.createFile(java.nio.file.Path.of(lock.toUri()));
            } else {
                files.create(lock, false).close();
            }
            return true;
        } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
            return false;
        }
    }

    private long modified(Path lock) throws IOException {
        try {
            return files.getFileStatus(lock).getModificationTime();
        } catch (java.io.FileNotFoundException e) {
            return Long.MAX_VALUE;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for another run of the same id", e);
        }
    }

    private record Move(Path from, Path to) {}

    private void replace() throws IOException {
        List<Move> moves = new ArrayList<>();
        addOld(moves, RUNS);
        for (FileStatus dataset : files.listStatus(root)) {
            String name = dataset.getPath().getName();
            if (dataset.isDirectory() && !name.startsWith("_") && !name.startsWith(".") && !name.equals(RUNS)) {
                addOld(moves, name);
            }
        }
        for (FileStatus dataset : files.listStatus(staging)) {
            String name = dataset.getPath().getName();
            if (!name.equals(RUNS) && !name.startsWith("_")) {
                moves.add(new Move(dataset.getPath(), new Path(new Path(root, name), partition)));
            }
        }
        moves.add(new Move(staged(RUNS), new Path(new Path(root, RUNS), partition)));
        int done = 0;
        try {
            for (Move move : moves) {
                move(move.from(), move.to());
                done++;
            }
        } catch (IOException e) {
            for (int i = done - 1; i >= 0; i--) {
                move(moves.get(i).to(), moves.get(i).from());
            }
            throw e;
        }
    }

    private void addOld(List<Move> moves, String dataset) throws IOException {
        Path old = new Path(new Path(root, dataset), partition);
        if (files.exists(old)) {
            moves.add(new Move(old, new Path(staging, "_old/" + dataset)));
        }
    }

    private void move(Path from, Path to) throws IOException {
        files.mkdirs(to.getParent());
        if (!files.rename(from, to)) {
            throw new IOException("cannot move " + from + " to " + to);
        }
    }

    /** Removes what is left of the staging folder. */
    @Override
    public void close() {
        try {
            files.delete(staging, true);
            FileStatus[] others = files.exists(hidden) ? files.listStatus(hidden) : new FileStatus[0];
            if (others.length == 0) {
                files.delete(hidden, false);
            }
        } catch (IOException e) {
            // Somebody else is at work there, or nothing can be done about it: what is left is hidden from readers.
        }
    }
}
