package io.github.surprisal.ml;

import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;

/**
 * Boosted trees: each takes a Newton step on what those before it have left of the log-loss. Params are named as in Spark's
 * {@code GBTClassifier}; more than two classes are allowed, and {@code minInstancesPerNode} is the least second derivative of a leaf,
 * summed over its rows, to which a row whose probability is ½ adds ¼.
 */
public final class BoostedTrees extends TreesClassifier<BoostedTrees> implements TreesParams.OfNewtonSteps {
    private static final long serialVersionUID = 1L;

    public BoostedTrees() {
        this((Void) null);
    }

    public BoostedTrees(String uid) {
        this(Uids.next(uid));
    }

    private BoostedTrees(Void unused) {
        super(6, 1.0);
        setDefault(offsetCol(), "");
        setDefault(maxIter(), 100);
        setDefault(stepSize(), 0.1);
        setDefault(regParam(), 1.0);
        setDefault(earlyStopping(), 10);
        setDefault(validationFraction(), 0.1);
    }

    @Override
    String offset() {
        return getOffsetCol();
    }

    @Override
    String learner() {
        return Trainer.BOOSTING;
    }

    public BoostedTrees setOffsetCol(String value) {
        set(offsetCol(), value);
        return this;
    }

    public BoostedTrees setMaxIter(int value) {
        set(maxIter(), value);
        return this;
    }

    public BoostedTrees setStepSize(double value) {
        set(stepSize(), value);
        return this;
    }

    public BoostedTrees setRegParam(double value) {
        set(regParam(), value);
        return this;
    }

    public BoostedTrees setEarlyStopping(int value) {
        set(earlyStopping(), value);
        return this;
    }

    public BoostedTrees setValidationFraction(double value) {
        set(validationFraction(), value);
        return this;
    }

    @Override
    TrainConfig settings() {
        return otherwise()
                .with(new TrainConfig.Boosting(
                        getMaxIter(),
                        getStepSize(),
                        getMaxDepth(),
                        getRegParam(),
                        getMinInstancesPerNode(),
                        getMaxBins(),
                        getEarlyStopping(),
                        getValidationFraction()));
    }

    /** Reads what {@code write} wrote. */
    public static MLReader<BoostedTrees> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} wrote. */
    public static BoostedTrees load(String path) {
        return read().load(path);
    }
}
