package io.github.surprisal.cli;

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
    /** The session that there is, or a new one with defaults for what the user has not set. */
    static Session open(String name, boolean showsProgress) {
        boolean isOurs = SparkSession.getActiveSession().isEmpty()
                && SparkSession.getDefaultSession().isEmpty();
        SparkConf conf = new SparkConf();
        conf.setIfMissing("spark.master", "local[*]");
        if (conf.get("spark.master").startsWith("local")) {
            // What a shuffle writes stays on this machine, and most of it in memory: not worth the processor.
            conf.setIfMissing("spark.shuffle.compress", "false");
        }
        conf.setIfMissing("spark.ui.showConsoleProgress", Boolean.toString(showsProgress));
        // Without --name, spark-submit names an application after its main class.
        if (conf.get("spark.app.name", Main.class.getName()).equals(Main.class.getName())) {
            conf.setAppName(name);
        }
        return new Session(SparkSession.builder().config(conf).getOrCreate(), isOurs);
    }

    @Override
    public void close() {
        if (isOurs) {
            spark.stop();
        }
    }
}
