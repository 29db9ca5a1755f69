package io.github.surprisal.metric.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * How a small file takes the place of another in one step. File systems differ in what they do at once:
 *
 * <ul>
 *   <li>a disk replaces a file by a move. Hadoop's own local rename with {@code OVERWRITE} deletes first and moves then, so it
 *       is Java that moves;
 *   <li>HDFS has a rename with {@code OVERWRITE};
 *   <li>an object store shows an object when all of it has been sent, the old one until then. A rename is a copy there;
 *   <li>Azure's and the file systems that cut a file off when it is created again have neither: the new file stands beside the
 *       old one for the moment until that is deleted. Nothing is lost, but a reader in this moment sees both.
 * </ul>
 *
 * <p>What is not known here is taken for an object store.
 */
public enum Replacement {
    /** Moved on a disk. */
    MOVE,
    /** Renamed with {@code OVERWRITE}. */
    RENAME,
    /** Written again. */
    PUT,
    /** Written under a name of its own, then the old one deleted. */
    BESIDE;

    private static final Set<String> RENAMES = Set.of("hdfs", "webhdfs", "swebhdfs", "viewfs");
    private static final Set<String> NEITHER =
            Set.of("abfs", "abfss", "adl", "wasb", "wasbs", "alluxio", "ceph", "glusterfs", "maprfs");

    /** What goes with the files of a scheme such as {@code file} or {@code s3a}. */
    public static Replacement of(String scheme) {
        String known = scheme.toLowerCase(Locale.ROOT);
        return known.equals("file") ? MOVE : RENAMES.contains(known) ? RENAME : NEITHER.contains(known) ? BESIDE : PUT;
    }

    /** Whether a file is to be written under its last name at once, as nobody sees it before it is whole. */
    public boolean writesInPlace() {
        return this == PUT;
    }

    /** Puts a file in the place of another; {@code from} may be left behind. */
    public void replace(FileSystem files, Path from, Path to) throws IOException {
        files.mkdirs(to.getParent());
        switch (this) {
            case MOVE -> move(java.nio.file.Path.of(from.toUri()), java.nio.file.Path.of(to.toUri()));
            case RENAME ->
                FileContext.getFileContext(files.getUri(), files.getConf()).rename(from, to, Options.Rename.OVERWRITE);
            case PUT -> put(files, from, to);
            case BESIDE -> {
                if (!files.rename(from, to)) {
                    throw new IOException("cannot rename " + from + " to " + to);
                }
            }
        }
    }

    /** The checksum that Hadoop may have written beside the old file is not that of the new one: without it both can be read. */
    private static void move(java.nio.file.Path from, java.nio.file.Path to) throws IOException {
        Files.deleteIfExists(to.resolveSibling("." + to.getFileName() + ".crc"));
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void put(FileSystem files, Path from, Path to) throws IOException {
        byte[] content;
        try (InputStream in = files.open(from)) {
            content = in.readAllBytes();
        }
        try (OutputStream out = files.create(to, true)) {
            out.write(content);
        }
    }
}
