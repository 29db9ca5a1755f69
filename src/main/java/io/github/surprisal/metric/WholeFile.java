package io.github.surprisal.metric;

import io.github.surprisal.metric.store.Replacement;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** A file that nobody sees before it is whole: the old one is there until the new one is. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Writes a file, in the place of one of the same name.
     *
     * @param path any Hadoop URI
     * @throws IOException if it cannot be written; then the old one is as it was
     */
    public static void write(SparkSession session, String path, byte[] content) throws IOException {
        Path to = new Path(path);
        FileSystem files = to.getFileSystem(session.sessionState().newHadoopConf());
        to = files.makeQualified(to);
        Replacement replacement = Replacement.of(files.getScheme());
        if (replacement.writesInPlace()) {
            create(files, to, content);
            return;
        }
        Path beside = new Path(to.getParent(), "_" + to.getName() + "-" + UUID.randomUUID());
        try {
            create(files, beside, content);
            if (replacement == Replacement.BESIDE) {
                files.delete(to, false);
            }
            replacement.replace(files, beside, to);
        } finally {
            files.delete(beside, false);
            if (replacement == Replacement.MOVE) {
                // Its checksum is a file of its own, which does not move with it.
                Files.deleteIfExists(
                        java.nio.file.Path.of(beside.toUri()).resolveSibling("." + beside.getName() + ".crc"));
            }
        }
    }

    private static void create(FileSystem files, Path path, byte[] content) throws IOException {
        try (OutputStream out = files.create(path, true)) {
            out.write(content);
        }
    }
}
