package io.github.surprisal.table;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The driver of a database by its url. {@code java.sql.DriverManager} finds those that were on the class path when the JVM
 * began, not those that {@code --packages} and {@code --jars} add to Spark's own class loader: these have to be named.
 */
final class JdbcDrivers {
    /** By what follows {@code jdbc:}, as the databases' manuals name them. */
    private static final Map<String, String> BY_URL = Map.of(
            "postgresql", "org.postgresql.Driver",
            "mysql", "com.mysql.cj.jdbc.Driver",
            "mariadb", "org.mariadb.jdbc.Driver",
            "sqlserver", "com.microsoft.sqlserver.jdbc.SQLServerDriver",
            "oracle", "oracle.jdbc.OracleDriver",
            "db2", "com.ibm.db2.jcc.DB2Driver",
            "snowflake", "net.snowflake.client.jdbc.SnowflakeDriver",
            "redshift", "com.amazon.redshift.Driver",
            "sqlite", "org.sqlite.JDBC",
            "duckdb", "org.duckdb.DuckDBDriver");

    private JdbcDrivers() {}

    /**
     * Options of a database with its driver, where they have none and the one that the url needs is there; else as they are.
     *
     * @param options of the source, by name in any case
     */
    static Map<String, String> named(Map<String, String> options) {
        return named(options, JdbcDrivers::isThere);
    }

    static Map<String, String> named(Map<String, String> options, Predicate<String> isThere) {
        Map<String, String> byName = new HashMap<>();
        options.forEach((name, value) -> byName.put(name.toLowerCase(Locale.ROOT), value));
        String[] url = byName.getOrDefault("url", "").split(":", 3);
        String driver = url.length == 3 && url[0].equalsIgnoreCase("jdbc")
                ? BY_URL.getOrDefault(url[1].toLowerCase(Locale.ROOT), "")
                : "";
        if (driver.isEmpty() || byName.containsKey("driver") || !isThere.test(driver)) {
            return options;
        }
        Map<String, String> named = new HashMap<>(options);
        named.put("driver", driver);
        return named;
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
