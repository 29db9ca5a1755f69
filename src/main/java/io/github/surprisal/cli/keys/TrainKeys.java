package io.github.surprisal.cli.keys;

import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.Engine;
import io.github.surprisal.train.Trainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The keys of training. */
public final class TrainKeys {
    static final Key<List<String>> MODELS = new Key<>(
            "train.models",
            new KeyType<>("list of `logistic`, `tree`, `boosting`, `adaboost` and `network`", TrainKeys::models),
            "[logistic]",
            "`logistic`: logistic regression, softmax where the label has more than two classes; `tree`: one decision tree by"
                    + " entropy; `boosting`: boosted trees; `adaboost`: trees boosted by AdaBoost; `network`: a network with one"
                    + " hidden layer. Each has its rows in every dataset");

    static final Key<Engine> ENGINE = new Key<>(
            "train.engine",
            KeyType.oneOf(Engine.values()),
            "surprisal",
            "Our own trainer, on blocks of codes; `mllib` trains with MLlib's logistic regression, for comparison");

    static final Key<Double> TEST_FRACTION = new Key<>(
            "train.test-fraction",
            KeyType.number("a number from 0 to less than 1", x -> x >= 0 && x < 1),
            "0.2",
            "Share of rows kept for testing, chosen by a hash of the row: the same rows everywhere");

    static final Key<String> TEST_PATH =
            new Key<>("train.test-path", KeyType.PATH, "A table to test on instead, read like the main one");

    static final Key<Long> SEED =
            new Key<>("train.seed", KeyType.WHOLE, "42", "Another seed is another choice of test rows");

    static final Key<Double> REG_PARAM = new Key<>(
            "train.reg-param",
            new KeyType<>("`auto`, or number of at least 0", TrainKeys::regParam),
            "auto",
            "λ of: mean log-loss + λ(α‖w‖₁ + (1−α)/2‖w‖²), the intercept unpenalised. `auto`: from 100 training rows a"
                    + " parameter on 1e-4, or less where that costs more than it can win, else the best by cross-validation, see [training](training.md)");

    static final Key<Double> ELASTIC_NET = new Key<>(
            "train.elastic-net", KeyType.number("a number from 0 to 1", x -> x >= 0 && x <= 1), "0", "α of the same");

    static final Key<Integer> MAX_ITER =
            new Key<>("train.max-iter", KeyType.from(1), "100", "How many iterations at most");

    static final Key<Double> TOL = new Key<>(
            "train.tol",
            KeyType.number("a number above 0", x -> x > 0),
            "1e-8",
            "Training stops where neither objective nor gradient changes by more");

    static final Key<Boolean> FIT_INTERCEPT =
            new Key<>("train.fit-intercept", KeyType.FLAG, "true", "Whether there is an intercept");

    static final Key<Boolean> STANDARDIZATION = new Key<>(
            "train.standardization",
            KeyType.FLAG,
            "true",
            "The penalty on a number is on its coefficient per standard deviation; indicators are penalised as they are");

    static final Key<TrainConfig.Errors> STANDARD_ERRORS = new Key<>(
            "train.standard-errors",
            KeyType.oneOf(TrainConfig.Errors.values()),
            "exact",
            "`exact` of up to 1,000 parameters; `diagonal` for any number, as if all other coefficients were known: without a"
                    + " penalty at most what `exact` would say");

    static final Key<Integer> MAX_CATEGORIES = new Key<>(
            "train.max-categories", KeyType.from(1), "65536", "Of a column of more, the rarer ones share a term");

    static final Key<Integer> MIN_CATEGORY_ROWS = new Key<>(
            "train.min-category-rows",
            KeyType.from(1),
            "1",
            "Above 1, categories of fewer rows, or of less weight, share a term");

