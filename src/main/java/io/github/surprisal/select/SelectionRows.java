package io.github.surprisal.select;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.criterion.PairTerms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows that a selection looks at, once it has to: they are encoded at the first question, and only the columns that it asks
 * for unless a model is trained on them too.
 */
final class SelectionRows implements PairSource, AutoCloseable {
    /** So many columns are taken with all others in one pass over all pairs. */
    static final int TILE = 8;

    private final Candidates candidates;
    private final Optional<EncodedTable> encoded;
    private final SelectConfig config;
    private final double quantum;
    private final boolean all;
    private Optional<TrainingRows> training = Optional.empty();
    private Optional<Codes> codes = Optional.empty();
    private Optional<BlockPairs> pairs = Optional.empty();

    /**
     * What is known of the features of a group by themselves.
     *
     * @param labelEntropy H(Y)
     */
    record Known(List<Candidate.Alone> features, double labelEntropy) {}

    SelectionRows(Candidates candidates, Optional<EncodedTable> encoded, SelectConfig config) {
        this.candidates = candidates;
        this.encoded = encoded;
        this.config = config;
        this.quantum = quantum(candidates.counts());
        this.all = encoded.isPresent()
                || candidates.onTrainingRows()
                || config.extras().folds() > 0
                || config.extras().pairs();
    }

    /** The weights' unit: so fine that their sum takes the digits of a double, and a power of two, so that whole weights are exact. */
    private static double quantum(Counts counts) {
        return counts.weighted()
                ? Math.scalb(1.0, Math.getExponent(Math.max(1, counts.overall().rows())) - 51)
                : 0;
    }

    /** The number of the group of questions that a fold is. */
    int group(int fold) {
        return candidates.counts().groups().size() + fold;
    }

    boolean isCoarsened(int candidate) {
        return codes.map(of -> of.coarsened()[candidate]).orElse(false);
    }

    /** Where numbers are cut on the training rows; empty where they are cut on all. */
    Map<String, Categories> cutpoints() {
        return training.map(TrainingRows::cutpoints).orElse(Map.of());
    }

    @Override
    public List<PairTerms[][]> terms(List<Ask> asks) {
        if (pairs.isEmpty()) {
            Set<Integer> needed = new HashSet<>();
            asks.forEach(ask -> {
                needed.addAll(ask.candidates());
                ask.others().forEach(needed::addAll);
            });
            open(needed);
        }
        return pairs.orElseThrow().terms(asks);
    }

    private void open(Set<Integer> needed) {
        Candidates some = all ? candidates : candidates.only(needed);
        EncodedTable table =
                encoded.orElseGet(() -> Encoder.encodeUnordered(some.table(), some.encoding(), some.counts()));
        int most = config.extras().maxCategories();
        if (candidates.onTrainingRows()) {
            training = Optional.of(TrainingRows.of(candidates, table, quantum));
        }
        Codes of = training.map(rows -> rows.codes(most)).orElseGet(() -> some.codes(most));
        codes = Optional.of(of);
        pairs = Optional.of(new BlockPairs(table.blocks(), setup(of)));
    }

    private BlockPairs.Setup setup(Codes of) {
        Counts counts = candidates.counts();
        List<List<String>> groupings = config.extras().byGroup()
                ? counts.groups().stream()
                        .skip(1)
                        .map(Group::columns)
                        .distinct()
                        .toList()
                : List.of();
        Map<List<String>, Integer> sizes = new HashMap<>();
        int folds = config.extras().folds();
        int[] placeOf = new int[counts.groups().size()];
        int[][] partOf = new int[counts.groups().size() + folds][];
        partOf[0] = new int[] {Layer.WHOLE, 0};
        for (int g = 1; g < counts.groups().size() && !groupings.isEmpty(); g++) {
            List<String> columns = counts.groups().get(g).columns();
            placeOf[g] = sizes.merge(columns, 1, Integer::sum) - 1;
            partOf[g] = new int[] {groupings.indexOf(columns), placeOf[g]};
        }
        for (int fold = 0; fold < folds; fold++) {
            partOf[group(fold)] = new int[] {groupings.size(), fold};
        }
        List<Integer> partSizes =
                new ArrayList<>(groupings.stream().map(sizes::get).toList());
        partSizes.add(folds);
        boolean byChance =
                config.tests() || config.adjusted() || config.extras().pairs() || folds > 0;
        return new BlockPairs.Setup(
                of,
                new PairCounts.Rules(
                        byChance, redundancy(byChance), candidates.measure().estimator()),
                needsLabel(),
                candidates.measure().nulls() == Nulls.DROP,
                candidates.onTrainingRows(),
                new PackedBlock.Parts(groupings.size(), placeOf, folds),
                partOf,
                partSizes.stream().mapToInt(Integer::intValue).toArray(),
                quantum,
                Packing.most(!groupings.isEmpty()));
    }

    private PairCounts.Redundancy redundancy(boolean byChance) {
        if (!config.criterion().needsRedundancy() && !config.extras().pairs()) {
            return PairCounts.Redundancy.NONE;
        }
        boolean adjusts =
                switch (config.criterion()) {
                    case MIFS, MRMR, MRMR_QUOTIENT, CONDRED -> config.adjusted();
                    default -> false;
                };
        return byChance && adjusts ? PairCounts.Redundancy.BY_CHANCE : PairCounts.Redundancy.PLAIN;
    }

    private boolean needsLabel() {
        return config.criterion().needsLabel()
                || config.tests()
                || (candidates.onTrainingRows() && config.extras().byGroup())
                || config.extras().folds() > 0
                || config.extras().pairs();
    }

    /** What rows of a group say of each feature by itself. */
    Known alone(int group) {
        Unit unit = candidates.measure().unit();
        int size = candidates.gains().size();
        if (pairs.isEmpty()) {
            open(IntStream.range(0, size).boxed().collect(Collectors.toSet()));
        }
        PairTerms[] terms;
        if (group == 0 && training.isPresent()) {
            TrainingRows rows = training.get();
            PairCounts.Rules rules = new PairCounts.Rules(
                    true, PairCounts.Redundancy.PLAIN, candidates.measure().estimator());
            boolean drop = candidates.measure().nulls() == Nulls.DROP;
            terms = IntStream.range(0, size)
                    .mapToObj(x -> rows.alone(x, codes.orElseThrow(), rules, drop))
                    .toArray(PairTerms[]::new);
        } else {
            terms = terms(List.of(new Ask(
                            group,
                            List.of(List.of()),
                            IntStream.range(0, size).boxed().toList())))
                    .get(0)[0];
        }
        List<Candidate.Alone> features = new ArrayList<>();
        double labelEntropy = 0;
        for (int x = 0; x < size; x++) {
            PairTerms of = terms[x].in(unit);
            features.add(Selector.alone(candidates.gains().get(x).feature(), of, !(of.featureEntropy() > 0)));
            labelEntropy = Math.max(labelEntropy, Selector.labelEntropy(of));
        }
        return new Known(features, labelEntropy);
    }

    @Override
    public void close() {
        pairs.ifPresent(BlockPairs::close);
    }
}
