package io.github.surprisal.measure;

import io.github.surprisal.measure.MeasureConfig.RankBy;
import io.github.surprisal.measure.Measures.InformationGain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Ranks and q-values of the features of one group. */
final class Ranking {
    private Ranking() {}

    /** The same gains in the same order, with ranks and q-values. */
    static List<InformationGain> ranked(List<InformationGain> gains, RankBy by) {
        Integer[] order = new Integer[gains.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                Comparator.comparingDouble((Integer i) -> -orLeast(figure(gains.get(i), by)))
                        .thenComparingInt(i -> i));
        int[] rank = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            rank[order[i]] = i + 1;
        }
        double[] q = benjaminiHochberg(
                gains.stream().mapToDouble(InformationGain::pValue).toArray());
        List<InformationGain> ranked = new ArrayList<>();
        for (int i = 0; i < gains.size(); i++) {
            ranked.add(gains.get(i).ranked(rank[i], q[i]));
        }
        return ranked;
    }

    /** What features are ranked by, the greatest first. */
    private static double figure(InformationGain gain, RankBy by) {
        return switch (by) {
            case INFORMATION_GAIN -> gain.informationGain();
            case ADJUSTED_GAIN -> gain.adjustedInformationGain();
            case GAIN_RATIO -> gain.gainRatio();
            case SYMMETRIC_UNCERTAINTY -> gain.symmetricUncertainty();
            case CRAMERS_V -> gain.cramersV();
            case INFORMATION_VALUE -> gain.informationValue();
            case P_VALUE -> -gain.logPValue();
        };
    }

    private static double orLeast(double figure) {
        return Double.isNaN(figure) ? Double.NEGATIVE_INFINITY : figure;
    }

    /**
     * q-values: the least false discovery rate at which each p-value counts as a discovery; NaNs are no tests.
     *
     * <p>Source: Y. Benjamini and Y. Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
     */
    static double[] benjaminiHochberg(double[] p) {
        Integer[] order = IntStream.range(0, p.length)
                .filter(i -> !Double.isNaN(p[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .toArray(Integer[]::new);
        double[] q = new double[p.length];
        Arrays.fill(q, Double.NaN);
        double least = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            least = Math.min(least, p[order[i]] * order.length / (i + 1));
            q[order[i]] = least;
        }
        return q;
    }
}
