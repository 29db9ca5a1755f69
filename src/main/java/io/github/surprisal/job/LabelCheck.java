package io.github.surprisal.job;

import io.github.surprisal.count.Counts;
import io.github.surprisal.math.EqualFrequency;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import io.github.surprisal.table.UserException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Whether a column can be the label: it needs two classes at least; a number or a time of many values is asked about, since it is
 * a quantity more often than names of classes, and so is a text that is another one in nearly every row, as an id is. The
 * first rows of files are looked at before any work; what they do not show is seen after the count.
 */
final class LabelCheck {
    /** A number or a time of more values than this is taken for a quantity; a text of fewer is never asked about. */
    private static final int MAX_CLASSES = 100;

    /** A text with fewer rows than this for each class tells next to nothing about any of them. */
    private static final int LEAST_ROWS_A_CLASS = 2;

    /** So many rows show a quantity, and are read in a few hundredths of a second. */
    private static final int FIRST_ROWS = 10_000;

    private final String label;
    private final ColumnConfig config;
    private final DataType type;
    private final boolean isOrdered;

    private LabelCheck(Table table, TableConfig config) {
        this.label = table.columns().get(table.label()).name();
        this.config = config.columns().getOrDefault(label, new ColumnConfig("", "", ""));
        this.type = table.columns().get(table.label()).type();
        this.isOrdered = table.columns().get(table.label()).kind() == Kind.NUMERIC;
    }

    /**
     * Looks at the first rows of the first part of files; the rest is not read. Of other sources, a query say, even the first
     * row may need all the work, and they are left alone.
     *
     * @throws UserException if they show a quantity or an id
     */
    static void first(Table table, TableConfig config) {
        boolean isFile =
                config.source() instanceof Source.Files files && !files.path().isEmpty();
        LabelCheck check = new LabelCheck(table, config);
        if (isFile && (check.isOrdered || check.mayBeId())) {
            check.look(table);
        }
    }

    private boolean mayBeId() {
        return type instanceof StringType && !config.kind().equalsIgnoreCase("categorical");
    }

    private void look(Table table) {
        String column = "c" + table.label();
        JavaRDD<Row> rows = table.rows()
                .select(functions.col(column), functions.col(column).cast("string"))
                .javaRDD();
        if (rows.getNumPartitions() == 0) {
            return;
        }
        List<Row> first = JobDescription.during(
                rows.context(),
                "looking at the first values of the label",
                () -> rows.mapPartitions(LabelCheck::firstRows).collectPartitions(new int[] {0})[0]);
        TreeMap<Object, Integer> counts = new TreeMap<>();
        TreeMap<Object, String> texts = new TreeMap<>();
        for (Row row : first) {
            if (!row.isNullAt(0) && !(row.get(0) instanceof Number number && !Double.isFinite(number.doubleValue()))) {
                Object value =
                        type instanceof NumericType ? new BigDecimal(row.get(0).toString()) : row.get(0);
                counts.merge(value, 1, Integer::sum);
                texts.putIfAbsent(value, value instanceof BigDecimal number ? plain(number) : row.getString(1));
            }
        }
        boolean isAll = rows.getNumPartitions() == 1 && first.size() < FIRST_ROWS;
        double[] each =
                counts.values().stream().mapToDouble(Integer::doubleValue).toArray();
        refuseId(each, isAll ? "" : "the first ");
        if (isOrdered && each.length > MAX_CLASSES) {
            List<String> values = List.copyOf(texts.values());
            String where = isAll ? "" : String.format(Locale.ROOT, " in the first %,d rows", first.size());
            throw quantity(each, where, values::get);
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

    /**
     * Looks at all classes.
     *
     * @param oneWillDo whether a label of one class is a warning and no mistake, as it is where features are only selected
     * @return what the user should know of the label
     * @throws UserException if there is no class, or one, or the classes are those of a quantity or an id
     */
    static Optional<String> counted(Table table, TableConfig config, Counts counts, boolean oneWillDo) {
        int classes = counts.classes().size();
        if (classes == 1 && oneWillDo) {
            return Optional.of("label '" + counts.label() + "' has one class only, '"
                    + counts.classes().text(0) + "': there is nothing to tell about it, and no feature is selected");
        }
        if (classes < 2) {
            throw new UserException("Cannot use column '" + counts.label()
                    + "' as table.label: expected at least two classes, found "
                    + (classes == 0 ? "only null" : "only '" + counts.classes().text(0) + "'"));
        }
        LabelCheck check = new LabelCheck(table, config);
        double[] rows = Arrays.copyOf(counts.overall().classes(), classes);
        if (!table.hasWeight()) {
            check.refuseId(rows, "");
        }
        if (check.isOrdered && classes > MAX_CLASSES) {
            boolean isNumber = check.type instanceof NumericType;
            throw check.quantity(
                    rows, "", isNumber ? code -> plain(counts.classes().decimal(code)) : counts.classes()::text);
        }
        return Optional.empty();
    }

    private void refuseId(double[] rows, String first) {
        double labelled = Arrays.stream(rows).sum();
        if (mayBeId() && rows.length > MAX_CLASSES && labelled < LEAST_ROWS_A_CLASS * (double) rows.length) {
            throw new UserException(String.format(
                    Locale.ROOT,
                    "Cannot use column '%s' as table.label: expected classes of several rows, found %,d in %s%,.0f rows, as of an"
                            + " id. Another column may be meant; if each text is a class of its own: table.columns.%s.kind ="
                            + " categorical",
                    label,
                    rows.length,
                    first,
                    labelled,
                    key()));
        }
    }

    private UserException quantity(double[] rows, String where, IntFunction<String> text) {
        boolean isNumber = type instanceof NumericType;
        String found = String.format(Locale.ROOT, "%,d", rows.length) + where;
        String cut = isNumber
                ? ".cutpoints = [" + String.join(", ", quantiles(rows, 4, text)) + "]"
                : ".expression = "
                        + Names.quotedForConfig(halves(quantiles(rows, 2, text).get(0)));
        return new UserException("Cannot use column '" + label + "' as table.label: expected at most " + MAX_CLASSES
                + " classes of a " + (isNumber ? "number" : "time") + ", found " + found
                + ". If it is a quantity, cut it: table.columns."
                + key() + cut + "; if each value is a class of its own: table.columns." + key()
                + ".kind = categorical");
    }

    /** SQL of two classes: times are cut by it, as cutpoints are numbers. */
    private String halves(String median) {
        String literal = type instanceof DateType
                ? "DATE"
                : type instanceof TimestampNTZType ? "TIMESTAMP_NTZ" : type instanceof TimestampType ? "TIMESTAMP" : "";
        return config.sql(label) + " > " + literal + "'" + median + "'";
    }

    private String key() {
        return label.matches("[\\w-]+") ? label : Names.quotedForConfig(label);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    /** Where these shares of the labelled rows are passed. */
    private static List<String> quantiles(double[] rows, int parts, IntFunction<String> text) {
        boolean[] last = EqualFrequency.cut(rows, parts);
        return IntStream.range(0, rows.length - 1)
                .filter(k -> last[k])
                .mapToObj(text)
                .collect(Collectors.toList());
    }
}
