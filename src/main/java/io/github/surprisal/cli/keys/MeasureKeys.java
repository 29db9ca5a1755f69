package io.github.surprisal.cli.keys;

import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.MeasureConfig.RankBy;
import io.github.surprisal.measure.Unit;
import java.util.List;

/** The keys of measuring. */
public final class MeasureKeys {
    static final Key<Unit> UNIT =
            new Key<>("measure.unit", KeyType.oneOf(Unit.values()), "bits", "Of every entropy and gain");

    static final Key<Estimator> ESTIMATOR = new Key<>(
            "measure.estimator",
            KeyType.oneOf(Estimator.values()),
            "plug-in",
            "Of entropies, and of gains through them. See [measures](measures.md)");

    static final Key<Nulls> NULLS = new Key<>(
            "measure.nulls",
            KeyType.oneOf(Nulls.values()),
            "category",
            "Null is a category of its own; or `drop`: rows where the feature is null are left out, of the label's entropy"
                    + " too");

    static final Key<Binning> BINNING = new Key<>(
            "measure.binning",
            KeyType.oneOf(Binning.values()),
            "auto",
            "`auto`: a number is taken by value where at least four fifths of its (at most 256) values expect five rows in a"
                    + " cell of the label's rarer class, else cut into bins of equal frequency, as many as leave five expected"
                    + " rows a cell (of a rare class fifths at least), 2·n^(2/5) and `measure.bins` at most. A value heavier"
                    + " than a bin's share has a bin of its own. `equal-frequency`, `equal-width`, `mdlp`: every number is cut"
                    + " so; `none`: every number by value");

    static final Key<Integer> BINS =
            new Key<>("measure.bins", KeyType.from(2), "32", "How many bins at most; MDLP decides by itself");

    static final Key<Double> ALPHA = new Key<>(
            "measure.alpha",
            KeyType.ALPHA,
            "0.05",
            "Greatest p-value with which a rule of `drift` fires; confidence intervals are at 1 − alpha");

    static final Key<RankBy> RANK_BY = new Key<>(
            "measure.rank-by", KeyType.oneOf(RankBy.values()), "adjusted-gain", "What features are ranked by");

    static final List<Key<?>> ALL = List.of(UNIT, ESTIMATOR, NULLS, BINNING, BINS, ALPHA, RANK_BY);

    private MeasureKeys() {}

    public static MeasureConfig read(ConfigValues values) {
        return new MeasureConfig(
                UNIT.in(values),
                ESTIMATOR.in(values),
                NULLS.in(values),
                BINNING.in(values),
                BINS.in(values),
                ALPHA.in(values),
                RANK_BY.in(values),
                TableKeys.byColumn(values, TableKeys.BINNING),
                TableKeys.byColumn(values, TableKeys.CUTPOINTS));
    }
}
