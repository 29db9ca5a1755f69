package io.github.surprisal.select;

import io.github.surprisal.count.Spectrum;
import io.github.surprisal.measure.ConditionalAssociation;
import io.github.surprisal.measure.Entropies;
import io.github.surprisal.measure.Estimator;
import io.github.surprisal.select.criterion.PairTerms;
import io.github.surprisal.select.criterion.PairTerms.Chance;
import java.io.Serializable;
import java.util.Arrays;

/**
 * n(x, z, y): how many rows have category x of a candidate X, category z of another column Z and class y of the label. Counts are
 * whole numbers of a quantum, so that they may be added in any order.
 *
 * @param cells x × z × y, row-major
 * @param values categories of X, that of null among them
 * @param others categories of Z
 * @param classes of Y; 1 where the label was not counted
 * @param determined by category of X: its rows where Z, several columns taken as one, leaves nothing to tell of the label, which are
 *     not among the cells; empty where Z is one column
 * @param quantum what a count of 1 stands for: 1, or the quantum of the weights
 */
public record PairCounts(long[] cells, int values, int others, int classes, long[] determined, double quantum) {
    /** A null category that there is none of. */
    public static final int NO_NULL = -1;

    /** Of one column Z. */
    PairCounts(long[] cells, int values, int others, int classes, double quantum) {
        this(cells, values, others, classes, new long[0], quantum);
    }

    /**
     * What to make of counts.
     *
     * @param byChance whether to work out what chance would give of gains, and p-values
     * @param redundancy what to make of I(X;Z), which has the largest table
     * @param estimator of entropies
     */
    public record Rules(boolean byChance, Redundancy redundancy, Estimator estimator) implements Serializable {}

    /** Whether I(X;Z) and entropies are asked for. */
    public enum Redundancy {
        /** They are NaN. */
        NONE,
        PLAIN,
        /** With what chance would give of it. */
        BY_CHANCE
    }

    /** The terms of all rows, nulls being a category. */
    public PairTerms terms(Rules rules) {
        return terms(rules, NO_NULL, NO_NULL);
    }

    /**
     * The terms of the rows that have both X and Z.
     *
     * @param nullValue the category of X to leave out, or {@link #NO_NULL}
     * @param nullOther the category of Z to leave out, or {@link #NO_NULL}
     */
    public PairTerms terms(Rules rules, int nullValue, int nullOther) {
        if (isPlain(rules)) {
            return PlainTerms.of(this, nullValue, nullOther);
        }
        double[] slice = new double[values * classes];
        double[] ofBoth = new double[values * others];
        double[] ofFeature = new double[values * classes];
        double[] ofOther = new double[others * classes];
        ConditionalAssociation given = new ConditionalAssociation(rules.byChance());
        for (int z = 0; z < others; z++) {
            if (z == nullOther) {
                continue;
            }
            for (int x = 0; x < values; x++) {
                int from = (x * others + z) * classes;
                for (int y = 0; y < classes; y++) {
                    double cell = x == nullValue ? 0 : cells[from + y] * quantum;
                    slice[x * classes + y] = cell;
                    ofFeature[x * classes + y] += cell;
                    ofOther[z * classes + y] += cell;
                    ofBoth[x * others + z] += cell;
                }
            }
            given.add(slice, values, classes);
        }
        for (int x = 0; x < determined.length; x++) {
            given.addDetermined(x == nullValue ? 0 : determined[x] * quantum);
        }
        if (determined.length > 0) {
            return PairTerms.ofConditionalGain(
                    given.information(), given.expectedInformation(), rules.byChance() ? given.pValue() : Double.NaN);
        }
        ConditionalAssociation gain = one(rules.byChance(), ofFeature, values, classes);
        ConditionalAssociation otherGain = one(rules.byChance(), ofOther, others, classes);
        boolean labelled = classes > 1;
        double c = given.information();
        if (rules.redundancy() == Redundancy.NONE && rules.estimator() == Estimator.PLUG_IN && others > 1) {
            return new PairTerms(
                    gain.information(),
                    otherGain.information(),
                    Double.NaN,
                    c,
                    new Chance(
                            gain.expectedInformation(),
                            otherGain.expectedInformation(),
                            0,
                            given.expectedInformation()),
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    rules.byChance() ? given.pValue() : Double.NaN);
        }
        ConditionalAssociation information = one(rules.redundancy() == Redundancy.BY_CHANCE, ofBoth, values, others);
        double x = given.rows() > 0 ? Entropies.entropy(sums(ofFeature, values)) : 0;
        double z = given.rows() > 0 ? Entropies.entropy(sums(ofOther, others)) : 0;
        PairTerms terms = new PairTerms(
                labelled ? gain.information() : Double.NaN,
                labelled ? otherGain.information() : Double.NaN,
                information.information(),
                labelled ? c : Double.NaN,
                new Chance(
                        gain.expectedInformation(),
                        otherGain.expectedInformation(),
                        information.expectedInformation(),
                        given.expectedInformation()),
                x,
                z,
                labelled ? x + z - information.information() + labelGivenBoth(ofOther, otherGain, c) : Double.NaN,
                labelled && rules.byChance() ? given.pValue() : Double.NaN);
        return rules.estimator() == Estimator.PLUG_IN || !(given.rows() > 0)
                ? terms
                : estimated(terms, rules.estimator(), ofFeature, ofOther, ofBoth, nullValue, nullOther);
    }

