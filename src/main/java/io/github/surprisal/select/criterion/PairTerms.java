package io.github.surprisal.select.criterion;

import io.github.surprisal.measure.Unit;
import java.io.Serializable;

/**
 * What the counts n(x, z, y) of a candidate X, a selected feature Z and the label Y say, over the rows of that pair. In nats;
 * figures that need the label are NaN where it was not counted.
 *
 * @param gain I(X;Y)
 * @param otherGain I(Z;Y)
 * @param information r = I(X;Z)
 * @param conditionalGain c = I(X;Y|Z)
 * @param byChance what chance would give of these four; zeros where it was not asked for
 * @param featureEntropy H(X)
 * @param otherEntropy H(Z)
 * @param jointEntropy H(X,Z,Y)
 * @param pValue of I(X;Y|Z); NaN where it was not asked for
 */
public record PairTerms(
        double gain,
        double otherGain,
        double information,
        double conditionalGain,
        Chance byChance,
        double featureEntropy,
        double otherEntropy,
        double jointEntropy,
        double pValue)
        implements Serializable {
    /** Expected gain, otherGain, information and conditional gain of variables that do not depend on each other. */
    public record Chance(double gain, double otherGain, double information, double conditionalGain)
            implements Serializable {
        /** Nothing by chance. */
        public static final Chance NONE = new Chance(0, 0, 0, 0);
    }

    /** Those of which c alone is known. */
    public static PairTerms ofConditionalGain(double conditionalGain, double byChance, double pValue) {
        double x = Double.NaN;
        return new PairTerms(x, x, x, conditionalGain, new Chance(0, 0, 0, byChance), x, x, x, pValue);
    }

    /** q = I(X;Z|Y) = r + c − I(X;Y). */
    public double conditionalInformation() {
        return information + conditionalGain - gain;
    }

    /** J = I(X,Z;Y) = I(Z;Y) + c. */
    public double jointGain() {
        return otherGain + conditionalGain;
    }

    /** c − I(X;Y) = q − r: what the two tell together beyond what each tells alone. */
    public double synergy() {
        return conditionalGain - gain;
    }

    /** SU(X,Z) = 2·r/(H(X) + H(Z)); 0 where both are constant. */
    public double symmetricUncertainty() {
        double entropies = featureEntropy + otherEntropy;
        return entropies > 0 ? 2 * information / entropies : 0;
    }

    /** The same, in nats, in another unit. */
    public PairTerms in(Unit unit) {
        return new PairTerms(
                unit.fromNats(gain),
                unit.fromNats(otherGain),
                unit.fromNats(information),
                unit.fromNats(conditionalGain),
                new Chance(
                        unit.fromNats(byChance.gain),
                        unit.fromNats(byChance.otherGain),
                        unit.fromNats(byChance.information),
                        unit.fromNats(byChance.conditionalGain)),
                unit.fromNats(featureEntropy),
                unit.fromNats(otherEntropy),
                unit.fromNats(jointEntropy),
                pValue);
    }

    /** The same less what chance would give. The gains may be negative. */
    public PairTerms adjusted() {
        return new PairTerms(
                gain - byChance.gain,
                otherGain - byChance.otherGain,
                information - byChance.information,
                conditionalGain - byChance.conditionalGain,
                Chance.NONE,
                featureEntropy,
                otherEntropy,
                jointEntropy,
                pValue);
    }
}
