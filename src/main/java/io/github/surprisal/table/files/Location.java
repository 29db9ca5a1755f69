package io.github.surprisal.table.files;

import io.github.surprisal.table.Nearest;
import io.github.surprisal.table.UserException;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * The files that a path means. A path that exists as it stands is taken literally, whatever characters it holds; else it is
 * a pattern, as everywhere in Hadoop.
 */
public final class Location {
    private static final String PATTERN_CHARACTERS = "{}[]*?\\";

    private final Configuration hadoop;
    private final String path;
    private final boolean isLiteral;
    private final List<FileStatus> roots;

    private Location(Configuration hadoop, String path, boolean isLiteral, List<FileStatus> roots) {
        this.hadoop = hadoop;
        this.path = path;
        this.isLiteral = isLiteral;
        this.roots = roots;
    }

    /**
     * Looks a path up.
     *
     * @throws UserException if there is nothing at it, with the nearest names that there are
     */
    public static Location of(Configuration hadoop, String path) throws IOException {
        Path whole = new Path(path);
        FileSystem system = whole.getFileSystem(hadoop);
        if (system.exists(whole)) {
            return new Location(hadoop, path, true, List.of(system.getFileStatus(whole)));
        }
        FileStatus[] found = isPattern(path) ? system.globStatus(whole) : null;
        if (found == null || found.length == 0) {
            throw new UserException(nothing(system, path, whole));
        }
        return new Location(hadoop, path, false, Arrays.asList(found));
    }

    private static boolean isPattern(String path) {
        return path.chars().anyMatch(c -> PATTERN_CHARACTERS.indexOf(c) >= 0);
    }

    private static String nothing(FileSystem system, String path, Path whole) throws IOException {
        String found = isPattern(path)
                ? "no file matches it ({ } [ ] * ? make a pattern; a backslash before one means the character itself)"
                : "there is no such file or folder";
        Path folder = whole.getParent();
        if (folder == null || isPattern(folder.toString())) {
            return "Cannot read '" + path + "': " + found;
        }
        List<String> names = new ArrayList<>();
        try {
            for (FileStatus file : system.listStatus(folder)) {
                if (!isHidden(file.getPath())) {
                    names.add(file.getPath().getName());
                }
            }
        } catch (FileNotFoundException e) {
            return "Cannot read '" + path + "': there is no folder '"
                    + folder.toUri().getPath() + "'";
        }
        names.sort(Comparator.naturalOrder());
        String nearest = Nearest.to(whole.getName(), names);
        return "Cannot read '" + path + "': " + found
                + (!nearest.isEmpty()
                        ? ", did you mean '" + nearest + "'?"
                        : names.isEmpty()
                                ? "; its folder is empty"
                                : "; its folder holds '"
                                        + String.join("', '", names.subList(0, Math.min(5, names.size()))) + "'"
                                        + (names.size() > 5 ? ", .." : ""));
    }

    /** As Spark takes it, which reads every path as a pattern. */
    public String forSpark() {
        if (!isLiteral || !isPattern(path)) {
            return path;
        }
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            escaped.append(PATTERN_CHARACTERS.indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        return escaped.toString();
    }

    public List<Path> roots() {
        return roots.stream().map(FileStatus::getPath).toList();
    }

    public Configuration hadoop() {
        return hadoop;
    }

    /** The file, where the path means one alone. */
    public Optional<FileStatus> single() {
        return roots.size() == 1 && !roots.get(0).isDirectory() ? Optional.of(roots.get(0)) : Optional.empty();
    }

    /** Why there is nothing to read, and what to do. */
    public String nothingIn() throws IOException {
        Optional<FileStatus> first = first();
        if (first.isEmpty()) {
            return "it holds no files";
        }
        return first.get().getLen() == 0
                ? "the file is empty, it has no columns"
                : "it holds no files but in folders, such as '"
                        + first.get().getPath().getParent().getName()
                        + "', which are no partitions (NAME=VALUE); table.options.recursiveFileLookup = true reads"
                        + " files at any depth";
    }

    /** The first file of data, in the order of names, that is not empty; else the first. */
    public Optional<FileStatus> first() throws IOException {
        Optional<FileStatus> first = Optional.empty();
        for (FileStatus root : roots) {
            Optional<FileStatus> found = first(root, true);
            if (found.isPresent() && found.get().getLen() > 0) {
                return found;
            }
            first = first.isPresent() ? first : found;
        }
        return first;
    }

    private Optional<FileStatus> first(FileStatus file, boolean isRoot) throws IOException {
        if (!isRoot && isHidden(file.getPath())) {
            return Optional.empty();
        }
        if (!file.isDirectory()) {
            return Optional.of(file);
        }
        Optional<FileStatus> first = Optional.empty();
        for (FileStatus child : children(file.getPath())) {
            Optional<FileStatus> found = first(child, false);
            if (found.isPresent() && found.get().getLen() > 0) {
                return found;
            }
            first = first.isPresent() ? first : found;
        }
        return first;
    }

    /** Files before folders, each in the order of names. */
    private List<FileStatus> children(Path folder) throws IOException {
        FileStatus[] children = folder.getFileSystem(hadoop).listStatus(folder);
        Arrays.sort(children, Comparator.comparing(FileStatus::isDirectory).thenComparing(child -> child.getPath()
                .getName()));
        return Arrays.asList(children);
    }

    /** The endings of the data files directly in the folders, or of the files themselves. */
    List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (FileStatus root : roots) {
            if (root.isDirectory()) {
                for (FileStatus child : children(root.getPath())) {
                    if (!child.isDirectory() && !isHidden(child.getPath())) {
                        files.add(child.getPath());
                    }
                }
            } else {
                files.add(root.getPath());
            }
        }
        if (files.isEmpty()) {
            first().ifPresent(file -> files.add(file.getPath()));
        }
        return files;
    }

    /** As Spark has it: what begins so is no data. */
    private static boolean isHidden(Path path) {
        String name = path.getName();
        return (name.startsWith("_") && !name.contains("=")) || name.startsWith(".");
    }

    /**
     * The beginning of a file, decompressed.
     *
     * @param bytes as many as were asked for, or all there are
     * @param isWhole whether the file ends with them
     */
    public record Beginning(byte[] bytes, boolean isWhole) {}

    /** Reads the beginning of a file, decompressed as its ending says. */
    public Beginning beginning(Path file, int length) throws IOException {
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
        FileSystem system = file.getFileSystem(hadoop);
        try (InputStream raw = system.open(file);
                InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            try {
                while (bytes.size() <= length) {
                    int read = in.read(buffer, 0, Math.min(buffer.length, length + 1 - bytes.size()));
                    if (read < 0) {
                        return new Beginning(bytes.toByteArray(), true);
                    }
                    bytes.write(buffer, 0, read);
                }
            } catch (IOException e) {
                // A damaged file is told of by whoever reads it all; what there is serves here.
                if (bytes.size() == 0) {
                    throw e;
                }
            }
            return new Beginning(Arrays.copyOf(bytes.toByteArray(), Math.min(length, bytes.size())), false);
        }
    }
}
