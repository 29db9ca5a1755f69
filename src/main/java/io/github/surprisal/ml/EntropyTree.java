package io.github.surprisal.ml;

import io.github.surprisal.table.Names;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.EntropyTree.Pruned;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;

/**
 * One decision tree by entropy, pruned by description length unless {@code pruning} says otherwise. Params are named as in Spark's
 * {@code DecisionTreeClassifier}.
 */
public final class EntropyTree extends TreesClassifier<EntropyTree> {
    private static final long serialVersionUID = 1L;

    private final Param<String> pruning = new Param<>(
            this,
            "pruning",
            "what becomes of the tree that is grown out: mdl, cost-complexity or none",
            ParamValidators.<String>inArray(new String[] {"mdl", "cost-complexity", "none"}));
    private final Param<String> criterion = new Param<>(
            this,
            "criterion",
            "what a split is chosen by: gain or gain-ratio",
            ParamValidators.<String>inArray(new String[] {"gain", "gain-ratio"}));

    public EntropyTree() {
        this((Void) null);
    }

    public EntropyTree(String uid) {
        this(Uids.next(uid));
    }

    private EntropyTree(Void unused) {
        super(20, 5.0);
        setDefault(pruning, "mdl");
        setDefault(criterion, "gain");
    }

    @Override
    String prefix() {
        return "tree";
    }

    public Param<String> pruning() {
        return pruning;
    }

    public String getPruning() {
        return getOrDefault(pruning);
    }

    public EntropyTree setPruning(String value) {
        set(pruning, value);
        return this;
    }

    public Param<String> criterion() {
        return criterion;
    }

    public String getCriterion() {
        return getOrDefault(criterion);
    }

    public EntropyTree setCriterion(String value) {
        set(criterion, value);
        return this;
    }

    @Override
    Learner learner() {
        return new Learner.EntropyTree(config().with(new TrainConfig.EntropyTree(
                getMaxDepth(),
                getMinInstancesPerNode(),
                Names.constant(Pruned.values(), getPruning()).orElseThrow(),
                getCriterion().equals("gain-ratio"),
                getMaxBins())));
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
