package io.github.surprisal.table;

import io.github.surprisal.spark.SparkVersion;
import io.github.surprisal.table.files.Formats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.sql.SparkSession;

/** What Spark and Hadoop refuse while a source is resolved, in whole sentences and with the next step. */
final class SourceRefusal {
    /** Where the libraries of sources and file systems are that Spark comes without. */
    private static final Map<String, String> PACKAGES = Map.of(
            "delta", "io.delta:delta-spark_2.13:VERSION",
            "iceberg", "org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:VERSION",
            "hudi", "org.apache.hudi:hudi-spark4.0-bundle_2.13:VERSION",
            "mongodb", "org.mongodb.spark:mongo-spark-connector_2.13:VERSION",
            "bigquery", "com.google.cloud.spark:spark-bigquery-with-dependencies_2.13:VERSION",
            "snowflake", "net.snowflake:spark-snowflake_2.13:VERSION",
            "excel", "dev.mauch:spark-excel_2.13:VERSION",
            "kafka", "org.apache.spark:spark-sql-kafka-0-10_2.13:" + SparkVersion.current(),
            "avro", "org.apache.spark:spark-avro_2.13:" + SparkVersion.current());

    private static final List<String> FORMATS = List.of(
            "parquet", "orc", "csv", "json", "text", "xml", "avro", "libsvm", "jdbc", "delta", "iceberg", "hudi");

    private static final Map<String, String> FILE_SYSTEMS = Map.of(
            "s3a", "org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion(),
            "abfs", "org.apache.hadoop:hadoop-azure:" + VersionInfo.getVersion(),
            "abfss", "org.apache.hadoop:hadoop-azure:" + VersionInfo.getVersion(),
            "wasbs", "org.apache.hadoop:hadoop-azure:" + VersionInfo.getVersion(),
            "oss", "org.apache.hadoop:hadoop-aliyun:" + VersionInfo.getVersion(),
            "gs", "com.google.cloud.bigdataoss:gcs-connector:hadoop3-VERSION");

    private static final Pattern NO_SOURCE = Pattern.compile("Failed to find the data source: ([^.\\s]+)\\.");
    private static final Pattern NO_TABLE = Pattern.compile("table or view (`[^ ]+`) cannot be found");
    private static final Pattern NO_DRIVER = Pattern.compile("No suitable driver|Driver\\w*$");

    private static final Pattern WEB = Pattern.compile("(?i)(https?|s?ftps?):/");

    private SourceRefusal() {}

    /** What Spark refuses while it resolves a source is the user's to mend. */
    static <T> T orExplain(String what, Callable<T> action) {
        try {
            return action.call();
        } catch (Exception e) {
            throw ReadFailure.explained(what, e);
        }
    }

    private static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /**
     * Refuses addresses that are no paths of files: of databases and of the web.
     *
     * @throws UserException if the path is one
     */
    static void ofAddress(String path, String format) {
        Matcher web = WEB.matcher(path);
        if (path.regionMatches(true, 0, "jdbc:", 0, "jdbc:".length())) {
            throw new UserException(
                    "Cannot read '" + path + "' as a path: a database is read with table.format = jdbc and"
                            + " table.options { url = \"jdbc:..\", dbtable = \"schema.table\" }, without table.path");
        }
        if (web.lookingAt() && (format.isEmpty() || Formats.isOfFiles(format))) {
            String scheme = web.group(1).toLowerCase(Locale.ROOT);
            throw new UserException("Cannot read '" + path + "': tables are not read over " + scheme
                    + "; download it and give the path of the copy, or name it as its object store does, such as"
                    + " s3a://bucket/key");
        }
    }

