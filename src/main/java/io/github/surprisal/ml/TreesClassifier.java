package io.github.surprisal.ml;

import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TreesScorer;
import java.util.List;

/**
 * What classifiers of trees have in common: numbers are cut into bins, and every other column is taken by category. Nothing is drawn
 * at random, so there is no seed.
 *
 * @param <E> the classifier
 */
public abstract sealed class TreesClassifier<E extends TreesClassifier<E>>
        extends ScoringClassifier<E, TreesModel, TreesScorer> implements TreesParams
        permits BoostedTrees, EntropyTree, AdaBoost {
    private static final long serialVersionUID = 1L;

    TreesClassifier(int depth, double rows) {
        setDefault(maxDepth(), depth);
        setDefault(maxBins(), 255);
        setDefault(minInstancesPerNode(), rows);
    }

    public E setMaxDepth(int value) {
        set(maxDepth(), value);
        return self();
    }

    public E setMaxBins(int value) {
        set(maxBins(), value);
        return self();
    }

    public E setMinInstancesPerNode(double value) {
        set(minInstancesPerNode(), value);
        return self();
    }

    @Override
    final Encoding.Rules rules(Counts counts) {
        return new Encoding.Rules(getMaxBins() - 2, 1, Measurer.cutpoints(counts, getMaxBins() - 1));
    }

    @Override
    final TreesModel model(String ofUid) {
        return new TreesModel(ofUid);
    }

    @Override
    final Class<TreesScorer> scorer() {
        return TreesScorer.class;
    }

    /** What learners of trees do not look at. */
    static TrainConfig otherwise() {
        return new TrainConfig(TrainConfig.Engine.SURPRISAL, List.of(), 0, "", 0, 0, 0, 1, 1e-8, true, true);
    }
}
