package io.github.surprisal.drift;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.drift.Drift.DriftBin;
import io.github.surprisal.measure.CutRule;
import io.github.surprisal.scan.CategoryType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What a numeric column is compared on, the same for every group: its values where {@link CutRule} takes them as they are, else
 * bins that hold about as many rows of the reference each.
 *
 * <p>A place is a value, or a fine bin of a column over the category limit; places are in the order of the numbers. A place that
 * holds more than a bin's share, of the reference or of the table, is a bin of its own: so a mass point that comes, goes or moves
 * is seen wherever it is. Places below the least one of the reference are a bin, and so are those above its greatest one: what
 * is in there is new. NaNs are in no bin: they count as missing. The p-value has bins of its own.
 */
final class NumberBins {
    private final ColumnCounts column;
    private final int tableClass;
    private final int referenceClass;
    private final int places;

    /** Text of the value that a place is; empty where it holds several, or what it holds is not known. */
    private final String[] names;

    /** The same as a number, NaN likewise. */
    private final double[] values;

    private final boolean byValue;
    private final int[] binOf;

    /** The bins of the test, cut on both sides together. */
    private final int[] testBinOf;

    /** The bins of places beyond the reference's, or −1. */
    private int below = -1;

    private int above = -1;

    /**
     * @param column a numeric column
     * @param tableClass class of the table's rows
     * @param referenceClass class of the reference's rows
     * @param most as many bins at most, but for single values and what is outside the reference's range
     */
    NumberBins(ColumnCounts column, int tableClass, int referenceClass, int most) {
        this.column = column;
        this.tableClass = tableClass;
        this.referenceClass = referenceClass;
        this.places = places(column);
        this.names = new String[places];
        this.values = new double[places];
        nameValues();
        double[] here = here(column.overall());
        double[] there = there(column.overall());
        double[][] sides = new double[places][];
        Arrays.setAll(sides, place -> new double[] {there[place], here[place]});
        CutRule rule = CutRule.of(sides, most);
        byValue = rule.byValue() && !column.overLimit();
        binOf = new int[places];
        testBinOf = new int[places];
        if (byValue) {
            Arrays.setAll(binOf, place -> place);
            Arrays.setAll(testBinOf, place -> place);
        } else {
            cut(here, there, rule);
            cutForTest(here, there, rule);
        }
    }

    private static int places(ColumnCounts column) {
        int codes = column.overLimit()
                ? column.edges().size() + 2
                : column.categories().size();
        boolean hasNan = column.overLimit()
                || (codes > 0 && Double.isNaN(column.categories().number(codes - 1)));
        return hasNan ? codes - 1 : codes;
    }

    private void cut(double[] here, double[] there, CutRule rule) {
        boolean[] last = rule.lastOfBin(there);
        double share = Arrays.stream(here).sum() / rule.bins();
        int least = places;
        int greatest = -1;
        for (int place = 0; place < places; place++) {
            if (there[place] > 0) {
                least = Math.min(least, place);
                greatest = place;
            }
            if (here[place] > share) {
                last[place] = true;
                if (place > 0) {
                    last[place - 1] = true;
                }
            }
        }
        int bin = 0;
        for (int place = 0; place < places; place++) {
            boolean outside = place < least || place > greatest;
            binOf[place] = bin;
            if (place < least) {
                below = bin;
            } else if (outside) {
                above = bin;
            }
            boolean ends = place == least - 1 || place == greatest || (last[place] && !outside);
            bin += ends && place < places - 1 ? 1 : 0;
        }
    }

    private void cutForTest(double[] here, double[] there, CutRule rule) {
        double[] both = new double[places];
        Arrays.setAll(both, place -> here[place] + there[place]);
        boolean[] last = rule.lastOfBin(both);
        for (int place = 1; place < places; place++) {
            testBinOf[place] = testBinOf[place - 1] + (last[place - 1] ? 1 : 0);
        }
    }

    /** The counts of the table by place, within one group. */
    double[] here(ColumnGroup counted) {
        return counts(counted, tableClass);
    }

    /** The counts of the reference by place, within one group. */
    double[] there(ColumnGroup counted) {
        return counts(counted, referenceClass);
    }

    private double[] counts(ColumnGroup counted, int side) {
        double[] counts = new double[places];
        ContingencyTable table = counted.table();
        for (int i = 0; i < table.size(); i++) {
            if (table.categories()[i] < places) {
                counts[table.categories()[i]] += table.count(i, side);
            }
        }
        return counts;
    }

