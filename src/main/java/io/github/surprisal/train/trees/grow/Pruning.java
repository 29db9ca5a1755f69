package io.github.surprisal.train.trees.grow;

import io.github.surprisal.math.Elementary;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Which nodes of a grown tree become leaves. */
public final class Pruning {
    private Pruning() {}

    /** From the bottom up, whatever takes fewer bits. */
    public static boolean[] byCodeLength(GrowingTree tree, CodeLength code) {
        boolean[] isLeaf = new boolean[tree.size()];
        double[] bits = new double[tree.size()];
        for (int node = tree.size() - 1; node >= 0; node--) {
            bits[node] = code.ofLeaf(tree.counts(node));
            isLeaf[node] = true;
            if (!tree.isLeaf(node)) {
                double split = code.ofSplit(tree.bits(node)) + bits[tree.left(node)] + bits[tree.right(node)];
                isLeaf[node] = split >= bits[node];
                bits[node] = Math.min(split, bits[node]);
            }
        }
        return isLeaf;
    }

    /** The probabilities of the classes in a leaf: (n_k + ½)/(n + K/2), as Krichevsky and Trofimov have them; their logarithms. */
    public static double[] logProbabilities(double[] counts) {
        double all = Arrays.stream(counts).sum() + counts.length / 2.0;
        return Arrays.stream(counts)
                .map(count -> Elementary.log((count + 0.5) / all))
                .toArray();
    }

    /** The same as margins: of two classes one. Leaves of the same probabilities have the same bits, so that they are ties where rows are ranked. */
    public static double[] margins(double[] counts) {
        return counts.length == 2
                ? new double[] {Elementary.log((counts[1] + 0.5) / (counts[0] + 0.5))}
                : logProbabilities(counts);
    }

    /** What rows of these classes lose in a leaf, in nats times weight. */
    public static double loss(double[] rows, double[] leaf) {
        double[] logs = logProbabilities(leaf);
        return -IntStream.range(0, rows.length)
                .mapToDouble(k -> rows[k] * logs[k])
                .sum();
    }

    /** n·H in nats. */
    private static double disorder(double[] counts) {
        double all = Arrays.stream(counts).sum();
        return Arrays.stream(counts)
                .map(count -> count > 0 && count < all ? count * Elementary.log(all / count) : 0)
                .sum();
    }

    /** How weak a node's subtree is: what each leaf beyond the first saves. */
    private record Link(int node, double strength) {}

    /**
     * By node: from which α on it is a leaf of the subtree that is least by R + α·leaves, where R is the log-loss of the rows trained
     * on; leaves are from 0 on (L. Breiman et al. 1984, 3.3: the weakest link first).
     */
    public static double[] thresholds(GrowingTree tree) {
        int size = tree.size();
        int[] parent = new int[size];
        double[] own = new double[size];
        double[] below = new double[size];
        int[] leaves = new int[size];
        double weight = Arrays.stream(tree.counts(0)).sum();
        parent[0] = -1;
        for (int node = size - 1; node >= 0; node--) {
            own[node] = disorder(tree.counts(node)) / weight;
            below[node] = own[node];
            leaves[node] = 1;
            if (!tree.isLeaf(node)) {
                parent[tree.left(node)] = node;
                parent[tree.right(node)] = node;
                below[node] = below[tree.left(node)] + below[tree.right(node)];
                leaves[node] = leaves[tree.left(node)] + leaves[tree.right(node)];
            }
        }
        double[] thresholds = new double[size];
        double[] strengths = new double[size];
        PriorityQueue<Link> weakest =
                new PriorityQueue<>(Comparator.comparingDouble(Link::strength).thenComparingInt(Link::node));
        for (int node = 0; node < size; node++) {
            if (!tree.isLeaf(node)) {
                thresholds[node] = Double.POSITIVE_INFINITY;
                strengths[node] = (own[node] - below[node]) / (leaves[node] - 1);
                weakest.add(new Link(node, strengths[node]));
            }
        }
        double alpha = 0;
        while (!weakest.isEmpty()) {
            Link link = weakest.poll();
            int node = link.node();
            if (!Double.isInfinite(thresholds[node]) || link.strength() != strengths[node]) {
                continue;
            }
            alpha = Math.max(alpha, link.strength());
            cut(tree, node, alpha, thresholds);
            double lost = own[node] - below[node];
            int fewer = leaves[node] - 1;
            for (int above = node; above >= 0; above = parent[above]) {
                below[above] += lost;
                leaves[above] -= fewer;
                if (above != node) {
                    strengths[above] = (own[above] - below[above]) / (leaves[above] - 1);
                    weakest.add(new Link(above, strengths[above]));
                }
            }
        }
        return thresholds;
    }

