package io.github.surprisal.connect;

import io.github.surprisal.Findings;
import io.github.surprisal.table.Nearest;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
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
import org.apache.spark.sql.RowFactory;
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

    /** A dataset. */
    record Table(String schema, ArrayList<Row> rows) implements Serializable {
        static Table of(Dataset<Row> frame) {
            return new Table(frame.schema().json(), new ArrayList<>(frame.collectAsList()));
        }

        static Table of(String name, List<String> texts) {
            ArrayList<Row> rows = new ArrayList<>();
            texts.forEach(text -> rows.add(RowFactory.create(text)));
            return new Table(new StructType().add(name, DataTypes.StringType).json(), rows);
        }

        StructType type() {
            return (StructType) DataType.fromJson(schema);
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
        return session.createDataFrame(table(name).rows(), table(name).type());
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
        Path path = Files.createDirectories(Path.of(folder));
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(path.resolve(FILE)))) {
            out.writeObject(tables);
        }
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

    /** Reads what {@link #write} wrote, in the order of the names of the models. */
    @SuppressWarnings("unchecked") // of the type that was written
    static KeptFindings read(String folder) throws IOException {
        Path path = Path.of(folder);
        Map<String, PipelineModel> models = new LinkedHashMap<>();
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(path.resolve(FILE)))) {
            LinkedHashMap<String, Table> tables = (LinkedHashMap<String, Table>) in.readObject();
            for (Row row : tables.get("models").rows()) {
                Path own = path.resolve("models").resolve(row.getString(0));
                Class<?> type = Class.forName(Files.readString(own.resolve("class")));
                Object reader = type.getMethod("read").invoke(null);
                Transformer stage = (Transformer) call(reader, "loadFromLocal", own.toString());
                models.put(row.getString(0), new PipelineModel(stage.uid(), List.<Transformer>of(stage)));
            }
            return new KeptFindings(tables, models);
        } catch (ReflectiveOperationException e) {
            throw new IOException("Cannot take back the findings in " + folder, e);
        }
    }
}
