package io.github.surprisal.cli;

import io.github.surprisal.cli.config.Secrets;
import io.github.surprisal.spark.SparkVersion;
import io.github.surprisal.table.UserException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of a command, stopped when closed if it was made here. Apart from {@link JobCommand} so that help and
 * usage errors load no class of Spark's.
 *
 * @param spark the session
 * @param isOurs whether it was made here
 */
record Session(SparkSession spark, boolean isOurs) implements AutoCloseable {
    /** What a user's Spark says where nobody has told it how to log: as {@code submit/log4j2.properties} has it. */
    static final Map<String, Level> LOGGING = levels(Map.of(
            Level.WARN, List.of(LogManager.ROOT_LOGGER_NAME),
            Level.ERROR,
                    List.of(
                            "org.apache.hadoop.util.NativeCodeLoader",
                            "org.apache.hadoop.fs.s3a.S3ABlockOutputStream",
                            "org.apache.hadoop.fs.s3a.commit.AbstractS3ACommitterFactory",
                            "org.apache.hadoop.metrics2.impl.MetricsConfig",
                            "org.apache.spark.sql.catalyst.csv.CSVHeaderChecker",
                            "org.apache.spark.sql.catalyst.util.SparkStringUtils",
                            "org.apache.spark.util.SparkStringUtils",
                            "org.apache.spark.sql.execution.streaming.FileStreamSink",
                            "org.apache.spark.sql.execution.streaming.sinks.FileStreamSink",
                            "org.apache.spark.ui",
                            "org.apache.spark.scheduler.DAGScheduler",
                            "dev.ludovic.netlib"),
            Level.OFF,
                    List.of(
                            "org.apache.spark.executor.Executor",
                            "org.apache.spark.scheduler.TaskSetManager",
                            "org.apache.spark.sql.execution.datasources.FileFormatWriter",
                            "org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter",
                            "org.apache.spark.storage.DiskBlockObjectWriter",
                            "org.apache.spark.util.Utils",
                            "breeze.optimize",
                            "org.apache.spark.ml.util.Instrumentation")));

    /** Where Spark takes its logging from when the user gives no configuration. */
    private static final String SPARKS_OWN = "log4j2-defaults.properties";

    private static Map<String, Level> levels(Map<Level, List<String>> loggers) {
        Map<String, Level> levels = new HashMap<>();
        loggers.forEach((level, names) -> names.forEach(name -> levels.put(name, level)));
        return Map.copyOf(levels);
    }

    /**
     * The session that there is, or a new one with defaults for what the user has not set.
     *
     * @throws UserException for a Spark that is too old
     */
    static Session open(String name, boolean showsProgress, Secrets secrets) {
        String refusal = SparkVersion.refusal(SparkVersion.current());
        if (!refusal.isEmpty()) {
            throw new UserException(refusal);
        }
        boolean isOurs = SparkSession.getActiveSession().isEmpty()
                && SparkSession.getDefaultSession().isEmpty();
        SparkConf conf = new SparkConf();
        for (scala.Tuple2<String, String> setting : conf.getAll()) {
            secrets.addSetting(setting._1(), setting._2());
        }
        conf.setIfMissing("spark.master", "local[*]");
        if (conf.get("spark.master").startsWith("local")) {
            // What a shuffle writes stays on this machine, and most of it in memory: not worth the processor.
            conf.setIfMissing("spark.shuffle.compress", "false");
            // A task without memory would end the program with Spark's code 52 before it is said what gives more; an
            // executor of a cluster is better ended.
            conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
        }
        // For each expression of a query Spark would take the stack, to name a line of ours in errors: a third of
        // planning wide tables.
        conf.setIfMissing("spark.sql.dataFrameQueryContext.enabled", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", Boolean.toString(showsProgress));
        // Without --name, spark-submit names an application after its main class.
        if (conf.get("spark.app.name", Main.class.getName()).equals(Main.class.getName())) {
            conf.setAppName(name);
        }
        if (isOurs) {
            // Spark configures its log when it logs for the first time, and would then undo what is said here.
            conf.log();
            quieten();
        }
        return new Session(SparkSession.builder().config(conf).getOrCreate(), isOurs);
    }

    private static void quieten() {
        if (LogManager.getContext(false) instanceof LoggerContext context
                && String.valueOf(context.getConfiguration()
                                .getConfigurationSource()
                                .getLocation())
                        .endsWith(SPARKS_OWN)) {
            LOGGING.forEach(Configurator::setLevel);
        }
    }

    @Override
    public void close() {
        if (isOurs) {
            spark.stop();
        }
    }
}