    private static void cut(GrowingTree tree, int node, double alpha, double[] thresholds) {
        if (Double.isInfinite(thresholds[node])) {
            thresholds[node] = alpha;
            cut(tree, tree.left(node), alpha, thresholds);
            cut(tree, tree.right(node), alpha, thresholds);
        }
    }

    /**
     * What rows that a tree was not trained on lose by α.
     *
     * @param alphas from which on it changes, in ascending order
     * @param losses before the first of them, and from each on, in nats times weight
     */
    public record HeldOutLoss(double[] alphas, double[] losses) {
        /**
         * Of a grown tree.
         *
         * @param heldOut by node: the weights of the rows held out that reach it, by class
         */
        public static HeldOutLoss of(GrowingTree tree, double[][] heldOut) {
            int size = tree.size();
            int[] parent = new int[size];
            double[] own = new double[size];
            double[] now = new double[size];
            parent[0] = -1;
            for (int node = size - 1; node >= 0; node--) {
                own[node] = loss(heldOut[node], tree.counts(node));
                now[node] = own[node];
                if (!tree.isLeaf(node)) {
                    parent[tree.left(node)] = node;
                    parent[tree.right(node)] = node;
                    now[node] = now[tree.left(node)] + now[tree.right(node)];
                }
            }
            double[] thresholds = thresholds(tree);
            int[] order = IntStream.range(0, size)
                    .filter(node -> !tree.isLeaf(node))
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(node -> thresholds[node])
                            .thenComparing(Comparator.reverseOrder()))
                    .mapToInt(Integer::intValue)
                    .toArray();
            double[] alphas = new double[order.length];
            double[] losses = new double[order.length + 1];
            losses[0] = now[0];
            for (int i = 0; i < order.length; i++) {
                double more = own[order[i]] - now[order[i]];
                for (int node = order[i]; node >= 0; node = parent[node]) {
                    now[node] += more;
                }
                alphas[i] = thresholds[order[i]];
                losses[i + 1] = now[0];
            }
            return new HeldOutLoss(alphas, losses);
        }

        double at(double alpha) {
            int low = 0;
            int high = alphas.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (alphas[middle] <= alpha) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return losses[low];
        }
    }

    /**
     * The α whose subtrees lose the least on the rows that they were not trained on: each stretch of α between two subtrees of the
     * tree of all rows is tried by the geometric mean of its ends (Breiman et al. 1984, 3.4.2); of equal ones the greatest.
     */
    public static double bestAlpha(double[] thresholds, List<HeldOutLoss> folds) {
        double[] alphas = Arrays.stream(thresholds)
                .filter(alpha -> alpha > 0)
                .distinct()
                .sorted()
                .toArray();
        double best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = -1; i < alphas.length; i++) {
            double from = i < 0 ? 0 : alphas[i];
            double tried = i + 1 == alphas.length ? Double.POSITIVE_INFINITY : Math.sqrt(from * alphas[i + 1]);
            double loss = folds.stream().mapToDouble(fold -> fold.at(tried)).sum();
            if (loss <= least) {
                least = loss;
                best = from;
            }
        }
        return best;
    }
}
