package io.github.surprisal.job;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.metric.Synergy;
import io.github.surprisal.select.Candidates;
import io.github.surprisal.select.SelectConfig;
import io.github.surprisal.select.Selection;
import io.github.surprisal.select.Selector;
import io.github.surprisal.select.criterion.Criterion;
import io.github.surprisal.select.criterion.PairTerms;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.TrainConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The selection of a job, and the rows that its model is trained on. Where both look at rows, they are encoded once: first all
 * candidates, of which the model then takes those that were selected.
 */
final class Choice implements AutoCloseable {
    /** A p-value that one in four features has which tell nothing. */
    private static final double NEARLY = 0.25;

    private final JobConfig config;
    private final Table table;
    private final Counts counts;
    private final Stages stages;
    private final List<String> notes = new ArrayList<>();
    private final SelectConfig select;
    private final Candidates candidates;
    private final Optional<EncodedTable> all;
    private final Selection selection;
    private final Encoding terms;
    private final Map<Integer, Encoding> codes;

    Choice(JobConfig config, Table table, Counts counts, Measures measures, boolean trains, Stages stages) {
        this.config = config;
        this.table = table;
        this.counts = counts;
        this.stages = stages;
        this.select = possible();
        noteFewFeatures();
        boolean onTrainingRows = trains
                && select.extras().on() == SelectConfig.On.TRAINING_ROWS
                && config.train().testPath().isEmpty()
                && config.train().testFraction() > 0;
        boolean together = trains && select.needsRows(onTrainingRows);
        this.candidates = stages.run(
                "select",
                "looking at " + counts.features() + " candidates",
                () -> Candidates.of(
                        table,
                        counts,
                        measures,
                        config.measure(),
                        new Candidates.Rows(
                                together && !cutsLater(onTrainingRows)
                                        ? Optional.of(rules(cutpoints()))
                                        : Optional.empty(),
                                onTrainingRows)));
        this.all = together ? Optional.of(encode(candidates.encoding())) : Optional.empty();
        this.selection = stages.run("select", "selecting features", () -> all.map(
                        rows -> rows.orClose(() -> Selector.select(candidates, rows, select)))
                .orElseGet(() -> Selector.select(candidates, select)));
        noteSynergy(measures);
        boolean some = trains && !selection.selected().isEmpty();
        if (some) {
            noteLeftOut(measures);
        }
        List<Integer> codesOf = config.train().models().stream()
                .map(name -> Learner.of(name, config.train(), Optional.empty()).codes())
                .distinct()
                .toList();
        this.terms = !some || !codesOf.contains(0)
                ? new Encoding(List.of())
                : together && !cutsLater(onTrainingRows)
                        ? candidates.encoding(selection.selected())
                        : Encoding.of(
                                table,
                                counts,
                                selection.selected(),
                                rules(cutsLater(onTrainingRows) ? selection.cutpoints() : cutpoints()));
        this.codes = codesOf.stream()
                .filter(most -> some && most > 0)
                .collect(Collectors.toMap(
                        most -> most, most -> Encoding.of(table, counts, selection.selected(), rulesOfCodes(most))));
    }

    /** The selection that can be made: stored counts tell of single features alone. */
    private SelectConfig possible() {
        SelectConfig asked = config.select();
        boolean hasRows = !(config.table().source() instanceof Source.None);
        if (hasRows || !asked.needsRows(false)) {
            return asked;
        }
        if (asked.criterion() != Criterion.JMI
                || asked.extras().folds() > 0
                || asked.extras().pairs()) {
            throw new UserException(
                    "Cannot count pairs of features from stored counts: expected select.criterion = mim without"
                            + " select.pairs and select.folds, found "
                            + asked.criterion().label() + "; or name a table");
        }
        notes.add(
                "stored counts tell nothing of pairs of features, so each was selected by itself (select.criterion = mim)");
        return asked.byGains();
    }

    /** Someone who asks for more than there are may have another table in mind; the default asks for nothing. */
    private void noteFewFeatures() {
        if (select.k() > counts.features() && select.k() > SelectConfig.DEFAULT_K) {
            notes.add("select.k = " + select.k() + " is more than the " + counts.features()
                    + " features that there are: no more than these are selected");
        }
    }

    /** A selection takes one feature after the other: of two that tell only together it may take neither. */
    private void noteSynergy(Measures measures) {
        List<Synergy> pairs = selection.pairs().stream()
                .map(pair -> {
                    PairTerms terms = pair.terms().adjusted();
                    return new Synergy(
                            pair.feature(),
                            pair.other(),
                            terms.gain(),
                            terms.otherGain(),
                            terms.synergy(),
                            terms.pValue());
                })
                .toList();
        if (!pairs.isEmpty()) {
            Synergy.greatest(pairs, measures.gains().overall().get(0).labelEntropy())
                    .ifPresent(pair -> notes.add(pair.other() + " and " + pair.feature() + " "
                            + pair.text(config.measure().unit().label())));
        }
    }

