package io.github.surprisal.metric;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.schema.MessageType;
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
 * Small Parquet files that are written and read on the driver without a Spark job: a run writes a dozen small datasets, and a
 * job for each would take longer than the counting. Rows are written by Spark's own writer.
 */
final class ParquetFile {
    static final String ATTEMPT = "attempt";

    private ParquetFile() {}

    static void write(SparkSession session, Path file, StructType schema, Iterable<Row> rows) throws IOException {
        Job job = Job.getInstance(session.sessionState().newHadoopConf());
        OutputWriterFactory factory = new ParquetFileFormat()
                .prepareWrite(session, job, new scala.collection.immutable.Map.Map1<>("compression", "snappy"), schema);
        TaskAttemptContextImpl context = new TaskAttemptContextImpl(
                job.getConfiguration(), new TaskAttemptID("surprisal", 0, TaskType.MAP, 0, 0));
        Function1<Object, Object> toCatalyst = CatalystTypeConverters.createToCatalystConverter(schema);
        OutputWriter writer = factory.newInstance(file.toString(), schema, context);
        boolean isWritten = false;
        try {
            for (Row row : rows) {
                writer.write((InternalRow) toCatalyst.apply(row));
            }
            isWritten = true;
        } finally {
            close(writer, isWritten);
        }
    }

    /** What failed first is what matters, not what could not be closed then. */
    private static void close(OutputWriter writer, boolean isWritten) {
        try {
            writer.close();
        } catch (Exception e) {
            // Scala declares none of what it throws.
            if (isWritten) {
                throw e;
            }
        }
    }

    /** The text in the column {@code attempt} of a file of one row; empty where it has no such column. */
    static String attempt(Configuration hadoop, Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
            MessageType schema = reader.getFileMetaData().getSchema();
            if (!schema.containsField(ATTEMPT)) {
                return "";
            }
            MessageType column = new MessageType(schema.getName(), schema.getType(ATTEMPT));
            reader.setRequestedSchema(column);
            PageReadStore pages = reader.readNextRowGroup();
            if (pages == null) {
                return "";
            }
            Group row = new ColumnIOFactory()
                    .getColumnIO(column)
                    .getRecordReader(pages, new GroupRecordConverter(column))
                    .read();
            return row.getFieldRepetitionCount(0) == 0 ? "" : row.getString(0, 0);
        } catch (RuntimeException e) {
            throw new IOException(file + ", which says what attempt of the run counts, is damaged", e);
        }
    }
}
