package io.github.surprisal.drift;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.math.CompensatedSum;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.EqualFrequency;
import io.github.surprisal.scan.CategoryType.Base;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The density of a measurement in the reference, for the differential cross-entropy h(p, q) = −∫ p·log q, in nats: what a value of
 * the table costs on average, coded by the density q of the reference; least, h(p), where the two are alike. Finite values
 * alone, over the whole table.
 *
 * <p>The m rows of the reference are cut into ⌊√m⌋ cells of about as many rows each, which meet halfway between neighbouring
 * values (or at edges of fine bins, where there are more values than the category limit). A cell of c rows and width w has the
 * density c'/(m·w) all over; between values log c' = log(c − ½) ≈ ψ(c) takes the bias of such a cell away. The two outermost cells
 * have no outer edge: there the density falls exponentially from the inner edge, at the rate 1/s, s being the mean distance of
 * the cell's rows from that edge. So q is positive everywhere, and h(p, q) finite, whatever only the table has.
 *
 * <p>Sources: O. Vasicek 1976, doi:10.1111/j.2517-6161.1976.tb01566.x (densities by spacings); J. Pickands 1975,
 * doi:10.1214/aos/1176343003 (excesses over a high threshold).
 */
final class ReferenceDensity {
    /** Inner borders of the cells, ascending. */
    private final double[] borders;

    /** −log of the density of each cell; of the outermost ones where it is greatest. */
    private final double[] surprisals;

    /** How fast the density falls beyond the first and the last border. */
    private final double lowScale;

    private final double highScale;

    /**
     * @param at where the rows of a place are, ascending
     * @param ends where a place ends, ascending
     * @param rows of the reference, all positive
     * @param bias taken from the rows of a cell
     */
    private ReferenceDensity(double[] at, double[] ends, double[] rows, double bias) {
        double m = Arrays.stream(rows).sum();
        boolean[] last = EqualFrequency.cut(rows, (int) Math.min(1 << 16, Math.sqrt(m)));
        int[] ending = IntStream.range(0, rows.length).filter(i -> last[i]).toArray();
        int inner = ending.length - 1;
        borders = IntStream.range(0, inner).mapToDouble(k -> ends[ending[k]]).toArray();
        surprisals = new double[ending.length];
        double[] scales = new double[2];
        for (int k = 0; k < ending.length; k++) {
            int from = k == 0 ? 0 : ending[k - 1] + 1;
            int to = ending[k] + 1;
            double width = k == 0 || k == inner
                    ? excess(at, rows, from, to, borders[Math.min(k, inner - 1)])
                    : borders[k] - borders[k - 1];
            double cell = Arrays.stream(rows, from, to).sum();
            surprisals[k] = Elementary.log(m) + Elementary.log(width) - Elementary.log(Math.max(0.5, cell - bias));
            scales[k == 0 ? 0 : 1] = width;
        }
        lowScale = scales[0];
        highScale = scales[1];
    }

    /** Mean distance of rows from a border. */
    private static double excess(double[] at, double[] rows, int from, int to, double border) {
        double sum = 0;
        double all = 0;
        for (int i = from; i < to; i++) {
            sum += rows[i] * Math.abs(at[i] - border);
            all += rows[i];
        }
        return sum / all;
    }

    private double surprisal(double x) {
        int low = Arrays.binarySearch(borders, x);
        // A border belongs to the cell below it.
        int cell = low < 0 ? -low - 1 : low;
        double beyond = cell == 0
                ? (borders[0] - x) / lowScale
                : cell == borders.length ? (x - borders[cell - 1]) / highScale : 0;
        return surprisals[cell] + beyond;
    }

    /**
     * h(p, q) of a numeric column; NaN where it is no fraction or is taken by value, and where the reference has fewer than four
     * finite values' rows or a value of more rows than a cell's: such a mass point has no density.
     */
    static double crossEntropy(ColumnCounts column, NumberBins bins) {
        Base base = column.categories().type().base();
        boolean fraction =
                base == Base.FLOAT || base == Base.DOUBLE || base == Base.DECIMAL || base == Base.BIG_DECIMAL;
        if (!fraction || bins.byValue()) {
            return Double.NaN;
        }
        double[] here = finite(bins.here(column.overall()), bins);
        double[] there = finite(bins.there(column.overall()), bins);
        double rows = Arrays.stream(there).sum();
        double cell = rows / Math.floor(Math.sqrt(rows));
        if (IntStream.range(0, there.length).anyMatch(i -> there[i] > cell && !Double.isNaN(bins.value(i)))) {
            return Double.NaN;
        }
        double h = column.overLimit()
                ? ofFineBins(
                        here,
                        there,
                        IntStream.range(0, column.edges().size())
                                .mapToDouble(column.edges()::number)
                                .toArray())
                : ofValues(
                        here,
                        there,
                        IntStream.range(0, here.length).mapToDouble(bins::value).toArray());
        return Double.isFinite(h) ? h : Double.NaN;
    }