    /**
     * Features that a model may miss: those after the default number of them, which the user may not know of (of 65 columns of handwritten digits ten
     * were taken, 44 with k = 65: the logistic model's test log-loss fell from 0.71 bits to 0.17), and those that the test left out.
     *
     * <p>Where the test has ended the selection, a model of all features may know more: it looks at one feature and one selected one at a
     * time, and what many weak ones tell together is not seen. That is likely where most of the features that were left out, though they
     * tell about the label by themselves, nearly passed, as only one in four does that tells nothing more; and where these are more than were selected. Of 39
     * features of 10,000 clicks five were selected; their logistic model used 0.055 bits on test rows, that of all 39 0.100.
     */
    private void noteLeftOut(Measures measures) {
        int selected = selection.selected().size();
        if (select.stop() == SelectConfig.Stop.K) {
            return;
        }
        Set<String> telling = measures.gains().overall().stream()
                .filter(gain -> gain.qValue() <= select.alpha())
                .map(Measures.InformationGain::feature)
                .collect(Collectors.toSet());
        List<Selection.Step> others = selection.steps().stream()
                .filter(step -> step.groupColumns().isEmpty() && !step.selected() && telling.contains(step.feature()))
                .toList();
        if (selected >= select.k()) {
            long untried = others.stream().filter(step -> !step.refused()).count();
            if (untried > 0 && select.k() == SelectConfig.DEFAULT_K) {
                notes.add("select.k = " + select.k() + " has ended the selection, while " + untried
                        + (untried == 1 ? " more feature tells" : " more features tell")
                        + " about the label: --set select.k=" + counts.features()
                        + " takes all that tell anything beyond those before");
            }
            return;
        }
        double[] p =
                others.stream().mapToDouble(step -> step.figures().pValue()).toArray();
        long leftOut = Arrays.stream(p).filter(one -> one < NEARLY).count();
        if (2 * leftOut > p.length && leftOut > selected) {
            int all = counts.features();
            notes.add("each of " + leftOut
                    + " features that were left out tells about the label, too little beyond a selected one"
                    + " for the test to be sure; many together may still make a better model: --set select.stop=k --set"
                    + " select.k=" + all + " trains on all " + all + " features");
        }
    }

    /** Whether the model takes numbers as bins that are only known once features are chosen. */
    private boolean cutsLater(boolean onTrainingRows) {
        return onTrainingRows && config.train().options().numeric() == TrainConfig.Numeric.BINS;
    }

    private Map<String, Categories> cutpoints() {
        return config.train().options().numeric() == TrainConfig.Numeric.BINS
                ? Measurer.cutpoints(counts, config.measure())
                : Map.of();
    }

    private Encoding.Rules rules(Map<String, Categories> cutpoints) {
        TrainConfig.Options options = config.train().options();
        return new Encoding.Rules(options.maxCategories(), options.minCategoryRows(), cutpoints);
    }

    private EncodedTable encode(Encoding by) {
        Split split = config.train().testPath().isEmpty()
                ? new Split(config.train().testFraction(), config.train().seed())
                : Split.allTraining();
        return stages.run("encode", "encoding " + by.size() + " terms", () -> Encoder.encode(table, by, counts, split));
    }

    Selection selection() {
        return selection;
    }

    /** What the user should know, one line each. */
    List<String> notes() {
        return notes;
    }

    /** Codes that fit a byte, one left over for values that have none. */
    private Encoding.Rules rulesOfCodes(int most) {
        return new Encoding.Rules(
                Math.min(most - 2, config.train().options().maxCategories()),
                config.train().options().minCategoryRows(),
                Measurer.cutpoints(counts, most - 1));
    }

    /** What a model takes. */
    Encoding encoding(Learner learner) {
        return learner.codes() > 0 ? codes.get(learner.codes()) : terms;
    }

    /** What all models together take. */
    Encoding encoding() {
        return new Encoding(Stream.concat(Stream.of(terms), new TreeMap<>(codes).values().stream())
                .flatMap(some -> some.features().stream())
                .distinct()
                .toList());
    }

    /** The rows that the models are trained on, with what all of them take. */
    EncodedTable encoded() {
        Encoding whole = candidates.encoding();
        Encoding encoding = encoding();
        return all.isPresent() && whole.features().containsAll(encoding.features())
                ? all.get().only(whole, encoding)
                : encode(encoding);
    }

    @Override
    public void close() {
        all.ifPresent(EncodedTable::close);
    }
}