    /** A source of a format that could not be made or read. */
    static RuntimeException ofSource(String format, String path, Throwable error) {
        // A driver that is not there has the state of a lost connection.
        boolean noDriver = format.equalsIgnoreCase("jdbc")
                && NO_DRIVER.matcher(ReadFailure.sentences(root(error))).find();
        if (ReadFailure.isMachine(error) && !noDriver) {
            return ReadFailure.explained((path.isEmpty() ? "from " : "'" + path + "' as ") + format, error);
        }
        String what = "Cannot read " + (path.isEmpty() ? "from" : "'" + path + "' as") + " " + format;
        Throwable root = root(error);
        String message = ReadFailure.sentences(root);
        String own = ReadFailure.sentences(error);
        Matcher noSource = NO_SOURCE.matcher(own);
        if (noSource.find()) {
            return new UserException(what + ": " + missing(noSource.group(1)), error);
        }
        if (own.contains("Avro is built-in but external")) {
            return new UserException(what + ": " + missing("avro"), error);
        }
        if (format.equalsIgnoreCase("jdbc")) {
            return new UserException(what + ": " + message + jdbc(noDriver), error);
        }
        if (root instanceof NullPointerException || root instanceof IndexOutOfBoundsException) {
            message = "it is damaged, or written in a way that Spark does not know (" + message + ")";
        }
        return new UserException(what + ": " + message, error);
    }

    private static String missing(String format) {
        String name = format.toLowerCase(Locale.ROOT);
        String artifact = PACKAGES.get(name);
        if (artifact != null) {
            return "the library that reads it is not here; add --packages " + artifact;
        }
        String nearest = Nearest.to(name, FORMATS);
        return "there is no format '" + format + "'"
                + (nearest.isEmpty()
                        ? "; formats that come with Spark: parquet, orc, csv, json, text, xml, libsvm, jdbc; others"
                                + " need their library, by --packages or --jars"
                        : ", did you mean '" + nearest + "'?");
    }

    private static String jdbc(boolean noDriver) {
        if (noDriver) {
            return "; the database's driver is not here: add its jar with --jars, or for PostgreSQL --packages"
                    + " org.postgresql:postgresql:VERSION, for MySQL com.mysql:mysql-connector-j:VERSION";
        }
        return "; table.options needs url, and dbtable = \"schema.table\" or query = \"SELECT ..\"";
    }

    /** A file system that could not be made; empty text where that was not the reason. */
    static String fileSystem(String path, Throwable error) {
        int colon = path.indexOf("://");
        if (colon < 0) {
            return "";
        }
        String scheme = path.substring(0, colon).toLowerCase(Locale.ROOT);
        String message = ReadFailure.sentences(root(error));
        boolean absent = root(error) instanceof ClassNotFoundException
                || message.contains("No FileSystem for scheme")
                || message.matches("Class [\\w.$]+ not found");
        if (!absent) {
            return "";
        }
        if (scheme.equals("s3") || scheme.equals("s3n")) {
            return "write s3a:// for " + scheme + "://, and add --packages " + FILE_SYSTEMS.get("s3a");
        }
        String artifact = FILE_SYSTEMS.get(scheme);
        return "the library for " + scheme + ":// is not here; add "
                + (artifact == null ? "it with --packages or --jars" : "--packages " + artifact);
    }

    /** A table or view that is not in the catalog. */
    static RuntimeException ofTable(SparkSession session, String what, Throwable error) {
        String message = ReadFailure.sentences(error);
        Matcher noTable = NO_TABLE.matcher(message);
        if (!noTable.find()) {
            return ReadFailure.explained(what, error);
        }
        String name = noTable.group(1).replace("`", "");
        List<String> tables = new ArrayList<>();
        try {
            int dot = name.lastIndexOf('.');
            String prefix = dot < 0 ? "" : name.substring(0, dot + 1);
            var listed =
                    dot < 0 ? session.catalog().listTables() : session.catalog().listTables(name.substring(0, dot));
            listed.collectAsList().forEach(table -> tables.add((table.isTemporary() ? "" : prefix) + table.name()));
        } catch (Exception e) {
            // A catalog that cannot list its tables, or has no such database, has no hint to give.
        }
        String hint = Names.hint(name, tables);
        return new UserException(
                "Cannot read " + what + ": there is no table or view '" + name + "'"
                        + (hint.isEmpty()
                                ? "; a table of a catalog is named catalog.database.table, files are read with"
                                        + " table.path"
                                : hint),
                error);
    }
}
