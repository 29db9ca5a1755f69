package io.github.surprisal.select;

import io.github.surprisal.select.criterion.Criterion;
import java.util.List;

/**
 * How to select.
 *
 * @param criterion what scores a candidate beside those that are selected
 * @param k how many features at most
 * @param stop when to stop before
 * @param minGain what the adjusted score of a feature must exceed, in the unit of the measures
 * @param alpha greatest q-value
 * @param keep features that must be in; they are taken first, in this order
 * @param adjusted whether what chance would give is taken off every term
 * @param extras what else to do in the same passes
 */
public record SelectConfig(
        Criterion criterion,
        int k,
        Stop stop,
        double minGain,
        double alpha,
        List<String> keep,
        boolean adjusted,
        Extras extras) {
    /** Features at most, unless said otherwise. */
    public static final int DEFAULT_K = 10;

    /** Categories of a column that pairs are counted with, unless said otherwise. */
    public static final int MAX_CATEGORIES = 255;

    /** When a selection stops. */
    public enum Stop {
        /**
         * When no candidate tells about the label beyond each of the selected features: the greatest p-value of
         * I(X;Y|Z<sub>j</sub>), by Benjamini and Hochberg over the candidates of the step.
         */
        TEST,
        /** The same by Bonferroni. */
        BONFERRONI,
        /** When there are k. */
        K
    }

    /** Which rows features are chosen on. */
    public enum On {
        /** Those that are trained on, where the run trains; else all. */
        TRAINING_ROWS,
        /** All labelled rows. */
        ALL
    }

    /**
     * What beside one selection.
     *
     * @param maxCategories categories of a column beyond so many, the rarer ones, are counted as one
     * @param byGroup whether each group has a selection of its own
     * @param folds the parts of the rows on each of which features are selected again, for how stable the selection is; 0 for none
     * @param pairs whether to tell of every pair of features
     * @param on which rows to select on
     */
    public record Extras(int maxCategories, boolean byGroup, int folds, boolean pairs, On on) {
        /** One selection. */
        public static final Extras NONE = new Extras(MAX_CATEGORIES, false, 0, false, On.ALL);
    }

    /** The product's default: JMI on adjusted terms, with the test. */
    public static SelectConfig of(Criterion criterion, int k, Stop stop, boolean adjusted) {
        return new SelectConfig(criterion, k, stop, 0, 0.05, List.of(), adjusted, Extras.NONE);
    }

    /** The same by another criterion, on nothing but gains. */
    public SelectConfig byGains() {
        return new SelectConfig(
                Criterion.MIM,
                k,
                stop,
                minGain,
                alpha,
                keep,
                adjusted,
                new Extras(extras.maxCategories, extras.byGroup, 0, false, On.ALL));
    }

    /** Whether it needs rows that are encoded, if features are chosen on training rows or on all. */
    public boolean needsRows(boolean onTrainingRows) {
        return onTrainingRows || needsPairs() || extras.folds > 0 || extras.pairs;
    }

    /** Whether a candidate is asked whether it tells more than chance would. */
    boolean tests() {
        return stop != Stop.K && !criterion.stopsItself();
    }

    /** Whether scores depend on what has been selected before. */
    public boolean needsPairs() {
        return criterion != Criterion.MIM;
    }
}
