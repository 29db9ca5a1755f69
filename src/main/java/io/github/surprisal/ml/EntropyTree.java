package io.github.surprisal.ml;

import io.github.surprisal.table.Names;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.EntropyTree.Pruned;
import io.github.surprisal.train.Trainer;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;

/**
 * One decision tree by entropy, pruned by description length unless {@code pruning} says otherwise. Params are named as in Spark's
 * {@code DecisionTreeClassifier}.
 */
public final class EntropyTree extends TreesClassifier<EntropyTree> implements TreesParams.OfOne {
    private static final long serialVersionUID = 1L;

    public EntropyTree() {
        this((Void) null);
    }

    public EntropyTree(String uid) {
        this(Uids.next(uid));
    }

    private EntropyTree(Void unused) {
        super(20, 5.0);
        setDefault(pruning(), Names.of(Pruned.MDL));
        setDefault(criterion(), "gain");
    }

    @Override
    String learner() {
        return Trainer.TREE;
    }

    public EntropyTree setPruning(String value) {
        set(pruning(), value);
        return this;
    }

    public EntropyTree setCriterion(String value) {
        set(criterion(), value);
        return this;
    }

    @Override
    TrainConfig settings() {
        return otherwise()
                .with(new TrainConfig.EntropyTree(
                        getMaxDepth(),
                        getMinInstancesPerNode(),
                        Names.constant(Pruned.values(), getPruning()).orElseThrow(),
                        getCriterion().equals("gain-ratio"),
                        getMaxBins()));
    }

    /** Reads what {@code write} wrote. */
    public static MLReader<EntropyTree> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} wrote. */
    public static EntropyTree load(String path) {
        return read().load(path);
    }
}
