package io.github.surprisal.spark;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a Spark Connect server from 4.1 on puts aside on its own disk, without a Spark job, and takes back when it is asked for: values
 * in Java's own serialisation, of which no class but those of values is made, whoever has written the file.
 */
public final class PutAside {
    /** Texts, numbers, times, and what holds several. */
    private static final String VALUES =
            "java.lang.*;java.math.*;java.time.*;java.util.*;java.sql.Date;java.sql.Timestamp;!*";

    private PutAside() {}

    /**
     * Writes a value, and the folders above it.
     *
     * @param value of records that {@link #read} is told of, and of Java's own classes
     */
    public static void write(Path file, Serializable value) throws IOException {
        Files.createDirectories(file.getParent());
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(value);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param own the classes that may be there beside Java's own
     * @throws InvalidClassException where there is any other
     */
    public static Object read(Path file, Class<?>... own) throws IOException {
        String names = Arrays.stream(own).map(type -> type.getName() + ";").collect(Collectors.joining());
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
            in.setObjectInputFilter(ObjectInputFilter.Config.createFilter(names + VALUES));
            return in.readObject();
        } catch (ClassNotFoundException e) {
            throw new IOException("Cannot read " + file + ": it is of another version", e);
        }
    }
}
