package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import io.github.surprisal.table.UserException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Calibrates a model of all training rows by what models that were trained without each fold of them say of that fold: no row is
 * lost to it, and none is scored by a model that knows its label.
 */
public final class CrossCalibration {
    private CrossCalibration() {}

    /**
     * Makes sure that a model can be trained without any of the folds.
     *
     * @param name of the model
     * @param classes the classes of the label as text, by code
     * @throws UserException where a fold has all training rows of all classes but one
     */
    static void check(String name, EncodedTable table, List<String> classes, int folds) {
        long[][] rows = new long[folds][classes.size()];
        JobDescription.run(
                table.blocks().context(), name + ": classes of the folds", () -> new PartitionJob<>(table.blocks())
                        .ofAll(blocks -> {
                            long[][] some = new long[folds][classes.size()];
                            blocks.forEachRemaining(block -> add(some, block));
                            return some;
                        })
                        .forEach(some -> add(rows, some)));
        for (int fold = 0; fold < folds; fold++) {
            int without = fold;
            List<String> present = IntStream.range(0, classes.size())
                    .filter(k -> IntStream.range(0, folds).anyMatch(other -> other != without && rows[other][k] > 0))
                    .mapToObj(classes::get)
                    .toList();
            if (present.size() < 2) {
                throw new UserException(
                        "Cannot calibrate %s on label '%s': without fold %d of %d its training rows must have at least two classes, found %s; change train.folds, or set train.calibration = none"
                                .formatted(name, table.label(), fold + 1, folds, present));
            }
        }
    }

    private static void add(long[][] rows, EncodedBlock block) {
        for (int row = 0; row < block.rows() && !block.test(); row++) {
            rows[block.place(row) % rows.length][block.labels().at(row)]++;
        }
    }

    private static void add(long[][] to, long[][] more) {
        for (int fold = 0; fold < to.length; fold++) {
            for (int k = 0; k < to[fold].length; k++) {
                to[fold][k] += more[fold][k];
            }
        }
    }

    /**
     * The same model with calibrated margins, if that is asked for.
     *
     * @param model of all training rows of the table
     * @param withoutFold the margins of a model that was trained like it without a fold, not calibrated; rows are dealt to folds in turn
     */
    public static Model calibrated(
            Model model, EncodedTable table, TrainConfig.Options options, IntFunction<Scorer> withoutFold) {
        Calibration.Method method = options.calibration();
        if (method == Calibration.Method.NONE) {
            return model;
        }
        List<BlockScorer> ofFold = IntStream.range(0, options.folds())
                .mapToObj(fold -> withoutFold.apply(fold).forBlocks(table.layout()))
                .toList();
        try (Calibrator calibrator = new Calibrator(table.blocks(), ofFold)) {
            Calibrator.Result result = JobDescription.during(
                    table.blocks().context(), "calibrating " + model.name(), () -> calibrator.fit(method));
            List<String> warnings = result.settled()
                    ? List.of()
                    : List.of("Label '" + table.label()
                            + "': calibration did not settle; the rows held out are told apart with next to no errors");
            return model.calibrated(
                    result.calibration(), new Model.Calibrated(method, result.before(), result.after()), warnings);
        }
    }
}
