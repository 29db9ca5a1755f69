package io.github.surprisal.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * What Spark's public interface has no way to, of sessions, data frames and columns: all that is used here of the package
 * {@code org.apache.spark.sql.classic}, which is there since Spark 4.0. Everything is of Spark classic; sessions of Spark Connect
 * have no plans or rows of their own, and fail with a {@link ClassCastException}.
 */
public final class Classic {
    private Classic() {}

    private static org.apache.spark.sql.classic.SparkSession classic(SparkSession session) {
        return (org.apache.spark.sql.classic.SparkSession) session;
    }

    /** A session with the settings, views and functions of another as they are now; what is set in either stays there. */
    public static SparkSession cloned(SparkSession session) {
        return classic(session).cloneSession();
    }

    /** Something that may fail. */
    public interface Work<T, E extends Exception> {
        T get() throws E;
    }

    /** What some work gives while a session is the active one: by its settings Spark checks the options of sources. */
    public static <T, E extends Exception> T active(SparkSession session, Work<T, E> work) throws E {
        Option<SparkSession> before = SparkSession.getActiveSession();
        SparkSession.setActiveSession(session);
        try {
            return work.get();
        } finally {
            if (before.isDefined()) {
                SparkSession.setActiveSession(before.get());
            } else {
                SparkSession.clearActiveSession();
            }
        }
    }

    /** The session that a scan of files was planned in. */
    public static SparkSession session(FileSourceScanExec scan) {
        return scan.session();
    }

    /** The rows of a plan that may have been made in another session. */
    public static Dataset<Row> rows(SparkSession session, LogicalPlan plan) {
        return org.apache.spark.sql.classic.Dataset.ofRows(classic(session), plan);
    }

    /** Rows that are as Spark itself keeps them. */
    public static Dataset<Row> rows(SparkSession session, JavaRDD<InternalRow> rows, StructType schema) {
        return classic(session).internalCreateDataFrame(rows.rdd(), schema, false);
    }

    /** The expression of a column. */
    public static Expression expression(Column column) {
        return ExpressionUtils.expression(column);
    }

    /** The column of an expression. */
    public static Column column(Expression expression) {
        return ExpressionUtils.column(expression);
    }
}
