package io.github.surprisal.measure;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.math.EqualFrequency;
import io.github.surprisal.measure.MeasureConfig.Binning;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The bins of one numeric column, the same for every group: made from the whole table's distinct values, or from its fine
 * bins where it has too many values. They are cut by the rank of values, which are exact whatever their type. NaN has a bin of
 * its own, the last one.
 */
final class Binner {
    private final int[] binOf;
    private final Categories uppers;
    private final boolean hasNan;

    private Binner(int[] binOf, Categories uppers, boolean hasNan) {
        this.binOf = binOf;
        this.uppers = uppers;
        this.hasNan = hasNan;
    }

    /** Number of bins, that of NaN among them. */
    int size() {
        return uppers.size() + 1 + (hasNan ? 1 : 0);
    }

    int binOf(int code) {
        return binOf[code];
    }

    /** The inner edges, ascending: the greatest value of each bin but the last. */
    Categories edges() {
        return uppers;
    }

    /** Greatest value of a bin; infinite for the last one, NaN for that of NaN. */
    double upper(int bin) {
        return bin < uppers.size() ? uppers.number(bin) : bin == uppers.size() ? Double.POSITIVE_INFINITY : Double.NaN;
    }

    double lower(int bin) {
        return bin > uppers.size() ? Double.NaN : bin == 0 ? Double.NEGATIVE_INFINITY : uppers.number(bin - 1);
    }

    /** The text of {@link #upper}; empty where there is none. */
    String upperText(int bin) {
        return bin < uppers.size() ? uppers.text(bin) : "";
    }

    String lowerText(int bin) {
        return bin == 0 || bin > uppers.size() ? "" : uppers.text(bin - 1);
    }

    /** The bin of each code within one group's table; rows of one bin are added up. */
    double[][] table(ContingencyTable table) {
        double[][] binned = new double[size()][table.classes()];
        for (int i = 0; i < table.size(); i++) {
            double[] bin = binned[binOf[table.categories()[i]]];
            for (int k = 0; k < bin.length; k++) {
                bin[k] += table.count(i, k);
            }
        }
        return binned;
    }

    /** The inner edges of bins that hold one finite value of a column each. */
    static Categories byValue(ColumnCounts column) {
        Column values = new Column(column);
        int[] present = Arrays.stream(column.overall().table().categories())
                .filter(code -> code < values.numbers)
                .toArray();
        return values.uppers.subset(Arrays.stream(present, 0, Math.max(0, present.length - 1))
                .filter(code -> code < values.uppers.size() && Double.isFinite(values.uppers.number(code)))
                .toArray());
    }

    /** Cuts a column where the user says, or as near as its fine bins allow: after the last one up to there. */
    static Binner of(ColumnCounts column, List<BigDecimal> cutpoints) {
        Column values = new Column(column);
        Categories wanted = Categories.ofNumbers(values.uppers.type(), cutpoints);
        int[] codes = new int[wanted.size()];
        int[] kept = new int[wanted.size()];
        int size = 0;
        for (int i = 0; i < wanted.size(); i++) {
            int below = values.uppers.upTo(wanted, i);
            boolean first = size == 0 || codes[size - 1] < below - 1;
            if (below > 0 && below < values.numbers && first) {
                codes[size] = below - 1;
                kept[size++] = i;
            }
        }
        boolean[] last = new boolean[values.numbers];
        Arrays.stream(codes, 0, size).forEach(code -> last[code] = true);
        // The user's own edges, so that a value not seen before falls where the user means it to.
        Categories edges = column.overLimit()
                ? values.uppers.subset(Arrays.copyOf(codes, size))
                : wanted.subset(Arrays.copyOf(kept, size));
        return values.binner(last, edges);
    }

    /** Cuts a column unless its values repeat enough to be taken by themselves: {@link CutRule}. */
    static Optional<Binner> unlessByValue(ColumnCounts column, int bins) {
        Column values = new Column(column);
        CutRule rule = CutRule.of(values.labelled(), bins);
        return rule.byValue() && !column.overLimit()
                ? Optional.empty()
                : Optional.of(values.binner(rule.lastOfBin(values.masses())));
    }

