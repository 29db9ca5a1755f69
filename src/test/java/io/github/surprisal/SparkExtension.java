package io.github.surprisal;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one Spark session of this JVM. It is stopped with the JVM. */
public final class SparkExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SparkSession.class;
    }

    @Override
    public SparkSession resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return session();
    }

    /** The session. */
    public static SparkSession session() {
        return Holder.SESSION;
    }

    private static final class Holder {
        private static final SparkSession SESSION = create();

        private static SparkSession create() {
            SparkSession session = SparkSession.builder()
                    .master("local[2]")
                    .appName("surprisal-test")
                    .config("spark.ui.enabled", "false")
                    .config("spark.hadoop.fs.file.impl", LocalFiles.class.getName())
                    .config("spark.sql.shuffle.partitions", "4")
                    .config("spark.sql.dataFrameQueryContext.enabled", "false")
                    .config("spark.sql.codegen.cache.maxEntries", "2000")
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/warehouse")
                    .getOrCreate();
            session.sparkContext().setLogLevel("ERROR");
            return session;
        }
    }
}
