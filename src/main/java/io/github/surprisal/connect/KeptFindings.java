package io.github.surprisal.connect;

import io.github.surprisal.Findings;
import io.github.surprisal.spark.PutAside;
import io.github.surprisal.table.Nearest;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The datasets of a job as rows, and its models: what a server keeps, in memory or on its disk.
 *
 * @param tables by name, those of {@link #TEXTS} among them
 */
record KeptFindings(LinkedHashMap<String, Table> tables, Map<String, PipelineModel> models) implements Serializable {
    static final KeptFindings NONE = new KeptFindings(new LinkedHashMap<>(), Map.of());

    /** What is no dataset of a run, as rows of one text each. */
    static final List<String> TEXTS = List.of("datasets", "models", "notes", "fired", "summary", "run_id");

    private static final String FILE = "tables";

    /** Where classes of models are. */
    private static final String MODELS = "io.github.surprisal.ml";

    /**
     * A dataset.
     *
     * @param schema as JSON
     * @param rows of Java's own values: a list for an array, cells for a row within the row
     */
    record Table(String schema, ArrayList<Object[]> rows) implements Serializable {
        static Table of(Dataset<Row> frame) {
            ArrayList<Object[]> rows = new ArrayList<>();
            frame.collectAsList().forEach(row -> rows.add(PlainValues.cells(row)));
            return new Table(frame.schema().json(), rows);
        }

        static Table of(String name, List<String> texts) {
            ArrayList<Object[]> rows = new ArrayList<>();
            texts.forEach(text -> rows.add(new Object[] {text}));
            return new Table(new StructType().add(name, DataTypes.StringType).json(), rows);
        }

        StructType type() {
            return (StructType) DataType.fromJson(schema);
        }

        Dataset<Row> frame(SparkSession session) {
            StructType type = type();
            return session.createDataFrame(
                    rows.stream().map(cells -> PlainValues.row(cells, type)).toList(), type);
        }
    }

    static KeptFindings of(Findings found) {
        LinkedHashMap<String, Table> tables = new LinkedHashMap<>();
        found.datasets().forEach(name -> tables.put(name, Table.of(found.dataset(name))));
        List<List<String>> texts = List.of(
                found.datasets(),
                List.copyOf(found.models().keySet()),
                found.notes(),
                found.fired(),
                List.of(found.summary()),
                List.of(found.runId()));
        for (int i = 0; i < texts.size(); i++) {
            tables.put(TEXTS.get(i), Table.of(TEXTS.get(i), texts.get(i)));
        }
        return new KeptFindings(tables, found.models());
    }

    Dataset<Row> frame(SparkSession session, String name) {
        return table(name).frame(session);
    }

    StructType schema(String name) {
        return table(name).type();
    }

    private Table table(String name) {
        Table table = tables.get(name);
        if (table == null) {
            List<String> there =
                    tables.keySet().stream().filter(one -> !TEXTS.contains(one)).toList();
            String nearest = Nearest.to(name, there);
            throw new UserException("Cannot give dataset '" + name + "': "
                    + (nearest.isEmpty()
                            ? "the job gave " + String.join(", ", there)
                            : "did you mean '" + nearest + "'?"));
        }
        return table;
    }

    Optional<PipelineModel> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /** Writes into a folder of this machine, without a Spark job. */
    void write(String folder) throws IOException {
        Path path = Path.of(folder);
        PutAside.write(path.resolve(FILE), tables);
        for (Map.Entry<String, PipelineModel> model : models.entrySet()) {
            // A job's pipeline has one stage.
            Transformer stage = model.getValue().stages()[0];
            Path own = Files.createDirectories(path.resolve("models")).resolve(model.getKey());
            try {
                call(((MLWritable) stage).write(), "saveToLocal", own.toString());
            } catch (ReflectiveOperationException e) {
                throw new IOException("Cannot put model '" + model.getKey() + "' aside", e);
            }
            Files.writeString(own.resolve("class"), stage.getClass().getName());
        }
    }

    /** Calls what Spark's classes have since 4.1, which is not the Spark that this is compiled with. */
    private static Object call(Object on, String method, String path) throws ReflectiveOperationException {
        Method found = on.getClass().getMethod(method, String.class);
        found.setAccessible(true);
        return found.invoke(on, path);
    }

    /**
     * Reads what {@link #write} wrote, in the order of the names of the models.
     *
     * @throws IOException where there is anything but values and models of this library
     */
    @SuppressWarnings("unchecked") // of the type that was written
    static KeptFindings read(String folder) throws IOException {
        Path path = Path.of(folder);
        Map<String, PipelineModel> models = new LinkedHashMap<>();
        LinkedHashMap<String, Table> tables =
                (LinkedHashMap<String, Table>) PutAside.read(path.resolve(FILE), Table.class);
        for (Object[] name : tables.get("models").rows()) {
            Path own = path.resolve("models").resolve((String) name[0]);
            Transformer stage = stage(Files.readString(own.resolve("class")), own);
            models.put((String) name[0], new PipelineModel(stage.uid(), List.of(stage)));
        }
        return new KeptFindings(tables, models);
    }

    private static Transformer stage(String type, Path own) throws IOException {
        try {
            // Without running any code of a class that is no model of ours.
            Class<?> found = Class.forName(type, false, KeptFindings.class.getClassLoader());
            if (!type.startsWith(MODELS + ".") || !Transformer.class.isAssignableFrom(found)) {
                throw new IOException(
                        "Cannot take back the model in " + own + ": expected a model of " + MODELS + ", found " + type);
            }
            Object reader = found.getMethod("read").invoke(null);
            return (Transformer) call(reader, "loadFromLocal", own.toString());
        } catch (ReflectiveOperationException e) {
            throw new IOException("Cannot take back the model in " + own, e);
        }
    }
}
