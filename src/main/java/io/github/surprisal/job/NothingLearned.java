package io.github.surprisal.job;

import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.evaluate.Evaluation.ClassLoss;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.EntropyTree.Pruned;
import io.github.surprisal.train.Trainer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Models whose log-loss is greater than the label's entropy: the shares of the classes alone say more than they do. */
final class NothingLearned {
    /** Of the label's entropy: what rounding leaves of a model that says the shares of the classes. */
    private static final double ROUNDING = 1e-9;

    private NothingLearned() {}

    /** A line for each such model, by its test rows before those it was trained on. */
    static List<String> notes(List<Summary.Trained> trained, TrainConfig config) {
        List<String> notes = new ArrayList<>();
        for (Summary.Trained one : trained) {
            String name = one.model().name();
            worse(one.evaluation(), Evaluation.TEST)
                    .map(row -> note(name, row, config, "on the test rows", "holds there", ofTrained(one.evaluation())))
                    .or(() -> worse(one.evaluation(), Evaluation.TRAIN)
                            .map(row -> note(
                                    name,
                                    row,
                                    config,
                                    "on the rows it was trained on",
                                    "fits them",
                                    row.labelEntropy())))
                    .ifPresent(notes::add);
        }
        return notes;
    }

    /** The log-loss of the test rows if each is given the shares that the classes have in the training rows: −Σ q log p, in the unit; infinite where one has none. */
    private static double ofTrained(Evaluation evaluation) {
        Map<String, Double> shares = new HashMap<>();
        for (ClassLoss row : evaluation.classLosses()) {
            if (row.dataset().equals(Evaluation.TRAIN) && row.group().columns().isEmpty()) {
                shares.put(row.labelClass(), row.observedShare());
            }
        }
        double loss = 0;
        for (ClassLoss row : evaluation.classLosses()) {
            if (row.dataset().equals(Evaluation.TEST) && row.group().columns().isEmpty() && row.observedShare() > 0) {
                loss -= row.observedShare()
                        * row.unit().fromNats(Elementary.log(shares.getOrDefault(row.labelClass(), 0.0)));
            }
        }
        return loss;
    }

    private static Optional<LogLoss> worse(Evaluation evaluation, String dataset) {
        return evaluation.logLosses().stream()
                .filter(row ->
                        row.dataset().equals(dataset) && row.group().columns().isEmpty())
                .filter(row -> row.labelEntropy() > 0 && row.informationUsed() < -ROUNDING * row.labelEntropy())
                .findFirst();
    }

    /** @param ofShares the log-loss of the shares of the classes in the training rows */
    private static String note(
            String model, LogLoss row, TrainConfig config, String where, String holds, double ofShares) {
        String used = String.format(
                Locale.ROOT, "%.2g %s", row.informationUsed(), row.unit().label());
        String worse =
                model + " does worse " + where + " than the shares of the classes (information used " + used + "): ";
        double shift = ofShares - row.labelEntropy();
        if (row.informationUsed() >= -row.logLossStdError()) {
            return model + " does no better " + where + " than the shares of the classes (information used " + used
                    + "): it is no further below 0 than chance gives, and nothing that it has learned shows";
        }
        if (isDistorted(config)) {
            return worse + "class weights distort probabilities, which train.calibration = platt mends";
        }
        if (Double.isFinite(shift) && shift > -row.informationUsed() / 2) {
            return worse + "they have other shares there than in the training rows, which alone costs "
                    + String.format(Locale.ROOT, "%.2g %s", shift, row.unit().label());
        }
        return worse + "it has learned nothing that " + holds + "; " + next(model, config);
    }

    private static boolean isDistorted(TrainConfig config) {
        TrainConfig.Options options = config.options();
        return (options.balanced() || !options.classWeights().isEmpty())
                && options.calibration() == Calibration.Method.NONE;
    }

    /** What is likely to help. */
    private static String next(String model, TrainConfig config) {
        String network = config.network().earlyStopping() > 0
                ? "train.network.early-stopping = 0, which trains on all training rows to the end, or another train.reg-param"
                : "train.network.early-stopping = 10 or a larger train.reg-param";
        String boosting = (config.boosting().earlyStopping() > 0 ? "" : "train.boosting.early-stopping = 10 or ")
                + "fewer train.boosting.rounds";
        String tree =
                config.tree().pruning() == Pruned.NONE ? "train.tree.pruning = mdl" : "a larger train.tree.min-rows";
        return "try "
                + switch (model) {
                    case Trainer.NETWORK -> network;
                    case Trainer.BOOSTING -> boosting;
                    case Trainer.TREE -> tree;
                    case Trainer.ADABOOST -> "fewer train.adaboost.rounds or train.calibration = platt";
                    default -> "a larger train.reg-param";
                };
    }
}