    /** Cuts a column into at most {@code bins} bins; MDLP decides on the number by itself. */
    static Binner of(ColumnCounts column, Binning binning, int bins) {
        Column values = new Column(column);
        return values.binner(
                switch (binning) {
                    case EQUAL_WIDTH -> values.equalWidth(bins);
                    case MDLP -> Mdlp.cuts(values.labelled());
                    case AUTO, EQUAL_FREQUENCY, NONE -> EqualFrequency.cut(values.masses(), bins);
                });
    }

    /** A column's values, or fine bins, in order: code by code, those of NaN last. */
    private static final class Column {
        private final ContingencyTable table;

        /** The value of each code, or the greatest one of its fine bin; the last fine bin has none. */
        private final Categories uppers;

        private final int codes;
        private final int numbers;

        Column(ColumnCounts column) {
            table = column.overall().table();
            uppers = column.overLimit() ? column.edges() : column.categories();
            codes = column.overLimit() ? uppers.size() + 2 : uppers.size();
            numbers = numbers(column);
        }

        /** Counts of value × class, those without a class left out; of a table without a label all rows. */
        double[][] labelled() {
            int classes = Math.max(1, table.classes() - 1);
            double[][] counts = new double[numbers][classes];
            for (int i = 0; i < table.size() && table.categories()[i] < numbers; i++) {
                for (int k = 0; k < classes; k++) {
                    counts[table.categories()[i]][k] = table.count(i, k);
                }
            }
            return counts;
        }

        double[] masses() {
            double[] masses = new double[numbers];
            for (int i = 0; i < table.size() && table.categories()[i] < numbers; i++) {
                masses[table.categories()[i]] = table.rowTotal(i);
            }
            return masses;
        }

        /**
         * Whether a cell of equal width ends with each value: cell j of (low + (j − 1)·w, low + j·w], w = (high − low)/bins, in the
         * decimal digits that the values are shown with, so that a value on an edge is on it.
         */
        boolean[] equalWidth(int bins) {
            int[] finite = IntStream.range(0, uppers.size())
                    .filter(code -> code < numbers && Double.isFinite(uppers.number(code)))
                    .toArray();
            boolean[] last = new boolean[numbers];
            if (finite.length == 0) {
                return last;
            }
            BigDecimal low = uppers.decimal(finite[0]);
            BigDecimal range = uppers.decimal(finite[finite.length - 1]).subtract(low);
            long before = 0;
            for (int i = 0; i < finite.length; i++) {
                long cell =
                        range.signum() == 0 ? 0 : cell(uppers.decimal(finite[i]).subtract(low), range, bins);
                if (i > 0) {
                    last[finite[i - 1]] = cell != before;
                }
                before = cell;
            }
            return last;
        }

        private static long cell(BigDecimal above, BigDecimal range, int bins) {
            return Math.max(
                    0,
                    above.multiply(BigDecimal.valueOf(bins))
                                    .divide(range, 0, RoundingMode.CEILING)
                                    .longValueExact()
                            - 1);
        }

        Binner binner(boolean[] lastOfBin) {
            int[] edges = IntStream.range(0, Math.max(0, numbers - 1))
                    .filter(code -> lastOfBin[code])
                    .toArray();
            return binner(lastOfBin, uppers.subset(edges));
        }

        Binner binner(boolean[] lastOfBin, Categories edges) {
            int[] binOf = new int[codes];
            int bin = 0;
            for (int code = 0; code < numbers; code++) {
                binOf[code] = bin;
                bin += lastOfBin[code] && code < numbers - 1 ? 1 : 0;
            }
            Arrays.fill(binOf, numbers, codes, edges.size() + 1);
            boolean hasNan = Arrays.stream(table.categories()).anyMatch(code -> code >= numbers);
            return new Binner(binOf, edges, hasNan);
        }
    }

    /** How many of a column's codes are numbers or bins of numbers; that of NaN comes after them. */
    static int numbers(ColumnCounts column) {
        if (column.overLimit()) {
            return column.edges().size() + 1;
        }
        int size = column.categories().size();
        return size > 0 && Double.isNaN(column.categories().number(size - 1)) ? size - 1 : size;
    }
}
