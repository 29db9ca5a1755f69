package io.github.surprisal.select;

import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.Candidate.Fate;
import io.github.surprisal.select.PairSource.Ask;
import io.github.surprisal.select.SelectConfig.Stop;
import io.github.surprisal.select.criterion.Criterion;
import io.github.surprisal.select.criterion.PairTerms;
import io.github.surprisal.select.criterion.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The selection of one group of rows, step by step: greedily forward. It says which pair terms it needs to go on, and goes on when
 * it is told; so that selections of many groups take their steps in the same passes. What is refused by the test is refused for
 * good, since its p-value can only grow, and asked for no more.
 */
final class Search {
    /** Scores nearer than this are equal, and the first in the order of the table is taken. */
    private static final double TIE = 1e-12;

    private final int group;
    private final SelectConfig config;
    private final Unit unit;
    private final double labelEntropy;
    private final boolean byAdjusted;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Candidate> selected = new ArrayList<>();
    private final int most;
    private int joined;
    private double lastScore;
    private boolean ended;

    /**
     * @param group which rows, for the questions
     * @param adjustable whether terms come with what chance would give
     * @param labelEntropy H(Y), in the unit
     * @param features in the order of the table
     */
    Search(
            int group,
            SelectConfig config,
            Unit unit,
            boolean adjustable,
            double labelEntropy,
            List<Candidate.Alone> features) {
        this.group = group;
        this.config = config;
        this.unit = unit;
        this.labelEntropy = labelEntropy;
        this.byAdjusted = config.adjusted() && adjustable && !config.criterion().stopsItself();
        for (Candidate.Alone alone : features) {
            candidates.add(new Candidate(candidates.size(), alone, config.keep().contains(alone.feature())));
        }
        this.most = Math.max(config.k(), config.keep().size());
        this.ended = !(labelEntropy > 0);
    }

    /** The columns of one question, for {@link Candidate#learn}. */
    private static int key(List<Integer> columns) {
        return columns.get(columns.size() - 1);
    }

    /**
     * Goes on as far as it can.
     *
     * @param lookAhead how many columns to ask for at most, the one that is needed and the likely next ones
     * @return what it needs to know; nothing at the end
     */
    Optional<Ask> next(int lookAhead) {
        while (!ended) {
            if (joined == selected.size() || !config.needsPairs()) {
                step();
                continue;
            }
            Candidate z = selected.get(joined);
            List<Candidate> lacking = open().filter(x -> !x.knows(z.index())).toList();
            if (!lacking.isEmpty()) {
                return Optional.of(ask(z, lacking, lookAhead));
            }
            open().forEach(x -> join(x, z));
            joined++;
        }
        return Optional.empty();
    }

    private Stream<Candidate> open() {
        return candidates.stream().filter(Candidate::isOpen);
    }

    private Ask ask(Candidate z, List<Candidate> lacking, int lookAhead) {
        List<Integer> of = lacking.stream().map(Candidate::index).toList();
        if (config.criterion() == Criterion.CMI) {
            return new Ask(
                    group, List.of(selected.stream().map(Candidate::index).toList()), of);
        }
        List<List<Integer>> others = new ArrayList<>();
        others.add(List.of(z.index()));
        // The last step needs no terms with what it selects.
        int useful = Math.min(lookAhead, most - selected.size());
        lacking.stream()
                .sorted(Comparator.comparing(Candidate::isKept).reversed().thenComparing(this::worst))
                .limit(Math.max(0, useful - 1))
                .forEach(likely -> others.add(List.of(likely.index())));
        return new Ask(group, others, of);
    }

    /** The best score first; of equal ones the first in the order of the table. */
    private int worst(Candidate a, Candidate b) {
        int order = Double.compare(primary(b), primary(a));
        return order == 0 ? Integer.compare(a.index(), b.index()) : order;
    }

    /** Takes the answer to a question. */
    void tell(Ask ask, PairTerms[][] terms) {
        for (int z = 0; z < terms.length; z++) {
            for (int x = 0; x < terms[z].length; x++) {
                candidates.get(ask.candidates().get(x)).learn(key(ask.others().get(z)), terms[z][x].in(unit));
            }
        }
    }

    private void join(Candidate x, Candidate z) {
        if (config.criterion() == Criterion.CMI) {
            x.replace(z.index(), byAdjusted);
        } else {
            x.join(z.index(), z.alone().feature(), byAdjusted);
        }
    }

    private void step() {
        score();
        List<Candidate> kept = open().filter(Candidate::isKept).toList();
        Optional<Candidate> next = kept.isEmpty() ? best() : Optional.of(nextKept(kept));
        if (next.isEmpty()) {
            ended = true;
            return;
        }
        Candidate taken = next.get();
        lastScore = primary(taken);
        boolean determined = config.tests()
                && taken.given().stream().anyMatch(terms -> terms.jointGain() >= labelEntropy * (1 - TIE));
        taken.become(Fate.SELECTED);
        selected.add(taken);
        ended = selected.size() >= most
                || open().findAny().isEmpty()
                || (determined && open().noneMatch(Candidate::isKept));
    }

