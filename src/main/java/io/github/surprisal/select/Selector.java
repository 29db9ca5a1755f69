package io.github.surprisal.select;

import io.github.surprisal.count.Group;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.measure.Entropies;
import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.Candidate.Fate;
import io.github.surprisal.select.PairSource.Ask;
import io.github.surprisal.select.criterion.PairTerms;
import io.github.surprisal.table.Nearest;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The select room's one door. */
public final class Selector implements AutoCloseable {
    /** What a Spark job costs beside its counting, in seconds. */
    private static final double JOB = 0.02;

    /** Seconds of a core for each row and pair. */
    private static final double COUNT = 0.3e-9;

    private static final int MOST_AHEAD = 4;

    private final Candidates candidates;
    private final SelectConfig config;
    private final Unit unit;
    private final SelectionRows rows;
    private final List<Search> searches = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();

    private Selector(Candidates candidates, Optional<EncodedTable> encoded, SelectConfig config) {
        this.candidates = candidates;
        this.config = config;
        this.unit = candidates.measure().unit();
        this.rows = new SelectionRows(candidates, encoded, config);
    }

    /**
     * Selects among features. If their gains alone do not decide, the table is read once more.
     *
     * @throws UserException for a feature in {@code keep} that is none
     */
    public static Selection select(Candidates candidates, SelectConfig config) {
        return select(candidates, Optional.empty(), config);
    }

    /**
     * The same over rows that are encoded already.
     *
     * @param encoded by the encoding of these candidates; it is not closed
     * @throws UserException for a feature in {@code keep} that is none
     */
    public static Selection select(Candidates candidates, EncodedTable encoded, SelectConfig config) {
        return select(candidates, Optional.of(encoded), config);
    }

    private static Selection select(Candidates candidates, Optional<EncodedTable> encoded, SelectConfig config) {
        checkKept(candidates, config);
        try (Selector selector = new Selector(candidates, encoded, config)) {
            return selector.select();
        }
    }

    private static void checkKept(Candidates candidates, SelectConfig config) {
        List<String> names =
                candidates.gains().stream().map(InformationGain::feature).toList();
        for (String name : config.keep()) {
            if (!names.contains(name)) {
                String nearest = Nearest.to(name, names);
                throw new UserException("Cannot keep feature '" + name
                        + "': expected one of select.keep to be a feature"
                        + (nearest.isEmpty() ? ", found none of that name" : ", did you mean '" + nearest + "'?"));
            }
        }
    }

