package io.github.surprisal.metric.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
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
public final class ParquetFile {
    public static final String ATTEMPT = "attempt";

    private ParquetFile() {}

    public static void write(SparkSession session, Path file, StructType schema, Iterable<Row> rows)
            throws IOException {
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

    /** Without options it would read Hadoop's default files again each time, which takes longer than a small file. */
    private static ParquetFileReader open(Configuration hadoop, Path file) throws IOException {
        return ParquetFileReader.open(
                HadoopInputFile.fromPath(file, hadoop),
                HadoopReadOptions.builder(hadoop, file).build());
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
        try (ParquetFileReader reader = open(hadoop, file)) {
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

    /**
     * Reads a file's rows.
     *
     * @param columns the ones that are read; all where there are none
     * @param place where in a row a column's values go
     * @param to takes a row, and says whether it takes more
     */
    public static void read(
            Configuration hadoop, Path file, List<String> columns, ToIntFunction<String> place, Predicate<Object[]> to)
            throws IOException {
        try (ParquetFileReader reader = open(hadoop, file)) {
            MessageType schema = reader.getFileMetaData().getSchema();
            MessageType wanted = new MessageType(
                    schema.getName(),
                    schema.getFields().stream()
                            .filter(type -> columns.isEmpty() || columns.contains(type.getName()))
                            .toList());
            int[] places = wanted.getFields().stream()
                    .mapToInt(type -> place.applyAsInt(type.getName()))
                    .toArray();
            int width = Arrays.stream(places).max().orElse(-1) + 1;
            reader.setRequestedSchema(wanted);
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Object[]> rows = new ColumnIOFactory()
                        .getColumnIO(wanted)
                        .getRecordReader(pages, new StoredCells(wanted, places, width));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    if (!to.test(rows.read())) {
                        return;
                    }
                }
            }
        } catch (RuntimeException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }
}
