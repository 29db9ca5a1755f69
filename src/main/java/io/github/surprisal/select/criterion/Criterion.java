package io.github.surprisal.select.criterion;

import java.util.List;

/** The selection criteria. The score of the first feature is I(X;Y), but for the two that go by SU(X,Y). */
public enum Criterion {
    /** {@link Jmi}: the mean of what a candidate tells beyond each selected feature. */
    JMI("jmi", true, true),
    /** {@link Mim}: each feature by itself. */
    MIM("mim", true, true),
    /** {@link Mifs}: less all that it shares with selected features. */
    MIFS("mifs", false, true),
    /** {@link Mrmr}: less the mean of what it shares with selected features. */
    MRMR("mrmr", false, true),
    /** {@link MrmrQuotient}: over the mean of what it shares with selected features. */
    MRMR_QUOTIENT("mrmr-quotient", false, false),
    /** {@link Jmim}: the least that it and a selected feature tell together. */
    JMIM("jmim", true, false),
    /** {@link Njmim}: the same over their entropy. */
    NJMIM("njmim", true, false),
    /** {@link Disr}: the mean of what it and a selected feature tell together, over their entropy. */
    DISR("disr", true, false),
    /** {@link Cmim}: the least that it tells beyond a selected feature. */
    CMIM("cmim", true, true),
    /** {@link Icap}: less what is shared with each selected feature, synergy not counted. */
    ICAP("icap", true, true),
    /** {@link Cife}: less what is shared with each selected feature, synergy counted. */
    CIFE("cife", true, true),
    /** {@link Condred}: and what it shares with selected features within the classes. */
    CONDRED("condred", true, true),
    /** {@link Cmi}: what it tells beyond all selected features together. */
    CMI("cmi", true, true),
    /** {@link Fcbf}: a selected feature removes those that are nearer to it than to the label. */
    FCBF("fcbf", false, false),
    /** {@link Cfs}: the merit of the whole set. */
    CFS("cfs", false, false);

    /** By how much a {@link #CFS} merit must grow. */
    private static final double MERIT_GROWTH = 1e-12;

    private final String label;
    private final boolean conditional;
    private final boolean difference;

    Criterion(String label, boolean conditional, boolean difference) {
        this.label = label;
        this.conditional = conditional;
        this.difference = difference;
    }

    /** The name that config files and output use. */
    public String label() {
        return label;
    }

    /** Whether the score needs counts by label, c and not r alone. */
    public boolean needsLabel() {
        return conditional;
    }

    /** Whether the score needs what features share with each other, r = I(X;Z), or entropies of pairs. */
    public boolean needsRedundancy() {
        return switch (this) {
            case MIFS, MRMR, MRMR_QUOTIENT, CONDRED, NJMIM, DISR, FCBF, CFS -> true;
            case JMI, MIM, JMIM, CMIM, ICAP, CIFE, CMI -> false;
        };
    }

    /** Whether the score is I(X;Y) less something, in the unit of information. */
    public boolean isDifference() {
        return difference;
    }

    /** Whether it says by itself when to stop, and no test is asked. */
    public boolean stopsItself() {
        return this == FCBF || this == CFS;
    }

    /** The score of a candidate. */
    public double score(Standing x, List<Standing> selected) {
        return switch (this) {
            case JMI -> Jmi.score(x);
            case MIM -> Mim.score(x);
            case MIFS -> Mifs.score(x);
            case MRMR -> Mrmr.score(x);
            case MRMR_QUOTIENT -> MrmrQuotient.score(x);
            case JMIM -> Jmim.score(x);
            case NJMIM -> Njmim.score(x);
            case DISR -> Disr.score(x);
            case CMIM -> Cmim.score(x);
            case ICAP -> Icap.score(x);
            case CIFE -> Cife.score(x);
            case CONDRED -> Condred.score(x);
            case CMI -> Cmi.score(x);
            case FCBF -> Fcbf.score(x);
            case CFS -> Cfs.score(x, selected);
        };
    }

    /** Whether what is selected bars the candidate for good. */
    public boolean removes(Standing x) {
        return this == FCBF && Fcbf.removes(x);
    }

    /**
     * Whether a score is not worth a step, by the criterion's own rule.
     *
     * @param last the score of the step before; 0 at the first one
     */
    public boolean ends(double score, double last) {
        return switch (this) {
            case CMI -> score <= 0;
            case CFS -> score <= last + MERIT_GROWTH;
            default -> false;
        };
    }
}
