package io.github.surprisal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.HandCount;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.evaluate.Evaluator;
import io.github.surprisal.measure.Unit;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.ExtendWith;

/** LIBSVM's a9a: the optimum for C = 1 is known, here as λ = 1/n. */
@ExtendWith(SparkExtension.class)
@EnabledIfEnvironmentVariable(named = "SURPRISAL_DATA", matches = ".+")
class A9aTest {
    @Test
    void reachesTheKnownOptimum(SparkSession spark) {
        HandCount train = HandCount.of(columns(spark, "a9a"), "label", "", List.of());
        HandCount other = HandCount.of(columns(spark, "a9a.t"), "label", "", List.of());
        TrainConfig config = new TrainConfig(List.of("logistic"), 0, "", 42, 1.0 / 32561, 0, 1000, 1e-9, false, false);
        Encoding encoding = Encoding.of(train.table(), train.counts(), train.features());
        try (EncodedTable rows = Encoder.encode(train.table(), encoding, train.counts(), Split.allTraining());
                EncodedTable test = Encoder.encode(other.table(), encoding, train.counts(), Split.allTest())) {
            Model model = Trainer.train(rows, encoding, List.of("-1.0", "1.0"), config);
            LogLoss loss = Evaluator.evaluate(model, List.of(rows, test), Unit.NATS)
                    .logLosses()
                    .get(1);
            assertThat(model.convergence()).isEqualTo(Model.Convergence.TOLERANCE);
            assertThat(loss.rows()).isEqualTo(16281);
            assertThat(loss.accuracy()).isCloseTo(0.8498, within(0.0005));
            assertThat(loss.logLoss()).isCloseTo(0.3241, within(0.0003));
        }
    }

    private static Dataset<Row> columns(SparkSession spark, String file) {
        Dataset<Row> vectors = spark.read()
                .format("libsvm")
                .option("numFeatures", "123")
                .load(System.getenv("SURPRISAL_DATA") + "/a9a/" + file)
                .withColumn(
                        "array", org.apache.spark.ml.functions.vector_to_array(functions.col("features"), "float64"));
        List<Column> columns = new ArrayList<>(List.of(functions.col("label")));
        for (int i = 0; i < 123; i++) {
            columns.add(functions.get(functions.col("array"), functions.lit(i)).as("features_" + (i + 1)));
        }
        return vectors.select(columns.toArray(Column[]::new));
    }
}
