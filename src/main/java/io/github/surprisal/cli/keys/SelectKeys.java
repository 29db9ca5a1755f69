package io.github.surprisal.cli.keys;

import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.select.SelectConfig;
import io.github.surprisal.select.SelectConfig.On;
import io.github.surprisal.select.SelectConfig.Stop;
import io.github.surprisal.select.criterion.Criterion;
import java.util.List;

/** The keys of selection. */
public final class SelectKeys {
    /** Categories of a column with which pairs are still counted in tables. */
    private static final int MAX_PAIR_CATEGORIES = 1024;

    private static final int MAX_FOLDS = 100;

    static final Key<Criterion> CRITERION = new Key<>(
            "select.criterion",
            KeyType.oneOf(Criterion.values(), Criterion::label),
            "jmi",
            "What scores a candidate beside the features selected so far; `mim` each by itself. See"
                    + " [selection](selection.md)");

    static final Key<Integer> K = new Key<>(
            "select.k", KeyType.from(1), Integer.toString(SelectConfig.DEFAULT_K), "How many features at most");

    static final Key<Stop> STOP = new Key<>(
            "select.stop",
            KeyType.oneOf(Stop.values()),
            "test",
            "When to stop before: `test` when no candidate tells about the label beyond each selected feature, by Benjamini"
                    + " and Hochberg over the candidates of a step; `bonferroni` the same more strictly; `k` not before there"
                    + " are k");

    static final Key<Double> MIN_GAIN = new Key<>(
            "select.min-gain",
            KeyType.number("a number of at least 0", x -> x >= 0),
            "0",
            "What the adjusted score of a feature must exceed, in `measure.unit`");

    static final Key<Double> ALPHA = new Key<>("select.alpha", KeyType.ALPHA, "0.05", "Greatest q-value");

    static final Key<List<String>> KEEP =
            new Key<>("select.keep", KeyType.TEXTS, "[]", "Features that must be in; they come first");

    static final Key<Boolean> ADJUSTED = new Key<>(
            "select.adjusted",
            KeyType.FLAG,
            "true",
            "Take what chance would give off every term; `false` gives the published forms");

    static final Key<Integer> MAX_CATEGORIES = new Key<>(
            "select.max-categories",
            KeyType.whole("a whole number from 2 to " + MAX_PAIR_CATEGORIES, x -> x >= 2 && x <= MAX_PAIR_CATEGORIES),
            "255",
            "Of a column of more, pairs are counted with so many, the most frequent ones, and the rest as one");

    static final Key<Boolean> BY_GROUP =
            new Key<>("select.by-group", KeyType.FLAG, "false", "A selection for each group too");

    static final Key<Integer> FOLDS = new Key<>(
            "select.folds",
            KeyType.whole("0, or a whole number from 2 to " + MAX_FOLDS, x -> x == 0 || (x >= 2 && x <= MAX_FOLDS)),
            "0",
            "Select again on each of so many parts of the rows: `selected_share`");

    static final Key<Boolean> PAIRS = new Key<>("select.pairs", KeyType.FLAG, "false", "Write `pairs`");

    static final Key<On> ON = new Key<>(
            "select.on",
            KeyType.oneOf(On.values()),
            "training-rows",
            "Where the run trains, choose features and cut bins on its training rows alone; or on `all`");

    static final List<Key<?>> ALL =
            List.of(CRITERION, K, MIN_GAIN, ALPHA, STOP, KEEP, ADJUSTED, MAX_CATEGORIES, BY_GROUP, FOLDS, PAIRS, ON);

    private SelectKeys() {}

    public static SelectConfig read(ConfigValues values) {
        return new SelectConfig(
                CRITERION.in(values),
                K.in(values),
                STOP.in(values),
                MIN_GAIN.in(values),
                ALPHA.in(values),
                KEEP.in(values),
                ADJUSTED.in(values),
                new SelectConfig.Extras(
                        MAX_CATEGORIES.in(values),
                        BY_GROUP.in(values),
                        FOLDS.in(values),
                        PAIRS.in(values),
                        ON.in(values)));
    }
}
