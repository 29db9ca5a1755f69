package io.github.surprisal.table;

import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Why nothing can be written to a place, by the folder that stands in the way and not by the names of what was to be put there. */
public final class WriteRefusal {
    private static final Pattern OF_OTHER_NAMES =
            Pattern.compile("(?i)mkdirs failed|no such file|not a directory|permission denied|is not a directory");

    private WriteRefusal() {}

    /**
     * The reason, as a sentence without its full stop.
     *
     * @param folder that files were to be made in
     */
    public static String reason(Configuration hadoop, String folder, Throwable error) {
        String message = error.getMessage() == null
                ? error.getClass().getSimpleName()
                : error.getMessage().strip().lines().findFirst().orElse("");
        if (!OF_OTHER_NAMES.matcher(message).find()) {
            return message;
        }
        try {
            Path path = new Path(folder);
            FileSystem files = path.getFileSystem(hadoop);
            Path there = files.makeQualified(path);
            while (there.getParent() != null && !files.exists(there)) {
                there = there.getParent();
            }
            String name =
                    there.toUri().getScheme().equals("file") ? there.toUri().getPath() : there.toString();
            return files.getFileStatus(there).isDirectory()
                    ? "nothing can be made in the folder '" + name + "'"
                    : "'" + name + "' is a file, not a folder";
        } catch (IOException | IllegalArgumentException e) {
            return message;
        }
    }
}
