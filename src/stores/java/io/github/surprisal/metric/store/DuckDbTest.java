package io.github.surprisal.metric.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** DuckDB reads every file that a pattern finds, hidden or not: what it sees of a run while others are under way or died. */
@ExtendWith(SparkExtension.class)
class DuckDbTest {
    private static final StructType GAINS =
            new StructType().add("feature", DataTypes.StringType).add("attempt", DataTypes.StringType);
    private static final StructType ROW = new StructType().add("attempt", DataTypes.StringType);

    private static void write(SparkSession session, MetricStore store, String... features) {
        store.write(
                "information_gain",
                file -> ParquetFile.write(
                        session,
                        file,
                        GAINS,
                        java.util.stream.Stream.of(features)
                                .map(feature -> RowFactory.create(feature, store.attempt()))
                                .toList()));
    }

    private static void commit(SparkSession session, MetricStore store) {
        store.commit(file -> ParquetFile.write(session, file, ROW, List.of(RowFactory.create(store.attempt()))));
    }

    @Test
    void aJoinIsOneRunWhole(SparkSession session, @TempDir Path folder) throws Exception {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
            String path = folder.toString();
            try (MetricStore first = MetricStore.open(new Configuration(), path, "2026-11-23")) {
                write(session, first, "age", "job");
                commit(session, first);
            }
            assertThat(features(duck, path)).isEqualTo("age,job");
            MetricStore killed = MetricStore.open(new Configuration(), path, "2026-11-23");
            write(session, killed, "zip");
            Files.writeString(Path.of(killed.staged("information_gain.parquet").toUri()), "not whole yet");
            assertThat(features(duck, path)).isEqualTo("age,job");
            try (MetricStore second = MetricStore.open(new Configuration(), path, "2026-11-23")) {
                write(session, second, "job");
                assertThat(features(duck, path)).isEqualTo("age,job");
                commit(session, second);
            }
            assertThat(features(duck, path)).isEqualTo("job");
        }
    }

    private static String features(Connection duck, String path) throws SQLException {
        String dataset = "read_parquet('" + path + "/%s/**/*.parquet', hive_partitioning = true)";
        try (Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery("select string_agg(feature, ',' order by feature) from "
                        + dataset.formatted("information_gain") + " join " + dataset.formatted("runs")
                        + " using (run_id, attempt)")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
