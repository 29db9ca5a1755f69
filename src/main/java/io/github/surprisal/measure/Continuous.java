package io.github.surprisal.measure;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.math.CompensatedSum;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.scan.CategoryType.Base;
import io.github.surprisal.table.Kind;
import java.util.Arrays;

/**
 * Differential entropy h(X) = −∫ f log f of a measurement, in nats: over the whole table, finite values alone.
 *
 * <p>The range is cut into spacings that hold about as many rows each: of at least √n rows between values where all of those
 * are known (the m-spacing estimate), else the fine bins. A spacing of c of n rows and width w adds c/n·(log(w·n/c) + log c −
 * ψ(c)), the last two taking its bias away. A value where two spacings meet gives half of its rows to either, the outermost
 * ones all of theirs; and since spacings are filled from one end, the estimate is the mean of both directions, so that h(−X) =
 * h(X). Fine bins have no outer edges: beyond the outermost the density is taken to fall exponentially from where it
 * stands, so that a tail of mass p from density f adds p·(1 − log f).
 *
 * <p>A density has no atoms. A value of more than √n rows, as many as a spacing has, is one: rounding alone makes no such ties
 * in a measurement. Then h(X) is −∞ (of the part that is no atom it would be another figure), and NaN is given.
 *
 * <p>Sources: O. Vasicek 1976, doi:10.1111/j.2517-6161.1976.tb01566.x; J. Beirlant et al., Nonparametric entropy estimation: an
 * overview, 1997.
 */
final class Continuous {
    private Continuous() {}

    /**
     * NaN for a column that is no measurement (a fraction that is not taken {@linkplain CutRule by value}), has an atom or too
     * few rows.
     */
    static double entropy(ColumnCounts column) {
        Base base = column.categories().type().base();
        boolean fraction =
                base == Base.FLOAT || base == Base.DOUBLE || base == Base.DECIMAL || base == Base.BIG_DECIMAL;
        if (column.kind() != Kind.NUMERIC || !fraction) {
            return Double.NaN;
        }
        return column.overLimit() ? fromBins(column) : fromValues(column);
    }

    private static double fromValues(ColumnCounts column) {
        ContingencyTable table = column.overall().table();
        double[] values = new double[table.size()];
        double[] rows = new double[table.size()];
        int size = 0;
        double n = 0;
        for (int i = 0; i < table.size(); i++) {
            double value = column.categories().number(table.categories()[i]);
            if (Double.isFinite(value)) {
                values[size] = value;
                rows[size] = table.rowTotal(i);
                n += rows[size++];
            }
        }
        values = Arrays.copyOf(values, size);
        rows = Arrays.copyOf(rows, size);
        double[][] oneClass =
                Arrays.stream(rows).mapToObj(c -> new double[] {c}).toArray(double[][]::new);
        boolean atoms = Arrays.stream(rows).max().orElse(0) > Math.sqrt(n);
        if (size < 2 || atoms || CutRule.of(oneClass, 2).byValue()) {
            return Double.NaN;
        }
        double upwards = spacings(values, rows, n);
        double downwards = spacings(reversed(values), reversed(rows), n);
        return (upwards + downwards) / 2;
    }

    private static double[] reversed(double[] values) {
        double[] reversed = new double[values.length];
        Arrays.setAll(reversed, i -> values[values.length - 1 - i]);
        return reversed;
    }

    /** The estimate from spacings that are filled from the first value on. */
    private static double spacings(double[] values, double[] rows, double n) {
        double least = Math.sqrt(n);
        CompensatedSum sum = new CompensatedSum();
        int from = 0;
        double inside = rows[0];
        double left = n - rows[0];
        for (int i = 1; i < values.length; i++) {
            boolean isLast = i == values.length - 1;
            double half = isLast ? rows[i] : rows[i] / 2;
            inside += half;
            left -= half;
            // What is left after the last full spacing joins it.
            if (isLast || (inside >= least && left >= least)) {
                sum.add(term(inside, Math.abs(values[i] - values[from])));
                from = i;
                inside = 0;
            }
            inside += rows[i] - half;
            left -= rows[i] - half;
        }
        return sum.value() / n + Elementary.log(n);
    }

    /** c·(log(w/c) + log c − ψ(c)). */
    private static double term(double rows, double width) {
        return rows * (Elementary.log(width) - Estimator.digamma(Math.max(1, rows)));
    }

    private static double fromBins(ColumnCounts column) {
        Categories edges = column.edges();
        ContingencyTable table = column.overall().table();
        double[] rows = new double[edges.size() + 2];
        for (int i = 0; i < table.size(); i++) {
            rows[table.categories()[i]] = table.rowTotal(i);
        }
        int first = 0;
        int last = edges.size() - 1;
        while (first < edges.size() && !Double.isFinite(edges.number(first))) {
            first++;
        }
        while (last > first && !Double.isFinite(edges.number(last))) {
            last--;
        }
        double n = 0;
        for (int bin = first; bin <= last + 1; bin++) {
            n += rows[bin];
        }
        double[] counts = column.overall().spectra().values().counts();
        boolean atoms = counts.length > 0 && counts[counts.length - 1] > Math.sqrt(n);
        if (last - first < 2 || atoms) {
            return Double.NaN;
        }
        CompensatedSum sum = new CompensatedSum();
        for (int bin = first + 1; bin <= last; bin++) {
            double width = edges.number(bin) - edges.number(bin - 1);
            if (rows[bin] > 0 && width > 0) {
                sum.add((term(rows[bin], width) + rows[bin] * Elementary.log(n)) / n);
            }
        }
        sum.add(tail(rows[first] / n, rows[first + 1] / n, edges.number(first + 1) - edges.number(first)));
        sum.add(tail(rows[last + 1] / n, rows[last] / n, edges.number(last) - edges.number(last - 1)));
        return sum.value();
    }

    private static double tail(double mass, double neighbour, double width) {
        return mass > 0 && neighbour > 0 ? mass * (1 - Elementary.log(neighbour / width)) : 0;
    }
}
