package io.github.surprisal.ml;

import io.github.surprisal.train.Learner;
import io.github.surprisal.train.TrainConfig;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;

/**
 * Trees boosted by AdaBoost (SAMME), whose votes give probabilities: p<sub>k</sub> ∝ e<sup>F<sub>k</sub></sup>, where F<sub>k</sub>
 * are the votes for class k. {@code minInstancesPerNode} is of weights that are 1 on average in each round.
 */
public final class AdaBoost extends TreesClassifier<AdaBoost> {
    private static final long serialVersionUID = 1L;

    private final IntParam maxIter =
            new IntParam(this, "maxIter", "maximum number of rounds (> 0)", ParamValidators.gt(0));
    private final DoubleParam stepSize = new DoubleParam(
            this,
            "stepSize",
            "what the votes of each tree are multiplied by, in (0, 1]",
            ParamValidators.inRange(0, 1, false, true));

    public AdaBoost() {
        this((Void) null);
    }

    public AdaBoost(String uid) {
        this(Uids.next(uid));
    }

    private AdaBoost(Void unused) {
        super(1, 1.0);
        setDefault(maxIter, 50);
        setDefault(stepSize, 1.0);
    }

    @Override
    String prefix() {
        return "adaboost";
    }

    public IntParam maxIter() {
        return maxIter;
    }

    public int getMaxIter() {
        return number(maxIter).intValue();
    }

    public AdaBoost setMaxIter(int value) {
        set(maxIter, value);
        return this;
    }

    public DoubleParam stepSize() {
        return stepSize;
    }

    public double getStepSize() {
        return number(stepSize).doubleValue();
    }

    public AdaBoost setStepSize(double value) {
        set(stepSize, value);
        return this;
    }

    @Override
    Learner learner() {
        return new Learner.AdaBoost(config().with(new TrainConfig.AdaBoost(
                getMaxIter(), getMaxDepth(), getStepSize(), getMinInstancesPerNode(), getMaxBins())));
    }

    /** Reads what {@code write} wrote. */
    public static MLReader<AdaBoost> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} wrote. */
    public static AdaBoost load(String path) {
        return read().load(path);
    }
}
