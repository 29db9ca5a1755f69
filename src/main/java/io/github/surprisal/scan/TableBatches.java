package io.github.surprisal.scan;

import io.github.surprisal.scan.ColumnarScan.Chosen;
import io.github.surprisal.spark.Classic;
import io.github.surprisal.spark.EvenShares;
import io.github.surprisal.spark.Guard;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.ReadFailure;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.RDDScanExec;

/**
 * The rows of a table in batches: as the source itself reads them where nothing but a choice of columns stands between, else
 * put together row by row.
 */
public final class TableBatches {
    private TableBatches() {}

    /**
     * What a function makes of each partition's batches. A batch is valid until the next one is asked for. A file that turns out to
     * be damaged fails the job with a {@link UserException} that names it.
     */
    public static <T> JavaRDD<T> map(Table table, FlatMapFunction<Iterator<Batch>, T> function) {
        return read(table, function).result();
    }

    /** The same, and how the table is read. */
    public static <T> Read<T> read(Table table, FlatMapFunction<Iterator<Batch>, T> function) {
        Optional<ColumnarScan> scan = ColumnarScan.of(table.rows());
        List<ValueReader> readers = readers(table);
        if (scan.isPresent()) {
            int[] vectorOf = scan.get().vectorOf();
            int flag = scan.get().flag();
            return new Read<>(
                    scan.get().way(),
                    EvenShares.inLocalMode(scan.get().batches())
                            .mapPartitions(batches ->
                                    function.call(Batch.ofColumns(new Named<>(batches), vectorOf, flag, readers))));
        }
        RowScan rows = RowScan.of(table.rows());
        int[] columns = rows.columns();
        return new Read<>(
                SourceReader.ROWS,
                EvenShares.inLocalMode(rows.rows())
                        .mapPartitions(some -> function.call(Batch.ofRows(new Named<>(some), columns, readers))));
    }

    /**
     * The rows of a table as Spark computes them; those that a program gives as they are, where nothing but a choice of columns
     * stands between. Spark would copy all columns of each of them twice, by code that it makes first: ten thousand columns take it
     * half a minute.
     *
     * @param columns for each column of the table, which one of a row it is
     */
    private record RowScan(JavaRDD<InternalRow> rows, int[] columns) {
        static RowScan of(Dataset<Row> table) {
            try {
                Optional<Chosen> chosen = ColumnarScan.chosen(table);
                if (chosen.isPresent()
                        && chosen.get().source() instanceof RDDScanExec given
                        && chosen.get().flag() == ColumnarScan.ALL
                        && Arrays.stream(chosen.get().columns()).allMatch(column -> column >= 0)) {
                    return new RowScan(given.rdd().toJavaRDD(), chosen.get().columns());
                }
            } catch (LinkageError e) {
                Guard.COLUMNS.fire(e);
            }
            return new RowScan(
                    planned(table), IntStream.range(0, table.columns().length).toArray());
        }
    }

    /** Planned by the settings of the table's own session. */
    private static JavaRDD<InternalRow> planned(Dataset<Row> table) {
        return Classic.active(
                table.sparkSession(), () -> table.queryExecution().toRdd().toJavaRDD());
    }

    /** What is made of a table's batches, and how they are read. */
    public record Read<T>(SourceReader way, JavaRDD<T> result) {}

    /** What a source gives; if it fails, in one line that names the file. */
    private record Named<T>(Iterator<T> source) implements Iterator<T> {
        @Override
        public boolean hasNext() {
            try {
                return source.hasNext();
            } catch (Exception e) {
                throw named(e);
            }
        }

        @Override
        public T next() {
            try {
                return source.next();
            } catch (Exception e) {
                throw named(e);
            }
        }

        /** What is not the user's to mend stays as it is: Spark decides by its type whether to try again. */
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <E extends Exception> RuntimeException named(Exception e) throws E {
            if (ReadFailure.ofFile(currentFile(), e) instanceof UserException wrong) {
                return wrong;
            }
            throw (E) e;
        }
    }

    /** The file that this thread's task is reading, empty if none or unknown. */
    static String currentFile() {
        return InputFileBlockHolder.getInputFilePath().toString();
    }

    /**
     * The reader of each column.
     *
     * @throws UserException for a column whose type cannot be counted
     */
    public static List<ValueReader> readers(Table table) {
        return table.columns().stream().map(TableBatches::reader).toList();
    }

    private static ValueReader reader(Column column) {
        return ValueReader.of(column.type())
                .orElseThrow(() -> new UserException("Cannot count column '" + column.name() + "': "
                        + ValueReader.refusal(column.name(), column.type())));
    }
}
