package io.github.surprisal.scan.parquet;

import io.github.surprisal.spark.Classic;
import io.github.surprisal.spark.Guard;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FileSourceOptions;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.FileScanRDD;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetOptions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Puts {@link PageBatches} in place of Spark's reader in a scan of Parquet files: which files there are, in what parts and
 * where, stays Spark's business, and so does every file that is not of the simple kind that is read here.
 */
public final class PageScan {
    private PageScan() {}

    /** The batches of a scan, its output column by column; empty where it is not a plain one of Parquet files. */
    public static Optional<JavaRDD<ColumnarBatch>> of(SparkPlan plan) {
        try {
            return plan instanceof FileSourceScanExec scan ? of(scan) : Optional.empty();
        } catch (LinkageError e) {
            Guard.PAGES.fire(e);
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked")
    private static Optional<JavaRDD<ColumnarBatch>> of(FileSourceScanExec scan) {
        SparkSession session = Classic.session(scan);
        boolean byId = session.sessionState().conf().parquetFieldIdReadEnabled();
        if (scan.relation().fileFormat().getClass() != ParquetFileFormat.class
                || byId
                || !scan.fileConstantMetadataColumns().isEmpty()
                || !scan.dataFilters().isEmpty()
                || !(scan.inputRDD() instanceof FileScanRDD files)) {
            return Optional.empty();
        }
        Broadcast<SerializableConfiguration> hadoop = JavaSparkContext.fromSparkContext(session.sparkContext())
                .broadcast(new SerializableConfiguration(session.sessionState()
                        .newHadoopConfWithOptions(scan.relation().options())));
        ParquetOptions options = new ParquetOptions(
                scan.relation().options(), session.sessionState().conf());
        Reading reading = new Reading(
                files.org$apache$spark$sql$execution$datasources$FileScanRDD$$readFunction,
                hadoop,
                scan.requiredSchema(),
                scan.relation().partitionSchema(),
                options.datetimeRebaseModeInRead(),
                options.int96RebaseModeInRead());
        Function1<PartitionedFile, Iterator<InternalRow>> read =
                (Function1<PartitionedFile, Iterator<InternalRow>> & Serializable) reading::read;
        RDD<?> pages = new FileScanRDD(
                session,
                read,
                files.filePartitions(),
                files.readSchema(),
                files.metadataColumns(),
                files.org$apache$spark$sql$execution$datasources$FileScanRDD$$metadataExtractors,
                new FileSourceOptions(scan.relation().options()));
        return Optional.of(((RDD<ColumnarBatch>) pages).toJavaRDD());
    }

    /**
     * What a task needs to read.
     *
     * @param otherwise Spark's reader
     * @param schema the columns of the file
     * @param partition the columns of its directory
     * @param rebaseMode whether old dates are moved from one calendar to another where the file does not say
     * @param int96RebaseMode the same for timestamps of 96 bits
     */
    private record Reading(
            Function1<PartitionedFile, Iterator<InternalRow>> otherwise,
            Broadcast<SerializableConfiguration> hadoop,
            StructType schema,
            StructType partition,
            String rebaseMode,
            String int96RebaseMode)
            implements Serializable {

        @SuppressWarnings("unchecked")
        Iterator<InternalRow> read(PartitionedFile file) {
            Optional<PageBatches> batches =
                    PageBatches.open(file, hadoop.value().value(), schema, partition, rebaseMode, int96RebaseMode);
            if (batches.isEmpty()) {
                return otherwise.apply(file);
            }
            TaskCompletionListener end = context -> batches.get().close();
            TaskContext.get().addTaskCompletionListener(end);
            // Spark's own reader hands batches on as if they were rows, too.
            return (Iterator<InternalRow>) (Iterator<?>) CollectionConverters.asScala(batches.get());
        }
    }
}