    private static double[] finite(double[] rows, NumberBins bins) {
        return IntStream.range(0, rows.length)
                .mapToDouble(i -> Double.isInfinite(bins.value(i)) ? 0 : rows[i])
                .toArray();
    }

    /**
     * The same of values that are all known.
     *
     * @param at the values, ascending
     */
    static double ofValues(double[] here, double[] there, double[] at) {
        int[] finite = IntStream.range(0, at.length)
                .filter(i -> Double.isFinite(at[i]))
                .toArray();
        int[] seen = Arrays.stream(finite).filter(i -> there[i] > 0).toArray();
        double[] values = picked(at, seen);
        double[] ends = new double[values.length];
        Arrays.setAll(ends, i -> i + 1 < ends.length ? values[i] / 2 + values[i + 1] / 2 : Double.POSITIVE_INFINITY);
        return of(values, ends, picked(there, seen), 0.5, picked(at, finite), picked(here, finite));
    }

    /** The same of fine bins: rows are taken to lie in the middle of theirs. */
    static double ofFineBins(double[] here, double[] there, double[] edges) {
        int first = 0;
        int last = edges.length - 1;
        while (first < edges.length && isOpen(edges[first])) {
            first++;
        }
        while (last > first && isOpen(edges[last])) {
            last--;
        }
        if (last - first < 2) {
            return Double.NaN;
        }
        int from = first;
        int[] bins = IntStream.rangeClosed(first, last + 1).toArray();
        int[] seen = Arrays.stream(bins).filter(i -> there[i] > 0).toArray();
        double[] reference = middles(there, edges, first, last);
        double[] table = middles(here, edges, first, last);
        return of(
                Arrays.stream(seen).mapToDouble(i -> reference[i - from]).toArray(),
                Arrays.stream(seen)
                        .mapToDouble(i -> i < edges.length ? edges[i] : Double.POSITIVE_INFINITY)
                        .toArray(),
                picked(there, seen),
                0,
                table,
                picked(here, bins));
    }

    /** An infinity, or the edge right below it that parts it from the finite values of its type. */
    private static boolean isOpen(double edge) {
        return Math.abs(edge) >= Double.MAX_VALUE || Math.abs(edge) == Float.MAX_VALUE;
    }

    /** The middles of the bins; of the two open ones the mean of what falls exponentially from where the density stands. */
    private static double[] middles(double[] rows, double[] edges, int first, int last) {
        double[] middles = new double[last - first + 2];
        for (int bin = first + 1; bin <= last; bin++) {
            middles[bin - first] = edges[bin - 1] / 2 + edges[bin] / 2;
        }
        middles[0] = edges[first] - tail(rows[first], rows[first + 1], edges[first + 1] - edges[first]);
        middles[last + 1 - first] = edges[last] + tail(rows[last + 1], rows[last], edges[last] - edges[last - 1]);
        return middles;
    }

    private static double tail(double rows, double neighbour, double width) {
        return neighbour > 0 ? width * rows / neighbour : width;
    }

    private static double of(double[] at, double[] ends, double[] rows, double bias, double[] tableAt, double[] table) {
        if (rows.length < 2 || Arrays.stream(rows).sum() < 4) {
            return Double.NaN;
        }
        ReferenceDensity density = new ReferenceDensity(at, ends, rows, bias);
        CompensatedSum sum = new CompensatedSum();
        double n = 0;
        for (int i = 0; i < table.length; i++) {
            if (table[i] > 0) {
                sum.add(table[i] * density.surprisal(tableAt[i]));
                n += table[i];
            }
        }
        return n > 0 ? sum.value() / n : Double.NaN;
    }

    private static double[] picked(double[] from, int[] places) {
        return Arrays.stream(places).mapToDouble(i -> from[i]).toArray();
    }
}
