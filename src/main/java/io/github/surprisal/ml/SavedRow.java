package io.github.surprisal.ml;

import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PutAside;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * How a model is saved: its params as Spark writes them, and beside them {@code data}, one row of Parquet.
 *
 * <p>From Spark 4.1 on a Spark Connect server puts models aside on its own disk, without a Spark job, and takes them back when
 * they are asked for: {@code saveToLocal} and {@code loadFromLocal}, which Spark 4.0 does not have, so that nothing here says
 * that they override anything.
 */
final class SavedRow {
    private static final String DATA = "/data";

    private SavedRow() {}

    /** Takes from the row what the params do not hold. */
    interface Restoring<M> {
        void restore(M model, Row row, SparkSession session, String path);
    }

    /**
     * A model on the driver's own disk.
     *
     * @param params those that were set, as JSON
     * @param defaults of the others, where there are any
     * @param cells of the row
     */
    private record Local(
            String type,
            String uid,
            HashMap<String, String> params,
            HashMap<String, String> defaults,
            String schema,
            Object[] cells)
            implements Serializable {
        private static final String FILE = "model";

        static Local of(Params model, Row row, StructType schema) {
            HashMap<String, String> params = new HashMap<>();
            HashMap<String, String> defaults = new HashMap<>();
            for (Param<?> param : model.params()) {
                if (model.isDefined(param)) {
                    (model.isSet(param) ? params : defaults).put(param.name(), json(model, param));
                }
            }
            Object[] cells = new Object[row.length()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = row.get(i);
            }
            return new Local(model.getClass().getName(), model.uid(), params, defaults, schema.json(), cells);
        }

        private static <T> String json(Params model, Param<T> param) {
            return param.jsonEncode(model.getOrDefault(param));
        }

        void write(String folder) throws IOException {
            PutAside.write(Path.of(folder).resolve(FILE), this);
        }

        static Local read(String folder) throws IOException {
            return (Local) PutAside.read(Path.of(folder).resolve(FILE), Local.class);
        }

        Params model() throws ReflectiveOperationException {
            Params model = Class.forName(type)
                    .asSubclass(Params.class)
                    .getConstructor(String.class)
                    .newInstance(uid);
            defaults.forEach((name, json) -> setDefault(model, model.getParam(name), json));
            params.forEach((name, json) -> set(model, model.getParam(name), json));
            return model;
        }

        private static <T> void set(Params model, Param<T> param, String json) {
            model.set(param, param.jsonDecode(json));
        }

        private static <T> void setDefault(Params model, Param<T> param, String json) {
            model.setDefault(param, param.jsonDecode(json));
        }

        /** As Spark hands rows out that it has read, arrays as its own sequences. */
        Row row(SparkSession session) {
            return session.createDataFrame(List.of(RowFactory.create(cells)), (StructType) DataType.fromJson(schema))
                    .first();
        }
    }

    /**
     * Writes a model.
     *
     * @param params Spark's own writer of the model's params
     */
    static MLWriter writer(Params model, MLWriter params, Row row, StructType schema) {
        return new MLWriter() {
            @Override
            public void saveImpl(String path) {
                JobDescription.run(sparkSession().sparkContext(), "saving a model", () -> write(path));
            }

            /** Spark calls it. */
            @SuppressWarnings({"unused", "EffectivelyPrivate", "MissingOverride"})
            public void saveToLocal(String path) throws IOException {
                Local.of(model, row, schema).write(path);
            }

            private void write(String path) {
                try {
                    params.session(sparkSession()).save(path);
                } catch (IOException e) {
                    throw new UncheckedIOException("Cannot save model to " + path, e);
                }
                sparkSession()
                        .createDataFrame(List.of(row), schema)
                        .coalesce(1)
                        .write()
                        .parquet(path + DATA);
            }
        };
    }

    /** Reads what {@link #writer} wrote. */
    static <M extends Params> MLReader<M> reader(Restoring<M> restoring) {
        return new MLReader<M>() {
            @Override
            public M load(String path) {
                return JobDescription.during(sparkSession().sparkContext(), "reading a model", () -> read(path));
            }

            /** Spark calls it, and gets the type that it has put aside. */
            @SuppressWarnings({"unused", "EffectivelyPrivate", "MissingOverride", "unchecked"})
            public M loadFromLocal(String path) {
                try {
                    Local local = Local.read(path);
                    M model = (M) local.model();
                    restoring.restore(model, local.row(sparkSession()), sparkSession(), path);
                    return model;
                } catch (IOException | ReflectiveOperationException e) {
                    throw new IllegalStateException("Cannot take back the model in " + path, e);
                }
            }

            private M read(String path) {
                M model = new DefaultParamsReader<M>().session(sparkSession()).load(path);
                Row row = sparkSession().read().parquet(path + DATA).first();
                restoring.restore(model, row, sparkSession(), path);
                return model;
            }
        };
    }
}
