package io.github.surprisal.metric;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/**
 * Writes rows that are on the driver anyway to one Parquet file through Spark's own writer, without a Spark job: a run
 * writes a dozen small datasets, and a job for each would take longer than the counting.
 */
final class ParquetFile {
    private ParquetFile() {}

    static void write(SparkSession session, Path file, StructType schema, Iterable<Row> rows) throws IOException {
        Job job = Job.getInstance(session.sessionState().newHadoopConf());
        OutputWriterFactory factory = new ParquetFileFormat()
                .prepareWrite(session, job, scala.collection.immutable.Map$.MODULE$.<String, String>empty(), schema);
        TaskAttemptContextImpl context = new TaskAttemptContextImpl(
                job.getConfiguration(), new TaskAttemptID("surprisal", 0, TaskType.MAP, 0, 0));
        Function1<Object, Object> toCatalyst = CatalystTypeConverters.createToCatalystConverter(schema);
        OutputWriter writer = factory.newInstance(file.toString(), schema, context);
        try {
            for (Row row : rows) {
                writer.write((InternalRow) toCatalyst.apply(row));
            }
        } finally {
            writer.close();
        }
    }
}
