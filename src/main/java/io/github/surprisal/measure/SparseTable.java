package io.github.surprisal.measure;

import java.util.Arrays;
import java.util.List;

/**
 * A table of counts of which most cells are empty, and what it tells: how a feature X, whose categories are the rows, and a
 * label Y, whose classes are the columns, depend on each other. The figures are the plug-in ones of {@link
 * Measures.InformationGain}, bit for bit, however cells, categories and classes are ordered. NaN is undefined, as every figure
 * of an empty table is.
 */
public final class SparseTable {
    private final Association association;

    /**
     * The table of these cells, each of which is given once.
     *
     * @param counts positive
     * @param categoryOf the category of each cell, from 0
     * @param classOf the class of each cell, from 0
     */
    public SparseTable(double[] counts, int[] categoryOf, int[] classOf) {
        int categories = Arrays.stream(categoryOf).max().orElse(-1) + 1;
        int classes = Arrays.stream(classOf).max().orElse(-1) + 1;
        double[] totals = new double[categories];
        for (int i = 0; i < counts.length; i++) {
            totals[categoryOf[i]] += counts[i];
        }
        association = Association.of(counts, totals, categoryOf, classes, classOf);
    }

    /**
     * I(X;Y|Z) in nats, of a table that has a third side: {@link ConditionalAssociation#information} of its slices, bit for bit.
     *
     * @param counts positive, one for each cell that is not empty
     * @param categoryOf the category of X of each cell, from 0
     * @param classOf the class of Y of each cell, from 0
     * @param sliceOf the value of Z of each cell, from 0
     */
    public static double conditionalInformation(double[] counts, int[] categoryOf, int[] classOf, int[] sliceOf) {
        int slices = Arrays.stream(sliceOf).max().orElse(-1) + 1;
        int[] end = new int[slices];
        for (int slice : sliceOf) {
            end[slice]++;
        }
        Arrays.parallelPrefix(end, Integer::sum);
        int[] start = end.clone();
        int[] order = new int[counts.length];
        for (int i = 0; i < counts.length; i++) {
            order[--start[sliceOf[i]]] = i;
        }
        double[] ofCategory = new double[Arrays.stream(categoryOf).max().orElse(-1) + 1];
        double[] ofClass = new double[Arrays.stream(classOf).max().orElse(-1) + 1];
        ConditionalAssociation.Margins margins =
                new ConditionalAssociation.Margins(ofCategory, ofClass, new double[ofClass.length]);
        ConditionalAssociation given = new ConditionalAssociation(false);
        for (int slice = 0; slice < slices; slice++) {
            List<ConditionalAssociation.Cell> cells = Arrays.stream(order, start[slice], end[slice])
                    .mapToObj(i -> new ConditionalAssociation.Cell(counts[i], categoryOf[i], classOf[i]))
                    .toList();
            given.add(cells, margins);
        }
        return counts.length == 0 ? Double.NaN : given.information();
    }

    /** I(X;Y) in nats: at least 0, at most the lesser of H(X) and H(Y). */
    public double mutualInformation() {
        return association.mutualInformation();
    }

    /** H(Y|X) = H(Y) − I(X;Y) in nats. */
    public double conditionalEntropy() {
        return association.labelEntropy() - association.mutualInformation();
    }

    /** I(X;Y)/H(X); NaN where X has one category. */
    public double gainRatio() {
        return association.gainRatio(Estimator.PLUG_IN);
    }

    /** 2·I(X;Y)/(H(X) + H(Y)); NaN where neither has entropy. */
    public double symmetricUncertainty() {
        return association.symmetricUncertainty(Estimator.PLUG_IN);
    }

    /** Theil's U of the label given the feature, I(X;Y)/H(Y); NaN where there is one class. */
    public double theilsU() {
        return association.theilsU(Estimator.PLUG_IN);
    }

    /** Cramér's V = √(χ²/(n·min(categories − 1, classes − 1))); NaN where that is 0. */
    public double cramersV() {
        return association.cramersV();
    }

    /** Pearson's contingency coefficient √(χ²/(χ² + n)). */
    public double contingency() {
        return association.contingency();
    }

    /**
     * Information value Σ (p(x|1) − p(x|0))·ln(p(x|1)/p(x|0)), in nats by convention; NaN unless there are two classes. A
     * category with rows of one class only gets half a row in each of its two cells.
     */
    public double informationValue() {
        return association.informationValue();
    }
}