    static final Key<TrainConfig.Numeric> NUMERIC = new Key<>(
            "train.numeric",
            KeyType.oneOf(TrainConfig.Numeric.values()),
            "value",
            "`bins`: a number is a term per bin instead of one term, by the bins that its gain was measured with"
                    + " (`measure.binning`, `cutpoints`; taken by value, each value its own). A column with `binning = none`"
                    + " stays a number");

    static final Key<Map<String, Double>> CLASS_WEIGHTS = new Key<>(
            "train.class-weights.*",
            new KeyType<>("block of numbers above 0", TrainKeys::classWeights),
            "{}",
            "`{ yes = 5 }`: rows of class `yes` weigh five times as much. Evaluation does not use it");

    static final Key<Boolean> BALANCE_CLASSES = new Key<>(
            "train.balance-classes",
            KeyType.FLAG,
            "false",
            "Every class weighs as much as any other. Evaluation does not use it");

    static final Key<List<Double>> REG_PARAMS = new Key<>(
            "train.reg-params",
            KeyType.list("a list of numbers above 0 such as [1e-2, 1e-3]", entry -> {
                try {
                    double param = Double.parseDouble(ConfigValues.isScalar(entry) ? ConfigValues.text(entry) : "");
                    return param > 0 && Double.isFinite(param) ? param : null;
                } catch (NumberFormatException e) {
                    return null;
                }
            }),
            "[]",
            "Values of λ to choose from by cross-validation, instead of `reg-param`");

    static final Key<Integer> FOLDS =
            new Key<>("train.folds", KeyType.from(2), "5", "How many folds cross-validation and calibration have");

    static final Key<Boolean> LIKELIHOOD_RATIO = new Key<>(
            "train.likelihood-ratio", KeyType.FLAG, "false", "A test of each feature, by training without it");

    static final Key<Calibration.Method> CALIBRATION = new Key<>(
            "train.calibration",
            KeyType.oneOf(Calibration.Method.values()),
            "none",
            "Of the margins of every model, fitted to rows that were held out, fold by fold: `temperature` divides them by a"
                    + " number, `platt` is a·m + b (with more classes for each), `isotonic` any monotone function");

    static final Key<String> WARM_START = new Key<>(
            "train.warm-start",
            KeyType.PATH,
            "A saved model to begin from: a run's id, a folder `../model/run_id=ID` of another output, or `runs.model_path`."
                    + " What both have in common, by name and text, begins at its coefficients; where training ends does not"
                    + " depend on it");

    static final Key<Double> VALIDATION_FRACTION = new Key<>(
            "train.validation-fraction",
            KeyType.number("a number above 0 and below 1", x -> x > 0 && x < 1),
            "0.1",
            "Share of the training rows that are held out for early stopping");

    static final List<Key<?>> ALL = List.of(
            MODELS,
            ENGINE,
            TEST_FRACTION,
            TEST_PATH,
            SEED,
            REG_PARAM,
            ELASTIC_NET,
            MAX_ITER,
            TOL,
            FIT_INTERCEPT,
            STANDARDIZATION,
            STANDARD_ERRORS,
            MAX_CATEGORIES,
            MIN_CATEGORY_ROWS,
            NUMERIC,
            CLASS_WEIGHTS,
            BALANCE_CLASSES,
            REG_PARAMS,
            FOLDS,
            LIKELIHOOD_RATIO,
            CALIBRATION,
            WARM_START,
            VALIDATION_FRACTION);

    private TrainKeys() {}

