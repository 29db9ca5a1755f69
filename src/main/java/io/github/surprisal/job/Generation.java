package io.github.surprisal.job;

import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.SyntheticConfig;
import io.github.surprisal.table.SyntheticTable;
import io.github.surprisal.table.UserException;
import io.github.surprisal.table.WriteRefusal;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Writes a synthetic table, and beside it what is true of it. */
public final class Generation {
    private static final StructType TRUTH = new StructType()
            .add("column", DataTypes.StringType)
            .add("distribution", DataTypes.StringType)
            .add("entropy", DataTypes.DoubleType)
            .add("information_gain", DataTypes.DoubleType);

    private Generation() {}

    /**
     * Writes the table into a folder that must not be there or be empty, the truths into its folder {@code _truth}, which
     * readers of the table pass over.
     *
     * @throws UserException if there is something at the path, the folder cannot be made, or the format is unknown
     */
    public static void run(SparkSession session, SyntheticConfig config, String path, PrintStream out) {
        JobDescription.run(
                session.sparkContext(),
                "generating " + config.rows() + " rows",
                () -> write(session, config, path, out));
    }

    private static void write(SparkSession session, SyntheticConfig config, String path, PrintStream out) {
        claim(session, path);
        SyntheticTable table = new SyntheticTable(config);
        try {
            table.rows(session).write().mode("append").format(config.format()).save(path);
        } catch (Exception e) {
            if (e instanceof org.apache.spark.SparkClassNotFoundException) {
                throw new UserException("Cannot write generate.format '" + config.format() + "': no such source", e);
            }
            throw e;
        }
        List<Row> truths = table.truths().stream()
                .map(t -> RowFactory.create(
                        t.column(), t.distribution(), orNull(t.entropy()), orNull(t.informationGain())))
                .toList();
        session.createDataFrame(truths, TRUTH).coalesce(1).write().parquet(path + "/_truth");
        out.println("In the limit, in bits");
        out.printf("  %-12s %12s %12s  %s%n", "column", "entropy", "gain", "distribution");
        for (SyntheticTable.Truth t : table.truths()) {
            out.printf(
                    Locale.ROOT,
                    "  %-12s %12s %12.6f  %s%n",
                    t.column(),
                    Double.isNaN(t.entropy()) ? "-" : String.format(Locale.ROOT, "%.6f", t.entropy()),
                    t.informationGain(),
                    t.distribution());
        }
        out.printf(Locale.ROOT, "Written %,d rows to %s%n", config.rows(), path);
    }

    private static Double orNull(double figure) {
        return Double.isNaN(figure) ? null : (Double) figure;
    }

    /** Makes the folder, unless it is there and empty. */
    private static void claim(SparkSession session, String path) {
        try {
            Path folder = new Path(path);
            FileSystem files = folder.getFileSystem(session.sessionState().newHadoopConf());
            if (files.exists(folder)
                    && (!files.getFileStatus(folder).isDirectory() || files.listStatus(folder).length > 0)) {
                throw new UserException("Cannot generate into '" + path
                        + "': expected no such folder or an empty one, found something");
            }
            if (!files.mkdirs(folder)) {
                throw new IOException("the folder cannot be made");
            }
        } catch (UserException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException(
                    "Cannot write to output.path '" + path + "': "
                            + WriteRefusal.reason(session.sessionState().newHadoopConf(), path, e)
                            + "; --output names another folder",
                    e);
        }
    }
}
