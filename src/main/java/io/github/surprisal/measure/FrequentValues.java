package io.github.surprisal.measure;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.measure.Measures.Value;
import io.github.surprisal.table.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The most frequent values of a column that is taken by value, over the whole table, and its nulls. */
final class FrequentValues {
    /** As many bars as can be told apart in a drawing of a number's distribution; more values than this are cut, as a rule. */
    private static final int MOST_NUMBERS = 100;

    /** As many names as anybody reads. A label's classes are all there as long as there are no more than of numbers. */
    private static final int MOST_CATEGORIES = 20;

    private FrequentValues() {}

    /**
     * The values in ascending order, null last.
     *
     * @param isLabel whether the values are the classes, whose names others refer to by their position
     * @param weightOfEvidence of counts by class
     */
    static List<Value> of(
            ColumnCounts column, boolean isLabel, boolean hasNulls, ToDoubleFunction<double[]> weightOfEvidence) {
        List<Value> values = new ArrayList<>();
        ColumnGroup counted = column.overall();
        if (counted.isSummarised()) {
            summarised(column, counted, values);
        } else {
            ContingencyTable table = counted.table();
            int most = isLabel || column.kind() == Kind.NUMERIC ? MOST_NUMBERS : MOST_CATEGORIES;
            int[] rows = table.mostFrequent(most);
            Arrays.sort(rows);
            for (int row : rows) {
                double[] classes =
                        Arrays.copyOfRange(table.counts(), row * table.classes(), (row + 1) * table.classes() - 1);
                values.add(new Value(
                        column.name(),
                        column.categories().text(table.categories()[row]),
                        row,
                        table.rowTotal(row),
                        classes,
                        weightOfEvidence.applyAsDouble(classes)));
            }
        }
        double nulls = Entropies.total(counted.nulls());
        if (hasNulls && nulls > 0) {
            double[] classes = Arrays.copyOf(counted.nulls(), counted.nulls().length - 1);
            values.add(new Value(
                    column.name(),
                    null,
                    counted.isSummarised() ? values.size() : counted.table().size(),
                    nulls,
                    classes,
                    weightOfEvidence.applyAsDouble(classes)));
        }
        return values;
    }

    /** Over the category limit only the values' own counts are known, not those of their classes. */
    private static void summarised(ColumnCounts column, ColumnGroup counted, List<Value> values) {
        List<TopValue> top = counted.spectra().top();
        for (int i = 0; i < top.size(); i++) {
            values.add(new Value(
                    column.name(),
                    top.get(i).text(column.categories().type()),
                    i,
                    top.get(i).count(),
                    new double[0],
                    Double.NaN));
        }
    }
}
