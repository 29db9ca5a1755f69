package io.github.surprisal.select;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a good program does in memory without Spark: for every candidate, in threads, {@code t[(x·Kz + z)·L + y]++} over byte columns,
 * and I(X;Y|Z) = Σ n/N·log(n(x,z,y)·n(z)/(n(x,z)·n(z,y))) of each table.
 *
 * @param columns the category of each row
 * @param sizes how many categories there are
 * @param label the class of each row
 */
record PlainLoop(byte[][] columns, int[] sizes, byte[] label, int classes) {
    /** Selects by the mean of I(X;Y|Z) over the selected columns, or by the least one. */
    List<String> select(int k, boolean byMean) {
        double[] score = IntStream.range(0, columns.length)
                .parallel()
                .mapToDouble(this::gain)
                .toArray();
        double[] sum = byMean ? new double[columns.length] : score.clone();
        boolean[] taken = new boolean[columns.length];
        List<String> names = new ArrayList<>();
        while (true) {
            int best = IntStream.range(0, columns.length)
                    .filter(x -> !taken[x])
                    .reduce((a, b) -> score[b] > score[a] ? b : a)
                    .orElseThrow();
            taken[best] = true;
            names.add("c" + best);
            if (names.size() == Math.min(k, columns.length)) {
                return names;
            }
            double[] conditional = IntStream.range(0, columns.length)
                    .parallel()
                    .mapToDouble(x -> taken[x] ? 0 : conditionalGain(x, best))
                    .toArray();
            for (int x = 0; x < columns.length; x++) {
                sum[x] = byMean ? sum[x] + conditional[x] : Math.min(sum[x], conditional[x]);
                score[x] = byMean ? sum[x] / names.size() : sum[x];
            }
        }
    }

    /** The sum of I(X;Y|Z) over all pairs, so that nothing is left out as not needed. */
    double allPairs() {
        return IntStream.range(0, columns.length)
                .parallel()
                .mapToDouble(z -> IntStream.range(z + 1, columns.length)
                        .mapToDouble(x -> conditionalGain(x, z))
                        .sum())
                .sum();
    }

    private double gain(int x) {
        return conditionalGain(x, new byte[label.length], 1);
    }

    private double conditionalGain(int x, int z) {
        return conditionalGain(x, columns[z], sizes[z]);
    }

    private double conditionalGain(int x, byte[] z, int others) {
        byte[] of = columns[x];
        int[] table = new int[sizes[x] * others * classes];
        for (int row = 0; row < label.length; row++) {
            table[(of[row] * others + z[row]) * classes + label[row]]++;
        }
        double[] ofOther = new double[others];
        double[] ofOtherAndLabel = new double[others * classes];
        for (int i = 0; i < table.length; i++) {
            ofOtherAndLabel[i % ofOtherAndLabel.length] += table[i];
            ofOther[i / classes % others] += table[i];
        }
        double sum = 0;
        for (int both = 0; both < sizes[x] * others; both++) {
            double ofBoth = 0;
            for (int y = 0; y < classes; y++) {
                ofBoth += table[both * classes + y];
            }
            for (int y = 0; y < classes; y++) {
                double n = table[both * classes + y];
                if (n > 0) {
                    int other = both % others;
                    sum += n * Math.log(n * ofOther[other] / (ofBoth * ofOtherAndLabel[other * classes + y]));
                }
            }
        }
        return sum / label.length;
    }
}
