package io.github.surprisal.table.files;

import io.github.surprisal.table.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * Folders of Delta, Hudi and Iceberg tables. Their data files hold rows that were replaced or deleted, too; only the table's
 * own log tells which ones count. So they are never read as mere files.
 */
public final class LakehouseFolders {
    private LakehouseFolders() {}

    /**
     * Refuses what lies in, or is, the folder of such a table.
     *
     * @throws UserException names the table's kind and the key that reads it
     */
    public static void refuse(Location location, String path, String format) throws IOException {
        for (Path root : location.roots()) {
            FileSystem system = root.getFileSystem(location.hadoop());
            for (Path folder = root; folder != null; folder = folder.getParent()) {
                String kind = kind(system, folder);
                if (!kind.isEmpty()) {
                    throw refusal(
                            path,
                            format,
                            folder.equals(root) ? "" : folder.toUri().getPath(),
                            kind);
                }
            }
        }
    }

    private static UserException refusal(String path, String format, String table, String kind) {
        String read = kind.equals("Iceberg")
                ? "table.table = NAME reads it from its catalog"
                : "table.format = " + kind.toLowerCase(java.util.Locale.ROOT) + " reads "
                        + (table.isEmpty() ? "it" : "the table (filter with table.where)");
        return new UserException("Cannot read '" + path + "' as " + format + ": it is "
                + (table.isEmpty() ? "" : "part of ") + "the " + kind + " table"
                + (table.isEmpty() ? "" : " '" + table + "'")
                + ", whose files hold replaced and deleted rows too; " + read + ". To count the files as they are:"
                + " table.query = \"SELECT * FROM " + format + ".`" + path + "`\"");
    }

    /** What a folder is the table of; empty for none. */
    private static String kind(FileSystem system, Path folder) throws IOException {
        try {
            if (isFolder(system, new Path(folder, "_delta_log"))) {
                return "Delta";
            }
            if (isFolder(system, new Path(folder, ".hoodie"))) {
                return "Hudi";
            }
            for (FileStatus file : system.listStatus(new Path(folder, "metadata"))) {
                if (file.getPath().getName().endsWith(".metadata.json")) {
                    return "Iceberg";
                }
            }
            return "";
        } catch (FileNotFoundException | AccessControlException e) {
            return "";
        }
    }

    private static boolean isFolder(FileSystem system, Path path) throws IOException {
        try {
            return system.getFileStatus(path).isDirectory();
        } catch (FileNotFoundException e) {
            return false;
        }
    }
}
