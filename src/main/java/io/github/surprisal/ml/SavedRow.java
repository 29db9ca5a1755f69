package io.github.surprisal.ml;

import io.github.surprisal.spark.JobDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** How a model is saved: its params as Spark writes them, and beside them {@code data}, one row of Parquet. */
final class SavedRow {
    private static final String DATA = "/data";

    private SavedRow() {}

    /** Takes from the row what the params do not hold. */
    interface Restoring<M> {
        void restore(M model, Row row, SparkSession session, String path);
    }

    /**
     * Writes a model.
     *
     * @param params Spark's own writer of the model's params
     */
    static MLWriter writer(MLWriter params, Row row, StructType schema) {
        return new MLWriter() {
            @Override
            public void saveImpl(String path) {
                JobDescription.run(sparkSession().sparkContext(), "saving a model", () -> write(path));
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
        return new MLReader<>() {
            @Override
            public M load(String path) {
                return JobDescription.during(sparkSession().sparkContext(), "reading a model", () -> read(path));
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
