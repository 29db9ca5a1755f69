package io.github.surprisal.measure;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.measure.MeasureConfig.Binning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bins of one numeric column, the same for every group: made from the whole table's distinct values, or from its fine
 * bins where it has too many values. Equal values never part. NaN has a bin of its own, the last one.
 */
final class Binner {
    private final int[] binOf;
    private final double[] uppers;
    private final boolean hasNan;

    private Binner(int[] binOf, double[] uppers, boolean hasNan) {
        this.binOf = binOf;
        this.uppers = uppers;
        this.hasNan = hasNan;
    }

    /** Number of bins, that of NaN among them. */
    int size() {
        return uppers.length + (hasNan ? 1 : 0);
    }

    int binOf(int code) {
        return binOf[code];
    }

    /** Greatest value of a bin; infinite for the last one, NaN for that of NaN. */
    double upper(int bin) {
        return bin < uppers.length ? uppers[bin] : Double.NaN;
    }

    double lower(int bin) {
        return bin >= uppers.length ? Double.NaN : bin == 0 ? Double.NEGATIVE_INFINITY : uppers[bin - 1];
    }

    /** The inner edges of bins that hold one value of a column each. */
    static List<Double> byValue(ColumnCounts column) {
        double[] distinct = Arrays.stream(column.overall().table().categories())
                .mapToDouble(code -> value(column, code))
                .filter(value -> !Double.isNaN(value))
                .distinct()
                .toArray();
        return Arrays.stream(distinct)
                .limit(Math.max(0, distinct.length - 1))
                .filter(Double::isFinite)
                .boxed()
                .toList();
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

    /** Cuts a column where the user says, or as near as its fine bins allow: after the last one up to there. */
    static Binner of(ColumnCounts column, double[] cutpoints) {
        double[] values = values(column);
        int numbers = numbers(values);
        boolean[] last = new boolean[numbers];
        for (double cutpoint : cutpoints) {
            int below = 0;
            while (below < numbers && values[below] <= cutpoint) {
                below++;
            }
            if (below > 0 && below < numbers) {
                last[below - 1] = true;
            }
        }
        boolean hasNan = Arrays.stream(column.overall().table().categories()).anyMatch(code -> code >= numbers);
        return of(Arrays.copyOf(values, numbers), last, values.length, hasNan);
    }

    private static double[] values(ColumnCounts column) {
        int codes = column.overLimit()
                ? column.edges().length + 2
                : column.categories().size();
        double[] values = new double[codes];
        for (int code = 0; code < codes; code++) {
            values[code] = value(column, code);
        }
        return values;
    }

    private static int numbers(double[] values) {
        int numbers = values.length;
        while (numbers > 0 && Double.isNaN(values[numbers - 1])) {
            numbers--;
        }
        return numbers;
    }

    /** Cuts a column into at most {@code bins} bins; MDLP decides on the number by itself. */
    static Binner of(ColumnCounts column, Binning binning, int bins) {
        double[] values = values(column);
        int codes = values.length;
        int numbers = numbers(values);
        ContingencyTable table = column.overall().table();
        double[][] counts = new double[numbers][table.classes()];
        boolean hasNan = false;
        for (int i = 0; i < table.size(); i++) {
            int code = table.categories()[i];
            hasNan |= code >= numbers;
            for (int k = 0; k < table.classes() && code < numbers; k++) {
                counts[code][k] = table.count(i, k);
            }
        }
        double[] distinct = Arrays.copyOf(values, numbers);
        boolean[] lastOfBin =
                switch (binning) {
                    case EQUAL_WIDTH -> equalWidth(distinct, bins);
                    case MDLP -> Mdlp.cuts(labelled(counts));
                    case EQUAL_FREQUENCY, NONE -> equalFrequency(counts, bins);
                };
        return of(distinct, lastOfBin, codes, hasNan);
    }

    private static Binner of(double[] values, boolean[] lastOfBin, int codes, boolean hasNan) {
        int[] binOf = new int[codes];
        List<Double> uppers = new ArrayList<>();
        boolean due = false;
        for (int code = 0; code < values.length; code++) {
            binOf[code] = uppers.size();
            due |= lastOfBin[code];
            // Long integers may be one and the same double; the cut comes after the last of them.
            if (due && code < values.length - 1 && values[code] < values[code + 1]) {
                uppers.add(values[code]);
                due = false;
            }
        }
        uppers.add(Double.POSITIVE_INFINITY);
        Arrays.fill(binOf, values.length, codes, uppers.size());
        return new Binner(
                binOf, uppers.stream().mapToDouble(Double::doubleValue).toArray(), hasNan);
    }

    /** The value of a code, or the greatest one of a fine bin. */
    static double value(ColumnCounts column, int code) {
        if (!column.overLimit()) {
            return column.categories().number(code);
        }
        double[] edges = column.edges();
        return code < edges.length ? edges[code] : code == edges.length ? Double.POSITIVE_INFINITY : Double.NaN;
    }

    private static double[][] labelled(double[][] counts) {
        double[][] labelled = new double[counts.length][];
        Arrays.setAll(labelled, i -> Arrays.copyOf(counts[i], Math.max(1, counts[i].length - 1)));
        return labelled;
    }

    private static boolean[] equalFrequency(double[][] counts, int bins) {
        double total = 0;
        for (double[] row : counts) {
            total += Entropies.total(row);
        }
        boolean[] last = new boolean[counts.length];
        double below = 0;
        double next = total / bins;
        for (int i = 0; i < counts.length; i++) {
            below += Entropies.total(counts[i]);
            if (below >= next) {
                last[i] = true;
                next = (Math.floor(below * bins / total) + 1) * total / bins;
            }
        }
        return last;
    }

    private static boolean[] equalWidth(double[] values, int bins) {
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        boolean[] last = new boolean[values.length];
        if (finite.length == 0) {
            return last;
        }
        double low = finite[0];
        double width = finite[finite.length - 1] / bins - low / bins;
        for (int i = 0; i + 1 < values.length; i++) {
            last[i] = cell(values[i], low, width, bins) != cell(values[i + 1], low, width, bins);
        }
        return last;
    }

    private static int cell(double value, double low, double width, int bins) {
        // Halves, because the range may be more than a double holds.
        double cell = Math.ceil((value / 2 - low / 2) / (width / 2)) - 1;
        return (int) Math.max(0, Math.min(bins - 1.0, cell));
    }
}
