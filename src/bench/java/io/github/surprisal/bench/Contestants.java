package io.github.surprisal.bench;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;

/** Who counts: everyone with two threads, on the same files. */
final class Contestants {
    static final String LABEL = "y";

    static final List<String> OTHERS = List.of("scan", "duckdb", "spark");

    private static final int MAX_CATEGORIES = 65_536;

    private final SparkSession session;

    Contestants(SparkSession session) {
        this.session = session;
    }

    /** All of it: reading the schema, counting, merging, everything on the driver. */
    Counts surprisal(Contest contest) {
        Map<String, String> options = contest.isParquet() ? Map.of() : Map.of("header", "true");
        Source source = new Source.Files(contest.files().toString(), contest.format(), options, "");
        TableConfig config =
                new TableConfig(source, "", LABEL, contest.groups(), "", contest.columns(), List.of(), Map.of());
        return CountScan.count(TableReader.read(session, config), new CountConfig(MAX_CATEGORIES));
    }

    /** Spark's vectorised reader: every batch is made and let go. */
    long scan(Contest contest, int batchRows) {
        SparkSession own = session.newSession();
        own.conf().set("spark.sql.parquet.columnarReaderBatchSize", batchRows);
        // Beyond this number of columns Spark reads rows.
        own.conf().set("spark.sql.codegen.maxFields", 1 << 20);
        String[] columns = Stream.of(
                        List.of(LABEL),
                        contest.groups().stream().flatMap(List::stream).toList(),
                        contest.columns())
                .flatMap(List::stream)
                .toArray(String[]::new);
        SparkPlan plan = own.read()
                .parquet(contest.files().toString())
                .selectExpr(columns)
                .queryExecution()
                .executedPlan();
        while (!plan.children().isEmpty()) {
            plan = plan.children().head();
        }
        return plan.executeColumnar()
                .toJavaRDD()
                .map(batch -> (long) batch.numRows())
                .reduce(Long::sum);
    }

    /**
     * One {@code GROUP BY} per grouping and column. The result stays in DuckDB, as a table that the next one replaces: to
     * hand millions of rows to JDBC would cost more than to count them.
     */
    void duckdb(Contest contest) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (List<String> group : contest.keys()) {
                for (String column : contest.columns()) {
                    statement.execute("CREATE OR REPLACE TEMP TABLE counted AS SELECT " + by(group, column)
                            + ", count(*) AS n FROM " + duckdbSource(contest) + " GROUP BY ALL");
                }
            }
        }
    }

    /** One {@code groupBy} per grouping and column, into the sink that keeps nothing. */
    void spark(Contest contest) {
        Dataset<Row> rows = session.read()
                .format(contest.format())
                .option("header", "true")
                .load(contest.files().toString());
        for (List<String> group : contest.keys()) {
            for (String column : contest.columns()) {
                rows.groupBy(
                                column,
                                Stream.concat(group.stream(), Stream.of(LABEL)).toArray(String[]::new))
                        .count()
                        .write()
                        .format("noop")
                        .mode("overwrite")
                        .save();
            }
        }
    }

    static Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
        }
        return connection;
    }

    /** What DuckDB reads a table from. */
    static String duckdbSource(Contest contest) {
        return "read_" + contest.format() + "('" + contest.files() + "/*." + contest.format() + "')";
    }

    /** The grouping's columns, a column and the label, as SQL. */
    static String by(List<String> group, String column) {
        return String.join(
                ", ", Stream.concat(group.stream(), Stream.of(column, LABEL)).toList());
    }
}
