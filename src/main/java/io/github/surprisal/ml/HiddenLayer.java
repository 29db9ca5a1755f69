package io.github.surprisal.ml;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.Names;
import io.github.surprisal.train.NetworkScorer;
import io.github.surprisal.train.NetworkScorer.Activation;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.Boosting;
import io.github.surprisal.train.TrainConfig.Network;
import io.github.surprisal.train.Trainer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;

/**
 * A network with one hidden layer: minimises the mean weighted loss + regParam/2·‖w‖² by limited-memory BFGS, and keeps the iteration
 * that predicts the rows held out best. Numbers are centred and scaled inside, every other column has weights for each category;
 * what is missing has weights too. Params are named as in Spark's {@code MultilayerPerceptronClassifier} where that has them.
 */
public final class HiddenLayer extends ScoringClassifier<HiddenLayer, HiddenLayerModel, NetworkScorer>
        implements HiddenLayerParams {
    private static final long serialVersionUID = 1L;

    public HiddenLayer() {
        this((Void) null);
    }

    public HiddenLayer(String uid) {
        this(Uids.next(uid));
    }

    private HiddenLayer(Void unused) {
        Network standard = Network.DEFAULT;
        setDefault(offsetCol(), "");
        setDefault(units(), standard.units());
        setDefault(activation(), Names.of(standard.activation()));
        setDefault(loss(), standard.losses().stream().map(Names::of).toArray(String[]::new));
        setDefault(earlyStopping(), standard.earlyStopping());
        setDefault(validationFraction(), Boosting.DEFAULT.validationFraction());
        setDefault(maxIter(), 100);
        setDefault(tol(), 1e-8);
        setDefault(seed(), 42L);
        setDefault(regParam(), Network.REG_PARAM);
        setDefault(maxCategories(), Encoding.MAX_CATEGORIES);
        setDefault(minCategoryRows(), 1);
    }

    @Override
    String offset() {
        return getOffsetCol();
    }

    @Override
    String learner() {
        return Trainer.NETWORK;
    }

    public HiddenLayer setUnits(int value) {
        set(units(), value);
        return this;
    }

    public HiddenLayer setActivation(String value) {
        set(activation(), value);
        return this;
    }

    public HiddenLayer setLoss(String... value) {
        set(loss(), value);
        return this;
    }

    public HiddenLayer setOffsetCol(String value) {
        set(offsetCol(), value);
        return this;
    }

    public HiddenLayer setMaxIter(int value) {
        set(maxIter(), value);
        return this;
    }

    public HiddenLayer setTol(double value) {
        set(tol(), value);
        return this;
    }

    public HiddenLayer setSeed(long value) {
        set(seed(), value);
        return this;
    }

    public HiddenLayer setRegParam(double value) {
        set(regParam(), value);
        return this;
    }

    public HiddenLayer setEarlyStopping(int value) {
        set(earlyStopping(), value);
        return this;
    }

    public HiddenLayer setValidationFraction(double value) {
        set(validationFraction(), value);
        return this;
    }

    public HiddenLayer setMaxCategories(int value) {
        set(maxCategories(), value);
        return this;
    }

    public HiddenLayer setMinCategoryRows(int value) {
        set(minCategoryRows(), value);
        return this;
    }

    @Override
    CountConfig counting() {
        return new CountConfig(Math.max(Encoding.MAX_CATEGORIES, getMaxCategories()));
    }

    @Override
    Encoding.Rules rules(Counts counts) {
        return new Encoding.Rules(getMaxCategories(), getMinCategoryRows(), Map.of());
    }

    @Override
    HiddenLayerModel model(String ofUid) {
        return new HiddenLayerModel(ofUid);
    }

    @Override
    Class<NetworkScorer> scorer() {
        return NetworkScorer.class;
    }

    @Override
    TrainConfig settings() {
        return new TrainConfig(
                        TrainConfig.Engine.SURPRISAL,
                        List.of(Trainer.NETWORK),
                        0,
                        "",
                        getSeed(),
                        getRegParam(),
                        0,
                        getMaxIter(),
                        getTol(),
                        true,
                        true)
                .with(Boosting.DEFAULT.holdingOut(getValidationFraction()))
                .with(new Network(
                        getUnits(),
                        Names.constant(Activation.values(), getActivation()).orElseThrow(),
                        Arrays.stream(getLoss())
                                .map(name -> Names.constant(Network.Loss.values(), name)
                                        .orElseThrow())
                                .toList(),
                        getEarlyStopping()));
    }

    /** Reads what {@code write} wrote. */
    public static MLReader<HiddenLayer> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} wrote. */
    public static HiddenLayer load(String path) {
        return read().load(path);
    }
}
