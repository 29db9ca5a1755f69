package io.github.surprisal.metric.store;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A disk that fails after some operations, for good: as if the process had died there. As an object store a rename copies and then
 * deletes, a file is seen when all of it is written, and making a file that must not be there yet makes it all the same.
 */
class FaultyFileSystem extends RawLocalFileSystem {
    private final boolean isObjectStore;
    private final String reason;
    private int operationsLeft;

    /** @param operations how many operations succeed; −1 for all */
    FaultyFileSystem(boolean isObjectStore, int operations, String reason) {
        this.isObjectStore = isObjectStore;
        this.operationsLeft = operations;
        this.reason = reason;
        setConf(Attempts.HADOOP);
    }

    static FaultyFileSystem open(boolean isObjectStore, int operations) throws IOException {
        FaultyFileSystem files = new FaultyFileSystem(isObjectStore, operations, "the machine is gone");
        files.initialize(URI.create("file:///"), Attempts.HADOOP);
        return files;
    }

    boolean hasFailed() {
        return operationsLeft == 0;
    }

    private void operate() throws IOException {
        if (operationsLeft == 0) {
            fail(reason);
        }
        operationsLeft--;
    }

    protected void fail(String why) throws IOException {
        throw new IOException(why);
    }

    /** Hadoop starts a process to change a permission, which takes longer than all the rest. */
    @Override
    public void setPermission(Path path, FsPermission permission) {}

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        operate();
        return super.open(file, bufferSize);
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        operate();
        return super.listStatus(folder);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        operate();
        return super.delete(path, recursive);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        operate();
        if (!isObjectStore) {
            return super.rename(from, to);
        }
        byte[] content;
        try (FSDataInputStream in = super.open(from, 4096)) {
            content = in.readAllBytes();
        } catch (FileNotFoundException e) {
            return false;
        }
        operate();
        super.create(to, true, 4096, (short) 1, 1 << 20, null).write(content);
        operate();
        return super.delete(from, false);
    }

    @Override
    public FSDataOutputStream create(
            Path file, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        operate();
        if (!isObjectStore) {
            return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
        }
        OutputStream whole = new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
                operate();
                Path sent = new Path(file.getParent(), "." + file.getName() + ".sent");
                try (OutputStream out =
                        FaultyFileSystem.super.create(sent, true, bufferSize, replication, blockSize, progress)) {
                    out.write(toByteArray());
                }
                FaultyFileSystem.super.rename(sent, file);
            }
        };
        return new FSDataOutputStream(whole, new FileSystem.Statistics("object"));
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return create(file, overwrite, bufferSize, replication, blockSize, progress);
    }
}
