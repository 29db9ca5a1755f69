package io.github.surprisal.count;

import java.io.Serializable;

/**
 * For one class y of the label: how many categories x have n(x, y) = {@code cells[i]} and n(x) = {@code totals[i]},
 * where n(x) counts labelled rows only. From it follow the joint entropy, χ² and the information value of a column whose
 * categories are too many to list.
 *
 * @param cells n(x, y), positive; pairs ascending by (cell, total)
 * @param totals n(x) over all classes
 * @param multiplicities how many categories have that pair
 */
public record JointSpectrum(double[] cells, double[] totals, long[] multiplicities) implements Serializable {
    public static final JointSpectrum EMPTY = new JointSpectrum(new double[0], new double[0], new long[0]);
}