    /**
     * How to train.
     *
     * @param trains whether anything is trained; else there are no models
     * @param isNeeded whether there must be a model
     */
    public static TrainConfig read(ConfigValues values, boolean trains, boolean isNeeded, MeasureConfig measure) {
        List<String> models = MODELS.in(values);
        if (Set.copyOf(models).size() < models.size() || (models.isEmpty() && isNeeded)) {
            throw values.wrong(MODELS.name(), "each model once, and at least one");
        }
        TrainConfig config = new TrainConfig(
                ENGINE.in(values),
                trains ? models : List.of(),
                TEST_FRACTION.in(values),
                TEST_PATH.in(values),
                SEED.in(values),
                REG_PARAM.in(values),
                ELASTIC_NET.in(values),
                MAX_ITER.in(values),
                TOL.in(values),
                FIT_INTERCEPT.in(values),
                STANDARDIZATION.in(values),
                new TrainConfig.Options(
                        STANDARD_ERRORS.in(values),
                        MAX_CATEGORIES.in(values),
                        MIN_CATEGORY_ROWS.in(values),
                        NUMERIC.in(values),
                        CLASS_WEIGHTS.in(values),
                        BALANCE_CLASSES.in(values),
                        REG_PARAMS.in(values),
                        FOLDS.in(values),
                        LIKELIHOOD_RATIO.in(values),
                        CALIBRATION.in(values),
                        RunKeys.folder(values, "model", WARM_START.in(values))),
                TreeKeys.boosting(values),
                TreeKeys.tree(values),
                TreeKeys.adaBoost(values),
                NetworkKeys.read(values));
        check(config, measure, values);
        return config;
    }

    /** What cannot be had together; of MLlib's trainer what it cannot do. */
    private static void check(TrainConfig config, MeasureConfig measure, ConfigValues values) {
        TrainConfig.Options options = config.options();
        Map<Key<?>, Boolean> own = new LinkedHashMap<>();
        own.put(CLASS_WEIGHTS, !options.classWeights().isEmpty());
        own.put(BALANCE_CLASSES, options.balanced());
        own.put(REG_PARAMS, !options.regParams().isEmpty());
        own.put(LIKELIHOOD_RATIO, options.tests());
        own.put(WARM_START, !options.warmStart().isEmpty());
        own.put(CALIBRATION, options.calibration() != Calibration.Method.NONE);
        own.keySet().stream()
                .filter(key -> config.engine() == Engine.MLLIB && own.get(key))
                .findFirst()
                .ifPresent(key -> {
                    throw values.wrong(ENGINE.name(), "surprisal, as " + key.path() + " is set");
                });
        config.models().stream()
                .filter(model -> !model.equals(Trainer.LOGISTIC))
                .findFirst()
                .ifPresent(model -> {
                    if (config.engine() == Engine.MLLIB) {
                        throw values.wrong(ENGINE.name(), "surprisal, as train.models has " + model);
                    }
                });
        boolean cuts = measure.binning() != Binning.NONE
                || measure.binningOf().values().stream().anyMatch(binning -> binning != Binning.NONE)
                || !measure.cutpointsOf().isEmpty();
        if (options.numeric() == TrainConfig.Numeric.BINS && !cuts) {
            throw values.wrong(NUMERIC.name(), "value, as measure.binning is none");
        }
        if (options.balanced() && !options.classWeights().isEmpty()) {
            throw values.wrong(BALANCE_CLASSES.name(), "false, as train.class-weights is set");
        }
    }

    /** What the contract names and this version does not have is refused by name. */
    private static List<String> models(ConfigValues values, String path) {
        List<String> models = values.texts(path);
        models.stream()
                .filter(model -> !Trainer.NAMES.contains(model))
                .findFirst()
                .ifPresent(model -> {
                    throw new UserException("Key '%s' at %s: this version has no model '%s'; available: %s"
                            .formatted(path, values.where(path), model, Trainer.NAMES));
                });
        return models;
    }

    private static double regParam(ConfigValues values, String path) {
        return values.text(path).equals("auto")
                ? TrainConfig.AUTO
                : values.number(path, "auto or a number of at least 0", x -> x >= 0);
    }

    private static Map<String, Double> classWeights(ConfigValues values, String path) {
        Map<String, Double> weights = new TreeMap<>();
        for (String name : values.names(path)) {
            weights.put(
                    name,
                    values.number(path + "." + ConfigValues.quoted(List.of(name)), "a number above 0", x -> x > 0));
        }
        return weights;
    }
}