    private Selection select() {
        List<Group> all = candidates.counts().groups();
        for (int g = 0; g < (config.extras().byGroup() ? all.size() : 1); g++) {
            groups.add(all.get(g));
            searches.add(search(g, all.get(g)));
        }
        int folds = config.extras().folds();
        List<Search> ofFolds = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            ofFolds.add(search(rows.group(fold), rows.alone(rows.group(fold))));
        }
        List<Search> together = new ArrayList<>(searches);
        together.addAll(ofFolds);
        run(
                together,
                rows,
                lookAhead(
                        candidates.counts().overall().rows(), candidates.gains().size()));
        return new Selection(steps(ofFolds), config.extras().pairs() ? pairs() : List.of(), rows.cutpoints());
    }

    /** The selection of a group whose features are known by themselves: measured, or counted on the training rows. */
    private Search search(int g, Group group) {
        if (candidates.onTrainingRows()) {
            return search(g, rows.alone(g));
        }
        double[] classes =
                Arrays.copyOf(group.classes(), candidates.counts().classes().size());
        List<Candidate.Alone> features = candidates.measures().gains().of(g).stream()
                .map(Selector::alone)
                .toList();
        return new Search(g, config, unit, isAdjustable(), unit.fromNats(Entropies.entropy(classes)), features);
    }

    private Search search(int g, SelectionRows.Known known) {
        return new Search(g, config, unit, isAdjustable(), known.labelEntropy(), known.features());
    }

    private boolean isAdjustable() {
        return candidates.measure().estimator() == Estimator.PLUG_IN;
    }

    /** What was measured of a feature by itself. */
    static Candidate.Alone alone(InformationGain gain) {
        // A ratio to the feature's entropy, which a label of one class leaves as it is.
        boolean constant = Double.isNaN(gain.gainRatio());
        return new Candidate.Alone(
                gain.feature(),
                gain.informationGain(),
                gain.adjustedInformationGain(),
                Double.isNaN(gain.symmetricUncertainty()) ? 0 : gain.symmetricUncertainty(),
                gain.pValue(),
                constant);
    }

    /** What the terms with no other column say of a feature by itself, in their unit. */
    static Candidate.Alone alone(String feature, PairTerms terms, boolean constant) {
        double x = terms.featureEntropy();
        double y = labelEntropy(terms);
        return new Candidate.Alone(
                feature,
                terms.gain(),
                terms.adjusted().gain(),
                x + y > 0 ? 2 * terms.gain() / (x + y) : 0,
                terms.pValue(),
                constant);
    }

    /** H(Y) = H(X,Y) − H(X) + I(X;Y), from terms with no other column. */
    static double labelEntropy(PairTerms terms) {
        return terms.jointEntropy() - terms.featureEntropy() + terms.gain();
    }

    /** The more a pass counts, the less another job matters: then nothing is counted that may not be needed. */
    static int lookAhead(double rows, int features) {
        double counting = rows * features * COUNT / Runtime.getRuntime().availableProcessors();
        return 1 + (int) Math.min(MOST_AHEAD - 1, JOB / Math.max(counting, 1e-9));
    }

    /** Runs selections side by side, each pass for all of them. */
    static void run(List<Search> searches, PairSource source, int lookAhead) {
        while (true) {
            List<Optional<Ask>> next = searches.parallelStream()
                    .map(search -> search.next(lookAhead))
                    .toList();
            int[] asking = IntStream.range(0, next.size())
                    .filter(i -> next.get(i).isPresent())
                    .toArray();
            if (asking.length == 0) {
                return;
            }
            List<Ask> asks = Arrays.stream(asking)
                    .mapToObj(i -> next.get(i).orElseThrow())
                    .toList();
            List<PairTerms[][]> answers = source.terms(asks);
            IntStream.range(0, asking.length).parallel().forEach(i -> searches.get(asking[i])
                    .tell(asks.get(i), answers.get(i)));
        }
    }

    private List<Selection.Step> steps(List<Search> folds) {
        Map<String, Integer> times = new HashMap<>();
        for (Search fold : folds) {
            fold.outcome().stream()
                    .filter(x -> x.fate() == Fate.SELECTED)
                    .forEach(x -> times.merge(x.alone().feature(), 1, Integer::sum));
        }
        List<Selection.Step> steps = new ArrayList<>();
        for (int i = 0; i < searches.size(); i++) {
            Group group = groups.get(i);
            int step = 0;
            for (Candidate x : searches.get(i).outcome()) {
                double share = i > 0 || folds.isEmpty()
                        ? Double.NaN
                        : (double) times.getOrDefault(x.alone().feature(), 0) / folds.size();
                steps.add(new Selection.Step(
                        group.columns(),
                        group.values(),
                        ++step,
                        x.alone().feature(),
                        config.criterion().label(),
                        x.fate() == Fate.SELECTED,
                        x.fate() == Fate.REFUSED,
                        searches.get(i).figures(x, share),
                        x.redundantWith(),
                        flags(x)));
            }
        }
        return steps;
    }

    private List<String> flags(Candidate x) {
        List<String> flags = new ArrayList<>();
        if (x.alone().constant()) {
            flags.add("constant");
        }
        if (rows.isCoarsened(x.index())) {
            flags.add("coarsened");
        }
        if (x.isKept()) {
            flags.add("kept");
        }
        return flags;
    }

    private List<Selection.Pair> pairs() {
        boolean adjusted = config.adjusted() && isAdjustable();
        List<InformationGain> gains = candidates.gains();
        List<Selection.Pair> pairs = new ArrayList<>();
        eachPair(rows, gains.size(), (x, z, terms) -> {
            PairTerms of = terms.in(unit);
            pairs.add(new Selection.Pair(
                    gains.get(x).feature(), gains.get(z).feature(), of, (adjusted ? of.adjusted() : of).synergy()));
        });
        return pairs;
    }

    /** Takes what a pair of columns tells. */
    interface PairTaker {
        void take(int x, int z, PairTerms terms);
    }

    /** Every pair, the later column in the order of the table as X and the earlier one as Z, in nats. */
    static void eachPair(PairSource source, int columns, PairTaker taker) {
        for (int from = 0; from < columns - 1; from += SelectionRows.TILE) {
            int to = Math.min(columns, from + SelectionRows.TILE);
            List<List<Integer>> others =
                    IntStream.range(from, to).mapToObj(List::of).toList();
            List<Integer> later = IntStream.range(from + 1, columns).boxed().toList();
            PairTerms[][] terms =
                    source.terms(List.of(new Ask(0, others, later))).get(0);
            for (int z = from; z < to; z++) {
                for (int x = z + 1; x < columns; x++) {
                    taker.take(x, z, terms[z - from][x - from - 1]);
                }
            }
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
