package io.github.surprisal.table;

import io.github.surprisal.spark.Classic;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;

/**
 * A session to read in, with settings that suit a scan of whole tables. It shares catalogs, views and functions with the
 * caller's, whose settings stay as they are, but for the one that lets Spark read the encodings of Java; those that the caller
 * made win.
 */
final class ReadSession {
    private static final int MAX_BATCH_ROWS = 16_384;

    private static final int MIN_BATCH_ROWS = 1024;

    /** Values of a batch, over all columns: more of them leave the processor's caches between two looks. */
    private static final int BATCH_VALUES = 1 << 20;

    private final SparkSession caller;
    private final SparkSession own;

    ReadSession(SparkSession caller) {
        this.caller = caller;
        this.own = Classic.cloned(caller);
        // Beyond this number of columns Spark reads rows; the default is 100.
        set(SQLConf.WHOLESTAGE_MAX_NUM_FIELDS().key(), 1 << 20);
    }

    SparkSession session() {
        return own;
    }

    /** What was read here, as the caller's. */
    Dataset<Row> handOver(Dataset<Row> rows) {
        // Rows are decoded when the caller's session runs them.
        String charsets = SQLConf.LEGACY_JAVA_CHARSETS().key();
        if (own.sessionState().conf().legacyJavaCharsets()
                && !caller.sessionState().conf().contains(charsets)) {
            caller.conf().set(charsets, true);
        }
        return Classic.rows(caller, rows.queryExecution().analyzed());
    }

    /** Says how many columns will be read. */
    void setColumns(int columns) {
        int rows = Math.max(MIN_BATCH_ROWS, Math.min(MAX_BATCH_ROWS, BATCH_VALUES / Math.max(1, columns)));
        set(SQLConf.PARQUET_VECTORIZED_READER_BATCH_SIZE().key(), rows);
        set(SQLConf.ORC_VECTORIZED_READER_BATCH_SIZE().key(), rows);
    }

    private void set(String key, int value) {
        if (!caller.sessionState().conf().contains(key)) {
            own.conf().set(key, value);
        }
    }
}
