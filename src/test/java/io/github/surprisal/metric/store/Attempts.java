package io.github.surprisal.metric.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Attempts at runs without Spark, whose files say which attempt they are of and what else it has written. */
final class Attempts {
    /** One for all: each new one reads Hadoop's files of settings again, which takes longer than a commit. */
    static final Configuration HADOOP = new Configuration();

    static {
        HADOOP.size();
    }

    private Attempts() {}

    /** Writes these datasets and a model, and commits. */
    static void write(MetricStore store, List<String> datasets) {
        try (store) {
            writeOnly(store, datasets);
            store.commit(row -> writeRow(row, store.attempt()));
        }
    }

    static void writeOnly(MetricStore store, List<String> datasets) {
        for (String dataset : datasets) {
            store.write(dataset, file -> writeText(store, file, store.attempt() + " " + String.join(",", datasets)));
        }
        if (!datasets.isEmpty()) {
            try {
                writeText(store, new org.apache.hadoop.fs.Path(store.model(), "metadata"), store.attempt());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private static void writeText(MetricStore store, org.apache.hadoop.fs.Path file, String text) throws IOException {
        try (OutputStream out = store.files().create(file, false)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    static void writeRow(Path file, String attempt) throws IOException {
        writeRow(new org.apache.hadoop.fs.Path(file.toUri()), attempt);
    }

    /** A row of {@code runs}; one of before there were attempts if the text is empty. */
    static void writeRow(org.apache.hadoop.fs.Path file, String attempt) throws IOException {
        String column = attempt.isEmpty() ? "command" : "attempt";
        MessageType type =
                MessageTypeParser.parseMessageType("message runs { required binary " + column + " (STRING); }");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(file)
                .withType(type)
                .withConf(HADOOP)
                .build()) {
            Group row = new SimpleGroup(type);
            row.add(column, attempt);
            writer.write(row);
        }
    }

    /**
     * The datasets of a run as a join with {@code runs} shows them: those that have a file of the attempt that counts.
     *
     * @throws AssertionError unless they are just those that this attempt has written, whole
     */
    static List<String> counting(Path folder, String runId) throws IOException {
        return counting(OutputFolder.of(HADOOP, folder.toString()), runId);
    }

    /** The same of any file system. What is replaced while it is looked at is looked at again. */
    static List<String> counting(OutputFolder output, String runId) throws IOException {
        while (true) {
            String attempt = attempt(output, runId);
            try {
                return counting(output, runId, attempt);
            } catch (IOException | AssertionError e) {
                if (attempt(output, runId).equals(attempt)) {
                    throw e;
                }
            }
        }
    }

    private static String attempt(OutputFolder output, String runId) throws IOException {
        return output.published(runId)
                .orElseThrow(() -> new AssertionError("no row of run " + runId))
                .attempt();
    }

    private static List<String> counting(OutputFolder output, String runId, String attempt) throws IOException {
        List<String> found = new ArrayList<>();
        String expected = "";
        for (String dataset : output.datasets()) {
            if (dataset.equals(OutputFolder.MODEL)) {
                continue;
            }
            for (org.apache.hadoop.fs.Path part : output.parts(dataset, runId, attempt)) {
                String content = read(output, part);
                if (!content.startsWith(attempt + " ")) {
                    throw new AssertionError(part + " holds '" + content + "'");
                }
                found.add(dataset);
                expected = content.substring(attempt.length() + 1);
            }
        }
        org.apache.hadoop.fs.Path model =
                new org.apache.hadoop.fs.Path(output.run(OutputFolder.MODEL, runId), attempt + "/metadata");
        if (!String.join(",", found).equals(expected)
                || found.isEmpty()
                || !read(output, model).equals(attempt)) {
            throw new AssertionError("attempt " + attempt + " has " + found + ", expected " + expected);
        }
        return found;
    }

    private static String read(OutputFolder output, org.apache.hadoop.fs.Path file) throws IOException {
        try (InputStream in = output.files().open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Every file below a folder but for checksums. */
    static List<String> everything(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        }
    }
}
