package io.github.surprisal.ml;

import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;

/**
 * Trees boosted by AdaBoost (SAMME), whose votes give probabilities: p<sub>k</sub> ∝ e<sup>F<sub>k</sub></sup>, where F<sub>k</sub>
 * are the votes for class k. {@code minInstancesPerNode} is of weights that are 1 on average in each round.
 */
public final class AdaBoost extends TreesClassifier<AdaBoost> implements TreesParams.OfRounds {
    private static final long serialVersionUID = 1L;

    public AdaBoost() {
        this((Void) null);
    }

    public AdaBoost(String uid) {
        this(Uids.next(uid));
    }

    private AdaBoost(Void unused) {
        super(1, 1.0);
        setDefault(maxIter(), 50);
        setDefault(stepSize(), 1.0);
    }

    @Override
    String learner() {
        return Trainer.ADABOOST;
    }

    public AdaBoost setMaxIter(int value) {
        set(maxIter(), value);
        return this;
    }

    public AdaBoost setStepSize(double value) {
        set(stepSize(), value);
        return this;
    }

    @Override
    TrainConfig settings() {
        return otherwise()
                .with(new TrainConfig.AdaBoost(
                        getMaxIter(), getMaxDepth(), getStepSize(), getMinInstancesPerNode(), getMaxBins()));
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
