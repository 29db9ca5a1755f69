package io.github.surprisal.ml;

import io.github.surprisal.train.Learner;
import io.github.surprisal.train.TrainConfig;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;

/**
 * Boosted trees: each takes a Newton step on what those before it have left of the log-loss. Params are named as in Spark's
 * {@code GBTClassifier}; more than two classes are allowed, and {@code minInstancesPerNode} is the least second derivative of a leaf,
 * summed over its rows, to which a row whose probability is ½ adds ¼.
 */
public final class BoostedTrees extends TreesClassifier<BoostedTrees> {
    private static final long serialVersionUID = 1L;

    private final IntParam maxIter =
            new IntParam(this, "maxIter", "maximum number of rounds (> 0)", ParamValidators.gt(0));
    private final DoubleParam stepSize = new DoubleParam(
            this,
            "stepSize",
            "what each leaf's Newton step is multiplied by, in (0, 1]",
            ParamValidators.inRange(0, 1, false, true));
    private final DoubleParam regParam =
            new DoubleParam(this, "regParam", "a ridge on the values of leaves (>= 0)", ParamValidators.gtEq(0));
    private final IntParam earlyStopping = new IntParam(
            this,
            "earlyStopping",
            "after so many rounds without a lower log-loss of rows held out training ends; 0 trains on all rows",
            ParamValidators.gtEq(0));
    private final DoubleParam validationFraction = new DoubleParam(
            this,
            "validationFraction",
            "share of the rows that is held out for early stopping, in (0, 1)",
            ParamValidators.inRange(0, 1, false, false));

    public BoostedTrees() {
        this((Void) null);
    }

    public BoostedTrees(String uid) {
        this(Uids.next(uid));
    }

    private BoostedTrees(Void unused) {
        super(6, 1.0);
        setDefault(maxIter, 100);
        setDefault(stepSize, 0.1);
        setDefault(regParam, 1.0);
        setDefault(earlyStopping, 10);
        setDefault(validationFraction, 0.1);
    }

    @Override
    String prefix() {
        return "boosting";
    }

    public IntParam maxIter() {
        return maxIter;
    }

    public int getMaxIter() {
        return number(maxIter).intValue();
    }

    public BoostedTrees setMaxIter(int value) {
        set(maxIter, value);
        return this;
    }

    public DoubleParam stepSize() {
        return stepSize;
    }

    public double getStepSize() {
        return number(stepSize).doubleValue();
    }

    public BoostedTrees setStepSize(double value) {
        set(stepSize, value);
        return this;
    }

    public DoubleParam regParam() {
        return regParam;
    }

    public double getRegParam() {
        return number(regParam).doubleValue();
    }

    public BoostedTrees setRegParam(double value) {
        set(regParam, value);
        return this;
    }

    public IntParam earlyStopping() {
        return earlyStopping;
    }

    public int getEarlyStopping() {
        return number(earlyStopping).intValue();
    }

    public BoostedTrees setEarlyStopping(int value) {
        set(earlyStopping, value);
        return this;
    }

    public DoubleParam validationFraction() {
        return validationFraction;
    }

    public double getValidationFraction() {
        return number(validationFraction).doubleValue();
    }

    public BoostedTrees setValidationFraction(double value) {
        set(validationFraction, value);
        return this;
    }

    @Override
    Learner learner() {
        return new Learner.Boosting(config().with(new TrainConfig.Boosting(
                getMaxIter(),
                getStepSize(),
                getMaxDepth(),
                getRegParam(),
                getMinInstancesPerNode(),
                getMaxBins(),
                getEarlyStopping(),
                getValidationFraction())));
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
