package io.github.surprisal.measure;

import io.github.surprisal.count.CategoryType.Base;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.table.Kind;

/**
 * Differential entropy h(X) = −∫ f log f of a measurement, in nats: over the whole table, finite values alone.
 *
 * <p>The range is cut into spacings that hold about as many rows each: of at least √n rows between values where all of those
 * are known (the m-spacing estimate), else the fine bins. A spacing of c of n rows and width w adds c/n·(log(w·n/c) + log c −
 * ψ(c)), the last two taking its bias away. Fine bins have no outer edges: beyond the outermost the density is taken to fall
 * exponentially from where it stands, so that a tail of mass p from density f adds p·(1 − log f).
 *
 * <p>Sources: O. Vasicek 1976, doi:10.1111/j.2517-6161.1976.tb01566.x; J. Beirlant et al., Nonparametric entropy estimation: an
 * overview, 1997.
 */
final class Continuous {
    private Continuous() {}

    /** NaN for a column that is no measurement (a fraction of more than 256 values) or has too few rows. */
    static double entropy(ColumnCounts column) {
        Base base = column.categories().type().base();
        boolean fraction =
                base == Base.FLOAT || base == Base.DOUBLE || base == Base.DECIMAL || base == Base.BIG_DECIMAL;
        boolean many = column.overLimit() || column.categories().size() > Measurer.MAX_EXACT_VALUES;
        if (column.kind() != Kind.NUMERIC || !fraction || !many) {
            return Double.NaN;
        }
        return column.overLimit() ? fromBins(column) : fromValues(column);
    }

    private static double fromValues(ColumnCounts column) {
        ContingencyTable table = column.overall().table();
        double n = 0;
        for (int i = 0; i < table.size(); i++) {
            n += Double.isFinite(value(column, table, i)) ? table.rowTotal(i) : 0;
        }
        double least = Math.sqrt(n);
        CompensatedSum sum = new CompensatedSum();
        double below = Double.NaN;
        double inside = 0;
        double counted = 0;
        double left = n;
        for (int i = 0; i < table.size(); i++) {
            double x = value(column, table, i);
            if (!Double.isFinite(x)) {
                continue;
            }
            double rows = table.rowTotal(i);
            left -= rows;
            if (Double.isNaN(below)) {
                below = x;
                continue;
            }
            inside += rows;
            // What is left after the last full spacing joins it.
            if (left <= 0 || (inside >= least && left >= least)) {
                if (x > below) {
                    sum.add(term(inside, x - below));
                    counted += inside;
                }
                below = x;
                inside = 0;
            }
        }
        return counted > 0 ? sum.value() / counted + Math.log(counted) : Double.NaN;
    }

    private static double value(ColumnCounts column, ContingencyTable table, int row) {
        return column.categories().number(table.categories()[row]);
    }

    /** c·(log(w/c) + log c − ψ(c)). */
    private static double term(double rows, double width) {
        return rows * (Math.log(width) - Estimator.digamma(Math.max(1, rows)));
    }

    private static double fromBins(ColumnCounts column) {
        double[] edges = column.edges();
        ContingencyTable table = column.overall().table();
        double[] rows = new double[edges.length + 2];
        for (int i = 0; i < table.size(); i++) {
            rows[table.categories()[i]] = table.rowTotal(i);
        }
        int first = 0;
        int last = edges.length - 1;
        while (first < edges.length && !Double.isFinite(edges[first])) {
            first++;
        }
        while (last > first && !Double.isFinite(edges[last])) {
            last--;
        }
        if (last - first < 2) {
            return Double.NaN;
        }
        double n = 0;
        for (int bin = first; bin <= last + 1; bin++) {
            n += rows[bin];
        }
        CompensatedSum sum = new CompensatedSum();
        for (int bin = first + 1; bin <= last; bin++) {
            if (rows[bin] > 0) {
                sum.add((term(rows[bin], edges[bin] - edges[bin - 1]) + rows[bin] * Math.log(n)) / n);
            }
        }
        sum.add(tail(rows[first] / n, rows[first + 1] / n, edges[first + 1] - edges[first]));
        sum.add(tail(rows[last + 1] / n, rows[last] / n, edges[last] - edges[last - 1]));
        return sum.value();
    }

    private static double tail(double mass, double neighbour, double width) {
        return mass > 0 && neighbour > 0 ? mass * (1 - Math.log(neighbour / width)) : 0;
    }
}