    private Candidate nextKept(List<Candidate> kept) {
        return kept.stream()
                .min(Comparator.comparingInt(
                        x -> config.keep().indexOf(x.alone().feature())))
                .orElseThrow();
    }

    /** Scores, p- and q-values of this step, and who is refused for good. */
    private void score() {
        Criterion criterion = config.criterion();
        List<Standing> plain = selected.stream().map(x -> x.standing(false)).toList();
        List<Standing> lessChance = selected.stream().map(x -> x.standing(true)).toList();
        open().forEach(x -> {
            double score = criterion.score(x.standing(false), plain);
            x.scored(score, criterion.stopsItself() ? score : criterion.score(x.standing(true), lessChance));
        });
        List<Candidate> all = candidates.stream()
                .filter(x -> x.fate() != Fate.SELECTED && !x.alone().constant())
                .toList();
        double[] q = config.stop() == Stop.BONFERRONI
                ? all.stream()
                        .mapToDouble(x -> Math.min(1, x.pValue() * all.size()))
                        .toArray()
                : Measurer.falseDiscoveryRates(
                        all.stream().mapToDouble(Candidate::pValue).toArray());
        for (int i = 0; i < q.length; i++) {
            if (all.get(i).isOpen()) {
                all.get(i).ranked(q[i]);
            }
        }
        open().filter(x -> !x.isKept()).toList().forEach(this::refuse);
    }

    private void refuse(Candidate x) {
        boolean untold = config.tests() && config.criterion() != Criterion.CMI && !(x.pValue() <= config.alpha());
        if (untold) {
            x.become(Fate.REFUSED);
        } else if (config.criterion().removes(x.standing(false))) {
            x.become(Fate.REFUSED);
            x.redundantWith(
                    selected.isEmpty()
                            ? ""
                            : selected.get(selected.size() - 1).alone().feature());
        }
    }

    private Optional<Candidate> best() {
        List<Candidate> eligible = open().filter(this::isEligible).toList();
        Optional<Candidate> first = eligible.stream().min(this::before);
        if (first.isEmpty()) {
            return first;
        }
        double best = primary(first.get());
        return eligible.stream()
                .filter(x -> primary(x) >= best - TIE * Math.max(1, Math.abs(best))
                        && (best < Double.POSITIVE_INFINITY || x == first.get()))
                .min(Comparator.comparingInt(Candidate::index));
    }

    /** Of infinite scores the more relevant one comes first. */
    private int before(Candidate a, Candidate b) {
        boolean infinite = primary(a) == primary(b) && primary(a) == Double.POSITIVE_INFINITY;
        int order = infinite ? Double.compare(relevance(b), relevance(a)) : 0;
        return order == 0 ? worst(a, b) : order;
    }

    private boolean isEligible(Candidate x) {
        double score = primary(x);
        if (Double.isNaN(score) || config.criterion().ends(score, lastScore)) {
            return false;
        }
        if (!config.tests()) {
            return !(config.minGain() > 0) || x.adjustedScore() > config.minGain();
        }
        return x.qValue() <= config.alpha() && x.adjustedScore() > config.minGain();
    }

    private double primary(Candidate x) {
        return byAdjusted ? x.adjustedScore() : x.score();
    }

    private double relevance(Candidate x) {
        return byAdjusted ? x.alone().adjustedGain() : x.alone().gain();
    }

    /** All features: the selected ones in their order, then the others by their relevance. */
    List<Candidate> outcome() {
        List<Candidate> all = new ArrayList<>(selected);
        candidates.stream()
                .filter(x -> x.fate() != Fate.SELECTED)
                .sorted(Comparator.comparingDouble((Candidate x) -> -orLeast(relevance(x)))
                        .thenComparingInt(Candidate::index))
                .forEach(all::add);
        return all;
    }

    private static double orLeast(double figure) {
        return Double.isNaN(figure) ? Double.NEGATIVE_INFINITY : figure;
    }

    /** The figures of a feature, as of its last step. */
    Selection.Figures figures(Candidate x, double selectedShare) {
        double score = primary(x);
        boolean scored = Double.isFinite(score);
        return new Selection.Figures(
                scored ? score : Double.NaN,
                scored && (byAdjusted || x.given().isEmpty() || config.tests()) ? x.adjustedScore() : Double.NaN,
                x.alone().gain(),
                config.criterion().isDifference() && scored ? relevance(x) - score + 0.0 : Double.NaN,
                x.leastGain(),
                x.pValue(),
                x.qValue(),
                selectedShare);
    }
}
