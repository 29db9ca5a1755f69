package io.github.surprisal.train.trees.grow;

import io.github.surprisal.train.trees.sums.Shape;
import io.github.surprisal.train.trees.sums.Step;
import io.github.surprisal.train.trees.sums.Sums;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Grows trees level by level. A level is counted in one pass, or in as many as keep its histograms small; of two children the lesser
 * one is counted, and the other is what remains of their parent.
 */
public final class Grower {
    /**
     * What trees grow by.
     *
     * @param features by column of codes: its feature
     * @param width to how many margins a tree adds
     * @param classes that are counted apart; 0 for none
     * @param unit the greatest weight
     */
    public record Plan(
            Shape shape,
            int parts,
            SplitSearch search,
            int[] features,
            int trees,
            int width,
            int classes,
            int maxDepth,
            double unit)
            implements Serializable {}

    /** So many sums are counted in one pass at most: 32 MB. */
    private static final int MOST_COUNTED = 1 << 22;

    /** So many are kept from a level for the next one; of nodes beyond both children are counted. */
    private static final int MOST_KEPT = 1 << 23;

    /**
     * A leaf that will be split.
     *
     * @param histogram null where it is not kept
     */
    private record Open(int tree, int node, NodeSplit split, Histogram histogram) {}

    /** A leaf whose rows have been counted. */
    private record Leaf(int tree, int node, Histogram histogram) {}

    /** New leaves of one parent. */
    private record Pair(int tree, int lesser, int other, long[] lesserTotals, long[] otherTotals, Histogram parent) {
        int slots() {
            return parent == null ? 2 : 1;
        }
    }

    private final Plan plan;
    private final TreePasses passes;

    public Grower(Plan plan, TreePasses passes) {
        this.plan = plan;
        this.passes = passes;
    }

    /**
     * Grows the trees of a round.
     *
     * @param roots the step that counted the roots
     * @param ofRoots what it gave
     */
    public List<GrowingTree> grow(Step roots, Sums ofRoots) {
        List<GrowingTree> trees = new ArrayList<>();
        List<Open> open = new ArrayList<>();
        List<Leaf> leaves = new ArrayList<>();
        for (int k = 0; k < plan.trees(); k++) {
            trees.add(new GrowingTree(plan.width(), plan.classes()));
            Histogram root = Histogram.of(ofRoots, k, plan.parts(), plan.shape());
            plan.search().criterion().describe(trees.get(k), 0, root.totals());
            leaves.add(new Leaf(k, 0, root));
        }
        open(leaves, open);
        for (int level = 1; level <= plan.maxDepth() && !open.isEmpty(); level++) {
            List<Pair> pairs = split(trees, open);
            open = level == plan.maxDepth() ? List.of() : count(roots, trees, pairs, level);
        }
        return trees;
    }

    /** Adds those that are worth splitting. */
    private void open(List<Leaf> leaves, List<Open> to) {
        List<Optional<NodeSplit>> best =
                passes.each(leaves, leaf -> plan.search().best(leaf.histogram()));
        for (int i = 0; i < leaves.size(); i++) {
            Leaf leaf = leaves.get(i);
            boolean isKept = (to.size() + 1L) * leaf.histogram().cells().length <= MOST_KEPT;
            best.get(i)
                    .ifPresent(split ->
                            to.add(new Open(leaf.tree(), leaf.node(), split, isKept ? leaf.histogram() : null)));
        }
    }

    private List<Pair> split(List<GrowingTree> trees, List<Open> open) {
        SplitCriterion criterion = plan.search().criterion();
        List<Pair> pairs = new ArrayList<>();
        for (int k = 0; k < trees.size(); k++) {
            GrowingTree tree = trees.get(k);
            for (Open leaf : withRoom(k, tree.room(), open)) {
                NodeSplit split = leaf.split();
                int feature = plan.features()[split.column()];
                int left = tree.split(leaf.node(), feature, split, split.gain() * plan.unit());
                criterion.describe(tree, left, split.left());
                criterion.describe(tree, left + 1, split.right());
                boolean leftIsLess = criterion.mass(split.left()) <= criterion.mass(split.right());
                pairs.add(
                        leftIsLess
                                ? new Pair(k, left, left + 1, split.left(), split.right(), leaf.histogram())
                                : new Pair(k, left + 1, left, split.right(), split.left(), leaf.histogram()));
            }
        }
        return pairs;
    }

    /** The leaves of a tree that are split: where there are too many, those of the greatest gain. */
    private static List<Open> withRoom(int tree, int room, List<Open> open) {
        return open.stream()
                .filter(leaf -> leaf.tree() == tree)
                .sorted(Comparator.comparingDouble(leaf -> -leaf.split().gain()))
                .limit(room)
                .sorted(Comparator.comparingInt(Open::node))
                .toList();
    }

    private List<Open> count(Step roots, List<GrowingTree> trees, List<Pair> pairs, int level) {
        SplitCriterion criterion = plan.search().criterion();
        List<Pair> wanted = pairs.stream()
                .filter(pair -> criterion.isWorthSplitting(pair.lesserTotals())
                        || criterion.isWorthSplitting(pair.otherTotals()))
                .toList();
        int slots = Math.max(2, MOST_COUNTED / (plan.parts() * plan.shape().width()));
        List<Open> open = new ArrayList<>();
        int from = 0;
        while (from < wanted.size()) {
            int to = from;
            int taken = 0;
            while (to < wanted.size() && taken + wanted.get(to).slots() <= slots) {
                taken += wanted.get(to++).slots();
            }
            count(roots, trees, wanted.subList(from, to), level, open);
            from = to;
        }
        return open;
    }

    private void count(Step roots, List<GrowingTree> trees, List<Pair> pairs, int level, List<Open> open) {
        int[][] slots = new int[trees.size()][];
        int[] firsts = new int[trees.size() + 1];
        int slot = 0;
        for (int k = 0; k < trees.size(); k++) {
            slots[k] = new int[trees.get(k).size()];
            Arrays.fill(slots[k], -1);
            for (Pair pair : pairs) {
                if (pair.tree() == k) {
                    slots[k][pair.lesser()] = slot++;
                    if (pair.parent() == null) {
                        slots[k][pair.other()] = slot++;
                    }
                }
            }
            firsts[k + 1] = slot;
        }
        Sums sums = passes.take(new Step(
                roots.round(),
                level,
                roots.shift(),
                trees.stream().map(GrowingTree::tree).toList(),
                slots,
                firsts,
                false));
        List<Leaf> leaves = new ArrayList<>();
        for (Pair pair : pairs) {
            Histogram lesser = histogram(sums, slots[pair.tree()][pair.lesser()]);
            Histogram other = Optional.ofNullable(pair.parent())
                    .map(parent -> parent.minus(lesser))
                    .orElseGet(() -> histogram(sums, slots[pair.tree()][pair.other()]));
            leaves.add(new Leaf(pair.tree(), pair.lesser(), lesser));
            leaves.add(new Leaf(pair.tree(), pair.other(), other));
        }
        open(leaves, open);
    }

    private Histogram histogram(Sums sums, int slot) {
        return Histogram.of(sums, slot, plan.parts(), plan.shape());
    }
}
