package io.github.surprisal.metric;

import io.github.surprisal.metric.TablesReader.Attempted;
import io.github.surprisal.metric.store.OutputFolder;
import io.github.surprisal.metric.store.ParquetFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.jdk.javaapi.CollectionConverters;

/** The datasets of one attempt of a run in tables, each read by a job, or by one for the latest runs together. */
final class TablesRun extends StoredRun {
    private static final String GROUP_COLUMNS = "group_columns";

    private final TablesReader reader;
    private final Attempted run;

    TablesRun(TablesReader reader, Attempted run) {
        this.reader = reader;
        this.run = run;
    }

    @Override
    public String runId() {
        return run.runId();
    }

    @Override
    DatasetRows read(String dataset, List<String> columns, boolean overall) {
        Wanted wanted = new Wanted(dataset, columns, overall);
        // Few columns of what has a row for each run or column: so a page asks for the figures of other runs.
        boolean isOfMany = !columns.isEmpty() && (overall || dataset.equals(OutputFolder.RUNS));
        return isOfMany ? reader.together(run, wanted) : reader.rows(run, wanted);
    }

    /**
     * What is wanted of a dataset.
     *
     * @param columns all where there are none
     * @param overall whether only the whole table's rows
     */
    record Wanted(String dataset, List<String> columns, boolean overall) {
        DatasetRows rows(Dataset<Row> of) {
            DatasetRows rows = new DatasetRows();
            rows(of, row -> rows);
            return rows;
        }

        /** Adds each row to those that it goes with, if there are any. */
        void rows(Dataset<Row> of, Function<Row, DatasetRows> to) {
            List<String> there = List.of(of.columns());
            Dataset<Row> some = overall && there.contains(GROUP_COLUMNS)
                    ? of.where(functions.size(functions.col(GROUP_COLUMNS)).equalTo(0))
                    : of;
            List<String> names = there.stream()
                    .filter(name -> columns.isEmpty()
                            || columns.contains(name)
                            || name.equals(MetricReader.RUN_ID)
                            || name.equals(ParquetFile.ATTEMPT))
                    .toList();
            for (Row row : some.select(names.stream().map(functions::col).toArray(org.apache.spark.sql.Column[]::new))
                    .collectAsList()) {
                DatasetRows rows = to.apply(row);
                if (rows != null) {
                    Object[] cells = new Object[names.size()];
                    for (int i = 0; i < cells.length; i++) {
                        cells[rows.index(names.get(i))] = cell(row.get(i));
                    }
                    rows.add(cells);
                }
            }
        }
    }

    /** As {@link ParquetFile} has them. */
    private static Object cell(Object value) {
        if (value instanceof java.sql.Timestamp time) {
            return time.toInstant();
        }
        if (value instanceof scala.collection.Seq<?> list) {
            List<Object> cells = new ArrayList<>();
            CollectionConverters.asJava(list).forEach(element -> cells.add(cell(element)));
            return cells;
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            Map<Object, Object> cells = new LinkedHashMap<>();
            CollectionConverters.asJava(map).forEach((key, element) -> cells.put(cell(key), cell(element)));
            return cells;
        }
        if (value instanceof Row struct) {
            Map<Object, Object> cells = new LinkedHashMap<>();
            for (int i = 0; i < struct.length(); i++) {
                cells.put(struct.schema().fieldNames()[i], cell(struct.get(i)));
            }
            return cells;
        }
        return value;
    }
}