    /** Rows by class that are NaN. */
    double[] nans(ColumnGroup counted) {
        ContingencyTable table = counted.table();
        double[] nans = new double[table.classes()];
        for (int i = 0; i < table.size(); i++) {
            for (int k = 0; k < nans.length && table.categories()[i] >= places; k++) {
                nans[k] += table.count(i, k);
            }
        }
        return nans;
    }

    /** Whether each value is taken by itself. */
    boolean byValue() {
        return byValue;
    }

    /** The number that a place is; NaN where it holds several, or what it holds is not known. */
    double value(int place) {
        return values[place];
    }

    /** What each bin holds over the whole table, in ascending order. */
    List<DriftBin> overall() {
        double[] here = here(column.overall());
        double[] there = there(column.overall());
        List<DriftBin> bins = new ArrayList<>();
        int from = 0;
        while (from < places) {
            int to = from;
            double x = 0;
            double r = 0;
            for (; to < places && binOf[to] == binOf[from]; to++) {
                x += here[to];
                r += there[to];
            }
            bins.add(new DriftBin(
                    column.name(),
                    bins.size(),
                    to == from + 1 && !names[from].isEmpty() ? names[from] : null,
                    from == 0 ? Double.NEGATIVE_INFINITY : upper(from - 1),
                    upper(to - 1),
                    r,
                    x));
            from = to;
        }
        return bins;
    }

    /** The greatest number of a place. */
    private double upper(int place) {
        if (!column.overLimit()) {
            return values[place];
        }
        return place < column.edges().size() ? column.edges().number(place) : Double.POSITIVE_INFINITY;
    }

    /** Adds a category for each bin. */
    void addTo(CountPairs pairs, ColumnGroup counted) {
        double[] here = here(counted);
        double[] there = there(counted);
        // A group's table may hold runs of places.
        boolean named = !counted.isSummarised() || counted.equals(column.overall());
        List<String> texts = named ? Arrays.asList(names) : Collections.nCopies(places, "");
        int from = 0;
        while (from < places) {
            int to = from + 1;
            double x = here[from];
            double r = there[from];
            for (; to < places && binOf[to] == binOf[from]; to++) {
                x += here[to];
                r += there[to];
            }
            if (binOf[from] == below || binOf[from] == above) {
                pairs.addOutside(texts.subList(from, to), Arrays.copyOfRange(here, from, to));
            } else {
                pairs.add(to == from + 1 ? texts.get(from) : "", x, r, 1);
            }
            from = to;
        }
    }

    /**
     * Adds a category for each bin of the test. Those are cut without a look at which side a row is from: bins of equal frequency
     * in the reference would show more than chance, as its rows are in them by no chance: a bin of five of them looks a fifth
     * further from the table than it is.
     */
    void addTestTo(CountPairs pairs, ColumnGroup counted) {
        double[] here = here(counted);
        double[] there = there(counted);
        double x = 0;
        double r = 0;
        for (int place = 0; place < places; place++) {
            x += here[place];
            r += there[place];
            if (place + 1 == places || testBinOf[place + 1] > testBinOf[place]) {
                pairs.add("", x, r, 1);
                x = 0;
                r = 0;
            }
        }
    }

    private void nameValues() {
        if (!column.overLimit()) {
            Arrays.setAll(names, column.categories()::text);
            Arrays.setAll(values, column.categories()::number);
            return;
        }
        Arrays.fill(names, "");
        Arrays.fill(values, Double.NaN);
        ContingencyTable table = column.overall().table();
        double[] rows = new double[places];
        for (int i = 0; i < table.size(); i++) {
            if (table.categories()[i] < places) {
                rows[table.categories()[i]] = table.rowTotal(i);
            }
        }
        CategoryType type = column.categories().type();
        for (TopValue value : column.overall().spectra().top()) {
            int place = place(value, type);
            // All rows of the fine bin, but for what sums of fractional weights are rounded by.
            if (place >= 0 && Math.abs(rows[place] - value.count()) <= 1e-9 * rows[place]) {
                names[place] = value.text(type);
                values[place] = value.number(type);
            }
        }
    }

    /** The fine bin that ends with a value, the last one if it is beyond all edges; −1 for others and for NaN. */
    private int place(TopValue value, CategoryType type) {
        Categories edges = column.edges();
        if (Double.isNaN(value.number(type))) {
            return -1;
        }
        int last = edges.size() - 1;
        int at = type.isBytes() ? edges.codeOf(value.bytes()) : edges.codeOf(value.key());
        if (at >= 0) {
            return at;
        }
        boolean beyond = last < 0
                || (type.isBytes()
                        ? type.compare(value.bytes(), edges.bytes(last)) > 0
                        : type.compare(value.key(), edges.key(last)) > 0);
        return beyond ? edges.size() : -1;
    }
}
