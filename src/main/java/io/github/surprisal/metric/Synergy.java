package io.github.surprisal.metric;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The synergy of a pair of features: what both tell about the label together beyond what each of them tells alone, I(X,Z;Y) − I(X;Y) −
 * I(Z;Y). All figures are less what chance would give, in the unit of the measures.
 *
 * @param gain I(X;Y)
 * @param otherGain I(Z;Y)
 * @param pValue of I(X;Y|Z)
 */
public record Synergy(String feature, String other, double gain, double otherGain, double synergy, double pValue) {
    /** Among all pairs, so that one of a million is not told for being the luckiest. */
    private static final double SURE = 0.001;

    /** Of the label's entropy: what less is not worth a line. */
    private static final double WORTH_A_LINE = 0.005;

    /** Of what both tell together: a feature that tells less tells next to nothing alone. */
    private static final double NEXT_TO_NOTHING = 0.05;

    /**
     * The pair of the greatest synergy, where it is worth to be told: surely no chance, more than either feature tells alone,
     * and no trifle beside the label's entropy.
     *
     * @param pairs all of them
     */
    public static Optional<Synergy> greatest(List<Synergy> pairs, double labelEntropy) {
        return pairs.stream()
                .filter(pair -> pair.pValue * pairs.size() <= SURE
                        && pair.synergy >= WORTH_A_LINE * labelEntropy
                        && pair.synergy > 0
                        && pair.synergy >= Math.max(pair.gain, pair.otherGain))
                .max(Comparator.comparingDouble(Synergy::synergy));
    }

    private double jointGain() {
        return gain + otherGain + synergy;
    }

    /** What the two do, as a sentence goes on that begins with their names. */
    public String text(String unit) {
        boolean isNothing = Math.max(gain, otherGain) <= NEXT_TO_NOTHING * jointGain();
        String alone = isNothing
                ? "next to nothing alone"
                : String.format(Locale.ROOT, "%.4f and %.4f alone", Math.max(0, otherGain), Math.max(0, gain));
        return String.format(
                Locale.ROOT, "tell %.4f %s together, and %s: derive a feature of both", jointGain(), unit, alone);
    }
}
