package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.math.CompensatedSum;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;

/** Decides from the counts of each feature which terms it gets. */
final class EncodingBuilder {
    private final Map<String, DataType> types;
    private final Map<String, ColumnCounts> counts;
    private final Encoding.Rules rules;

    EncodingBuilder(Table table, Counts counts, Encoding.Rules rules) {
        this.rules = rules;
        this.types = table.columns().stream().collect(Collectors.toMap(Column::name, Column::type, (a, b) -> a));
        this.counts = counts.columns().stream()
                .collect(Collectors.toMap(ColumnCounts::name, Function.identity(), (a, b) -> a));
    }

    boolean isCounted(String name) {
        return counts.containsKey(name);
    }

    FeatureEncoding feature(String name) {
        ColumnCounts column = counts.get(name);
        DataType type = types.get(name);
        if (column == null || type == null) {
            throw new IllegalStateException("Feature not counted: " + name);
        }
        if (column.kind() != Kind.NUMERIC) {
            return categorical(column, type);
        }
        Categories cutpoints = rules.cutpoints().get(name);
        return cutpoints == null ? numeric(column, type) : binned(column, type, cutpoints);
    }

    private FeatureEncoding categorical(ColumnCounts column, DataType type) {
        boolean nulls = hasNulls(column.overall());
        if (column.overLimit()) {
            return new FeatureEncoding.Categorical(
                    column.name(),
                    type,
                    top(column.overall().spectra().top(), column.categories().type()),
                    true,
                    nulls);
        }
        ContingencyTable table = column.overall().table();
        int[] rows = IntStream.range(0, table.size())
                .filter(row -> table.rowTotal(row) > 0)
                .toArray();
        int[] kept = mostFrequent(table, rows);
        boolean other = kept.length < rows.length;
        int[] codes =
                Arrays.stream(kept).map(row -> table.categories()[row]).sorted().toArray();
        return new FeatureEncoding.Categorical(
                column.name(), type, column.categories().subset(codes), other, nulls);
    }

    /** The rows of the most frequent categories; of equally frequent ones the lesser values. */
    private int[] mostFrequent(ContingencyTable table, int[] rows) {
        int[] enough = Arrays.stream(rows)
                .filter(row -> rules.isEnough(table.rowTotal(row)))
                .toArray();
        if (enough.length <= rules.maxCategories()) {
            return enough;
        }
        return Arrays.stream(enough)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(row -> -table.rowTotal(row))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(rules.maxCategories())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private Categories top(List<TopValue> top, CategoryType type) {
        Stream<TopValue> kept =
                top.stream().filter(value -> rules.isEnough(value.count())).limit(rules.maxCategories());
        return type.isBytes()
                ? Categories.ofBytes(
                        type, kept.map(TopValue::bytes).sorted(type::compare).toArray(byte[][]::new))
                : Categories.ofKeys(
                        type,
                        kept.map(TopValue::key)
                                .sorted(type::compare)
                                .mapToLong(Long::longValue)
                                .toArray());
    }

    private static FeatureEncoding binned(ColumnCounts column, DataType type, Categories cutpoints) {
        double[] values = values(column);
        ContingencyTable table = column.overall().table();
        boolean nan = IntStream.range(0, table.size())
                .anyMatch(row -> Double.isNaN(values[table.categories()[row]]) && table.rowTotal(row) > 0);
        return new FeatureEncoding.Binned(column.name(), type, cutpoints, nan || hasNulls(column.overall()));
    }

    private static FeatureEncoding numeric(ColumnCounts column, DataType type) {
        double[] values = values(column);
        ContingencyTable table = column.overall().table();
        boolean notFinite = false;
        CompensatedSum sum = new CompensatedSum();
        double weight = 0;
        for (int row = 0; row < table.size(); row++) {
            double value = values[table.categories()[row]];
            double count = table.rowTotal(row);
            if (!Double.isFinite(value)) {
                notFinite |= count > 0;
                continue;
            }
            sum.add(value * count);
            weight += count;
        }
        double mean = weight > 0 ? sum.value() / weight : 0;
        return new FeatureEncoding.Numeric(
                column.name(), type, Double.isFinite(mean) ? mean : 0, notFinite || hasNulls(column.overall()));
    }

    /** The number of each code of a column's table. */
    private static double[] values(ColumnCounts column) {
        return column.overLimit()
                ? midpoints(column.edges())
                : IntStream.range(0, column.categories().size())
                        .mapToDouble(column.categories()::number)
                        .toArray();
    }

    /** A value for each fine bin: its middle, the finite edge of the two outer ones, and NaN for the bin of the NaNs. */
    private static double[] midpoints(Categories edges) {
        int size = edges.size();
        double[] values = new double[size + 2];
        for (int bin = 0; bin <= size; bin++) {
            double upper = size == 0 ? 0 : edges.number(Math.min(bin, size - 1));
            double lower = size == 0 ? 0 : edges.number(Math.max(bin - 1, 0));
            values[bin] = lower / 2 + upper / 2;
        }
        values[size + 1] = Double.NaN;
        return values;
    }

    private static boolean hasNulls(ColumnGroup group) {
        return Arrays.stream(group.nulls()).anyMatch(count -> count > 0);
    }
}