    private boolean isPlain(Rules rules) {
        return !rules.byChance()
                && rules.redundancy() == Redundancy.NONE
                && rules.estimator() == Estimator.PLUG_IN
                && quantum == 1
                && others > 1
                && classes > 1
                && determined.length == 0;
    }

    private static ConditionalAssociation one(boolean byChance, double[] table, int rows, int columns) {
        ConditionalAssociation of = new ConditionalAssociation(byChance);
        of.add(table, rows, columns);
        return of;
    }

    /** H(Y|X,Z) = H(Y) − I(Z;Y) − c. */
    private double labelGivenBoth(double[] ofOther, ConditionalAssociation otherGain, double c) {
        double y = otherGain.rows() > 0 ? Entropies.entropy(labels(ofOther)) : 0;
        return Math.max(0, y - otherGain.information() - c);
    }

    private double[] labels(double[] ofOther) {
        double[] labels = new double[classes];
        for (int i = 0; i < ofOther.length; i++) {
            labels[i % classes] += ofOther[i];
        }
        return labels;
    }

    private double[] sums(double[] table, int rows) {
        double[] sums = new double[rows];
        for (int i = 0; i < table.length; i++) {
            sums[i / classes] += table[i];
        }
        return sums;
    }

    /** Each information as a sum of entropies, each of them by the estimator; nothing is taken off for chance on top. */
    private PairTerms estimated(
            PairTerms plugIn,
            Estimator estimator,
            double[] ofFeature,
            double[] ofOther,
            double[] ofBoth,
            int nullValue,
            int nullOther) {
        double[] all = new double[cells.length];
        Arrays.setAll(all, i -> {
            int both = i / classes;
            return both / others == nullValue || both % others == nullOther ? 0 : cells[i] * quantum;
        });
        double x = estimator.entropy(Spectrum.of(sums(ofFeature, values)));
        double z = estimator.entropy(Spectrum.of(sums(ofOther, others)));
        double y = estimator.entropy(Spectrum.of(labels(ofOther)));
        double xy = estimator.entropy(Spectrum.of(ofFeature));
        double zy = estimator.entropy(Spectrum.of(ofOther));
        double xz = estimator.entropy(Spectrum.of(ofBoth));
        double xzy = estimator.entropy(Spectrum.of(all));
        boolean labelled = classes > 1;
        return new PairTerms(
                labelled ? x + y - xy : Double.NaN,
                labelled ? z + y - zy : Double.NaN,
                x + z - xz,
                labelled ? xz + zy - xzy - z : Double.NaN,
                Chance.NONE,
                x,
                z,
                labelled ? xzy : Double.NaN,
                plugIn.pValue());
    }
}
