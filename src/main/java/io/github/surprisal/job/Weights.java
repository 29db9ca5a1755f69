package io.github.surprisal.job;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.Counts;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.TableConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Weights that are no numbers of rows, as those of a survey: tests take their sum for a number of rows, and find what is not
 * there. Multiplied by Σw/Σw², their sum is Kish's effective number of rows, (Σw)²/Σw² (Kish 1965, Survey
 * Sampling, 11.7). A pure function of the counts: it knows sums of weights, and takes weights for whole where all of these are.
 */
final class Weights {
    private Weights() {}

    /**
     * A line where weights are fractions; none otherwise, nor where the config computes them, for then somebody has seen to it.
     *
     * @param ranks whether there are tests at all
     */
    static List<String> notes(Counts counts, TableConfig config, boolean ranks) {
        String weight = config.weight();
        boolean isComputed = config.columns().containsKey(weight)
                && !config.columns().get(weight).expression().isEmpty();
        if (!counts.weighted() || !ranks || isComputed || isWhole(counts)) {
            return List.of();
        }
        return List.of(String.format(
                Locale.ROOT,
                "The weights of column '%s' are not whole: p-values, adjusted gains and what is selected by them take their sum,"
                        + " %,.1f, for that many rows. Where a weight says how much a row counts and not how many there were, as in"
                        + " a survey, they find what is not there; weights times sum(w) / sum(w * w) mend that, for their sum is the"
                        + " effective number of rows: table.columns.%s.expression = %s",
                weight,
                counts.overall().rows(),
                Names.quotedForConfig(weight),
                Names.quotedForConfig(Names.quoted(weight) + " * FACTOR")));
    }

    private static boolean isWhole(Counts counts) {
        return isWhole(counts.overall().classes())
                && counts.columns().stream()
                        .map(ColumnCounts::overall)
                        .allMatch(column -> isWhole(column.nulls())
                                && isWhole(column.table().counts())
                                && isWhole(column.spectra().values().counts()));
    }

    private static boolean isWhole(double[] sums) {
        return Arrays.stream(sums).allMatch(sum -> sum == Math.rint(sum));
    }
}
