package io.github.surprisal.job;

import io.github.surprisal.count.Counts;
import io.github.surprisal.math.EqualFrequency;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;

/**
 * Whether a column can be the label: it needs two classes at least, and a number of many values is asked about, since it is
 * a quantity more often than names of classes. The first rows of files are looked at before any work; what they do
 * not show is seen after the count.
 */
final class LabelCheck {
    /** A number of more values than this is taken for a quantity. */
    private static final int MAX_NUMERIC_CLASSES = 100;

    /** So many rows show a quantity, and are read in a few hundredths of a second. */
    private static final int FIRST_ROWS = 10_000;

    private LabelCheck() {}

    /**
     * Whether the first rows of the label are looked at: of a number, in files. Of other sources, a query say, even the first
     * row may need all the work.
     */
    static boolean looksFirst(Table table, Source source) {
        return source instanceof Source.Files files
                && !files.path().isEmpty()
                && isNumber(table)
                && table.columns().get(table.label()).type() instanceof NumericType;
    }

    /**
     * Looks at the first rows of the first part of the files; the rest is not read.
     *
     * @throws UserException if they have too many different numbers
     */
    static void first(Table table) {
        JavaRDD<Row> label = table.rows().select("c" + table.label()).javaRDD();
        if (label.getNumPartitions() == 0) {
            return;
        }
        List<Row> rows = JobDescription.during(
                label.context(),
                "looking at the first values of the label",
                () -> label.mapPartitions(LabelCheck::firstRows).collectPartitions(new int[] {0})[0]);
        TreeMap<BigDecimal, Integer> counts = new TreeMap<>();
        for (Row row : rows) {
            if (!row.isNullAt(0) && Double.isFinite(((Number) row.get(0)).doubleValue())) {
                counts.merge(new BigDecimal(row.get(0).toString()), 1, Integer::sum);
            }
        }
        if (counts.size() > MAX_NUMERIC_CLASSES) {
            boolean all = label.getNumPartitions() == 1 && rows.size() < FIRST_ROWS;
            List<BigDecimal> values = List.copyOf(counts.keySet());
            double[] each =
                    counts.values().stream().mapToDouble(Integer::doubleValue).toArray();
            throw refusal(
                    table.columns().get(table.label()).name(),
                    String.format(Locale.ROOT, "%,d", counts.size())
                            + (all ? "" : String.format(Locale.ROOT, " in the first %,d rows", rows.size())),
                    quartiles(each, values::get));
        }
    }

    private static Iterator<Row> firstRows(Iterator<Row> rows) {
        return new Iterator<>() {
            private int taken;

            @Override
            public boolean hasNext() {
                return taken < FIRST_ROWS && rows.hasNext();
            }

            @Override
            public Row next() {
                taken++;
                return rows.next();
            }
        };
    }

    /** @throws UserException if there is one class or none, or too many different numbers */
    static void counted(Table table, Counts counts) {
        int classes = counts.classes().size();
        if (classes < 2) {
            throw new UserException("Cannot use column '" + counts.label()
                    + "' as table.label: expected at least two classes, found "
                    + (classes == 0 ? "only null" : "only '" + counts.classes().text(0) + "'"));
        }
        if (isNumber(table) && classes > MAX_NUMERIC_CLASSES) {
            double[] rows = Arrays.copyOf(counts.overall().classes(), classes);
            throw refusal(
                    counts.label(),
                    String.format(Locale.ROOT, "%,d", classes),
                    quartiles(rows, counts.classes()::decimal));
        }
    }

    private static boolean isNumber(Table table) {
        return table.columns().get(table.label()).kind() == Kind.NUMERIC;
    }

    private static UserException refusal(String label, String found, String cutpoints) {
        String key = label.matches("[\\w-]+") ? label : '"' + label + '"';
        return new UserException("Cannot use column '" + label + "' as table.label: expected at most "
                + MAX_NUMERIC_CLASSES + " classes of a number, found " + found
                + ". If it is a quantity, cut it: table.columns."
                + key + ".cutpoints = [" + cutpoints + "]; if each value is a class of its own: table.columns." + key
                + ".kind = categorical");
    }

    /** Where a quarter, half and three quarters of the labelled rows are passed. */
    private static String quartiles(double[] rows, IntFunction<BigDecimal> value) {
        boolean[] last = EqualFrequency.cut(rows, 4);
        return IntStream.range(0, rows.length - 1)
                .filter(k -> last[k])
                .mapToObj(k -> value.apply(k).stripTrailingZeros().toPlainString())
                .collect(Collectors.joining(", "));
    }
}
