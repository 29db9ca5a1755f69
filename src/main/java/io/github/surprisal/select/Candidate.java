package io.github.surprisal.select;

import io.github.surprisal.select.criterion.PairTerms;
import io.github.surprisal.select.criterion.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A feature in the course of one selection: what is known of it beside each selected one, in the unit of the measures. */
final class Candidate {
    /** What becomes of it. */
    enum Fate {
        OPEN,
        SELECTED,
        /** For good. */
        REFUSED
    }

    /**
     * A feature by itself.
     *
     * @param gain I(X;Y)
     * @param adjustedGain less what chance would give
     * @param uncertainty SU(X,Y)
     * @param pValue of I(X;Y)
     * @param constant whether it has one category
     */
    record Alone(
            String feature, double gain, double adjustedGain, double uncertainty, double pValue, boolean constant) {}

    private final int index;
    private final Alone alone;
    private final boolean kept;
    private final List<PairTerms> given = new ArrayList<>();
    private final List<PairTerms> adjusted = new ArrayList<>();
    private final Map<Integer, PairTerms> known = new HashMap<>();
    private Fate fate = Fate.OPEN;
    private double pValue;
    private double qValue = Double.NaN;
    private double nearest;
    private double least = Double.NaN;
    private String redundantWith = "";
    private double score = Double.NaN;
    private double adjustedScore = Double.NaN;

    Candidate(int index, Alone alone, boolean kept) {
        this.index = index;
        this.alone = alone;
        this.kept = kept;
        this.pValue = alone.pValue();
    }

    int index() {
        return index;
    }

    Alone alone() {
        return alone;
    }

    boolean isKept() {
        return kept;
    }

    Fate fate() {
        return fate;
    }

    boolean isOpen() {
        return fate == Fate.OPEN && (kept || !alone.constant());
    }

    void become(Fate newFate) {
        fate = newFate;
        known.clear();
    }

    /** Notes the terms with a column that may be selected next. */
    void learn(int other, PairTerms terms) {
        known.put(other, terms);
    }

    boolean knows(int other) {
        return known.containsKey(other);
    }

    /** Counts the terms with a column that has been selected: of the p-values the greatest, of the gains the least. */
    void join(int other, String name, boolean byAdjusted) {
        PairTerms terms = add(other);
        double gain = byAdjusted ? terms.adjusted().conditionalGain() : terms.conditionalGain();
        boolean first = given.size() == 1;
        pValue = first ? terms.pValue() : Math.max(pValue, terms.pValue());
        // Of a pair that was counted without the label the nearest one is the one it shares most with.
        double near = Double.isNaN(gain) ? -terms.symmetricUncertainty() : gain;
        if (first || near < nearest) {
            nearest = near;
            least = gain;
            redundantWith = name;
        }
    }

    /** Takes the terms with all selected columns together in the place of those before. */
    void replace(int other, boolean byAdjusted) {
        given.clear();
        adjusted.clear();
        PairTerms terms = add(other);
        pValue = terms.pValue();
        least = (byAdjusted ? terms.adjusted() : terms).conditionalGain();
    }

    private PairTerms add(int other) {
        PairTerms terms = known.remove(other);
        given.add(terms);
        adjusted.add(terms.adjusted());
        return terms;
    }

    Standing standing(boolean byAdjusted) {
        return byAdjusted
                ? new Standing(alone.adjustedGain(), alone.uncertainty(), adjusted)
                : new Standing(alone.gain(), alone.uncertainty(), given);
    }

    void scored(double plain, double lessChance) {
        score = plain;
        adjustedScore = lessChance;
    }

    void ranked(double newQValue) {
        qValue = newQValue;
    }

    double score() {
        return score;
    }

    double adjustedScore() {
        return adjustedScore;
    }

    double pValue() {
        return pValue;
    }

    double qValue() {
        return qValue;
    }

    double leastGain() {
        return least;
    }

    String redundantWith() {
        return redundantWith;
    }

    void redundantWith(String name) {
        redundantWith = name;
    }

    List<PairTerms> given() {
        return given;
    }
}
