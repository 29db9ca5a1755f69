package io.github.surprisal.count;

import io.github.surprisal.count.store.StoredCells;
import io.github.surprisal.count.store.StoredColumns;
import io.github.surprisal.count.store.StoredRows;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.TallyMemory;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.DamagedFile;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Saved counts of one run: every cell of every column, those over the limit too, as rows of stratum × column × value. So
 * they merge exactly: counted again they go through the same shuffle as the counts of a table, and what comes out is what
 * all the rows together would have given, bit for bit.
 */
public final class CountStore {
    /** What Spark says of a folder that is not there or has no files. */
    private static final List<String> NONE = List.of("PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA");

    private final String path;
    private final Dataset<Row> rows;
    private final StoredColumns columns;

    private CountStore(String path, Dataset<Row> rows) {
        this.path = path;
        this.rows = rows;
        this.columns = StoredColumns.read(path, rows);
    }

    /**
     * Opens the counts of a run that has saved them as Parquet files.
     *
     * @param path what the user calls them: the run's folder of the {@code counts} dataset
     * @param files where its cells are
     * @throws UserException if there are none, or they are damaged
     */
    public static CountStore open(SparkSession session, String path, List<String> files) {
        if (files.isEmpty()) {
            throw none(path);
        }
        return open(session, path, () -> session.read().parquet(files.toArray(String[]::new)));
    }

    /**
     * Opens the counts of a run, wherever they are.
     *
     * @param path what the user calls them: the run's folder of the {@code counts} dataset, or the run itself
     * @param cells its cells
     * @throws UserException if there are none, or they are damaged
     */
    public static CountStore open(SparkSession session, String path, Supplier<Dataset<Row>> cells) {
        try {
            return JobDescription.during(
                    session.sparkContext(),
                    "reading which columns are stored as counts",
                    () -> new CountStore(path, cells.get()));
        } catch (UserException e) {
            throw e;
        } catch (Exception e) {
            throw NONE.stream().anyMatch(reason -> DamagedFile.isFor(e, reason)) ? none(path, e) : damaged(path, e);
        }
    }

    /** What to say of a run that has not saved its counts. */
    public static UserException none(String path) {
        return none(path, null);
    }

    private static UserException none(String path, Exception cause) {
        return new UserException(
                "Cannot merge stored counts: found none in '" + path + "' (count.save = true makes a run save them)",
                cause);
    }

    private static UserException damaged(String path, Exception e) {
        return new UserException(
                "Cannot merge the counts in '" + path + "': they are damaged, or are no counts: "
                        + DamagedFile.describe(e) + "; let the run that saved them run again with count.save = true",
                e);
    }

    /**
     * The table of the stored counts' columns and no rows: for figures without a scan. Roles are those of the config, the
     * weight the stored one.
     */
    public Table table(SparkSession session, TableConfig config) {
        Table table = TableReader.read(session, columns.config(config));
        return table.withInput(new Table.Input(List.of(path), rows.inputFiles().length, -1));
    }

    /** The label that the counts are by, if they are by any. */
    public Optional<String> label() {
        return columns.label();
    }

    /** How many reduce partitions they are worth. */
    int partitions(long bytesPerPartition) {
        java.math.BigInteger bytes =
                rows.queryExecution().optimizedPlan().stats().sizeInBytes().bigInteger();
        return bytes.divide(java.math.BigInteger.valueOf(bytesPerPartition))
                        .min(java.math.BigInteger.valueOf(1 << 20))
                        .intValue()
                + 1;
    }

    /**
     * The stored counts as blocks of a plan.
     *
     * @param label what the plan's label is in all rows; empty for the stored one
     */
    JavaPairRDD<Integer, byte[]> blocks(ScanPlan plan, String label, int partitions, TallyMemory memory) {
        StoredRows.Layout layout = columns.layout(plan, label);
        return rows.select("group_columns", "group_values", "column", "value", "label", "whole", "fraction")
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitionsToPair(cells -> StoredRows.blocks(plan, layout, cells, partitions, memory.bytes()));
    }

    /**
     * The stored cells of the plan's columns, each by the columns of the plan's base groupings and with the sign by which it is to be
     * multiplied.
     */
    Dataset<Row> cells(ScanPlan plan, int sign) {
        return StoredCells.of(rows, columns, plan, sign);
    }

    /** What the user calls it. */
    String path() {
        return path;
    }
}
