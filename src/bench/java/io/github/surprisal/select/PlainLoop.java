package io.github.surprisal.select;

import io.github.surprisal.measure.Estimator;
import io.github.surprisal.select.criterion.PairTerms;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a good program does in memory without Spark: for every candidate, in threads, {@code t[(x·Kz + z)·L + y]++} over byte columns.
 * Terms are worked out as ours are, so that scores and orders are the same.
 */
record PlainLoop(byte[][] columns, int[] sizes, byte[] label, int classes) implements PairSource {
    @Override
    public List<PairTerms[][]> terms(List<Ask> asks) {
        PairCounts.Rules rules = new PairCounts.Rules(false, false, Estimator.PLUG_IN);
        return asks.stream()
                .map(ask -> ask.others().stream()
                        .map(z -> ask.candidates().parallelStream()
                                .map(x -> counts(x, z.get(0)).terms(rules))
                                .toArray(PairTerms[]::new))
                        .toArray(PairTerms[][]::new))
                .toList();
    }

    private PairCounts counts(int x, int z) {
        byte[] of = columns[x];
        byte[] other = columns[z];
        int others = sizes[z];
        int[] table = new int[sizes[x] * others * classes];
        for (int row = 0; row < label.length; row++) {
            table[((of[row] & 0xFF) * others + (other[row] & 0xFF)) * classes + label[row]]++;
        }
        return new PairCounts(Arrays.stream(table).asLongStream().toArray(), sizes[x], others, classes, 1);
    }

    /** I(X;Y) of each column. */
    List<Candidate.Alone> alone() {
        PairCounts.Rules rules = new PairCounts.Rules(true, false, Estimator.PLUG_IN);
        return IntStream.range(0, columns.length)
                .parallel()
                .mapToObj(x -> {
                    long[] table = new long[sizes[x] * classes];
                    for (int row = 0; row < label.length; row++) {
                        table[(columns[x][row] & 0xFF) * classes + label[row]]++;
                    }
                    PairTerms terms = new PairCounts(table, sizes[x], 1, classes, 1).terms(rules);
                    return Selector.alone(
                            "c" + x, terms.in(io.github.surprisal.measure.Unit.BITS), !(terms.featureEntropy() > 0));
                })
                .toList();
    }
}
