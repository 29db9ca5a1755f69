package io.github.surprisal.train.trees;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.ClassCheck;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesFit;
import io.github.surprisal.train.TreesScorer;
import io.github.surprisal.train.trees.grow.Entropy;
import io.github.surprisal.train.trees.grow.Grower;
import io.github.surprisal.train.trees.grow.SplitSearch;
import io.github.surprisal.train.trees.sums.RowStates;
import io.github.surprisal.train.trees.sums.Shape;
import io.github.surprisal.train.trees.sums.TrainedRows;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What models of trees are trained on.
 *
 * @param name of the model
 * @param table whose features are all codes
 * @param classes of the label as text, by code
 * @param way how rows are passed over; empty for what their number makes best
 */
record Training(
        String name,
        EncodedTable table,
        Encoding encoding,
        List<String> classes,
        TrainConfig config,
        Optional<TreePasses.Way> way) {
    /** Weights are whole numbers of quanta of a power of two, so that whole weights are exact. */
    private static double powerOfTwo(double atLeast) {
        double power = Math.scalb(1.0, Math.getExponent(atLeast));
        return power < atLeast ? 2 * power : power;
    }

    /**
     * What the training rows weigh.
     *
     * @param rows how many there are
     * @param unit that weights are told in: at least the greatest one
     * @param greatest weight of a row, whatever its class counts for
     * @param ofClass what a row's weight is multiplied by, by class, to be in that unit
     * @param trained by class: the weight of the rows trained on, times what the class counts for
     * @param heldOut the weight of the rows held out
     * @param warnings what the user should know
     */
    record Weights(
            long rows,
            double unit,
            double greatest,
            double[] ofClass,
            double[] trained,
            double heldOut,
            List<String> warnings)
            implements Serializable {
        double all() {
            return Arrays.stream(trained).sum();
        }

        /**
         * What the variance of a sum of gradients is to their Hessians where nothing but the shares of the classes is known, in
         * the unit. A row of weight w is w rows, and of a weight below 1 one that counts for less; a class that counts for f has rows of
         * a gradient f times as great: of two classes it is f₁p₂ + f₂p₁ of the shares p, of more a mean over them.
         */
        double variance() {
            double all = all();
            double factor = 0;
            for (int k = 0; k < trained.length; k++) {
                factor += ofClass[k] * (1 - trained[k] / all) / (trained.length - 1);
            }
            return factor * Math.min(1, greatest);
        }

        /** The model that knows nothing but the shares of the classes; of a class without rows as if it had half of one. */
        double[] start() {
            double[] logs = Arrays.stream(trained)
                    .map(w -> Elementary.log(Math.max(w, unit / 2) / all()))
                    .toArray();
            return logs.length == 2 ? new double[] {logs[1] - logs[0]} : logs;
        }
    }

    /**
     * Weighs the training rows.
     *
     * @throws UserException where they hold fewer than two classes, or the label has more than 256
     */
    Weights weights(HeldOut heldOut) {
        ClassCheck.checkTrees(name, table.label(), classes.size());
        TrainedRows rows = TrainedRows.of(name, table, classes.size(), heldOut);
        List<String> warnings = ClassCheck.warnings(table.label(), rows.rows(), classes);
        double[] ofClass = classWeights(rows);
        double greatest = 0;
        double ofRow = 0;
        double[] trained = new double[classes.size()];
        double others = 0;
        for (int k = 0; k < ofClass.length; k++) {
            greatest = Math.max(greatest, rows.greatest(k) * ofClass[k]);
            ofRow = Math.max(ofRow, rows.greatest(k));
            trained[k] = rows.weight(k, false) * ofClass[k];
            others += rows.weight(k, true) * ofClass[k];
        }
        double unit = powerOfTwo(greatest);
        return new Weights(
                Arrays.stream(rows.rows()).sum(),
                unit,
                ofRow,
                Arrays.stream(ofClass).map(w -> w / unit).toArray(),
                trained,
                others,
                warnings);
    }

    private double[] classWeights(TrainedRows rows) {
        double[] weights = new double[classes.size()];
        Arrays.setAll(weights, k -> rows.weight(k, false));
        double[] factors = config.options().factors(classes, weights);
        if (factors.length > 0) {
            return factors;
        }
        Arrays.fill(weights, 1);
        return weights;
    }

    int margins() {
        return classes.size() == 2 ? 1 : classes.size();
    }

    /** How trees of class weights grow, one at a time, that add to all margins. */
    Grower.Plan ofClasses(Entropy entropy, int maxDepth) {
        Shape shape = Shape.of(table.layout());
        return new Grower.Plan(
                shape,
                classes.size(),
                new SplitSearch(shape, encoding, table.layout(), entropy),
                features(),
                1,
                margins(),
                classes.size(),
                maxDepth,
                entropy.unit());
    }

    /** By column of codes: its feature. */
    int[] features() {
        int[] all = table.layout().features();
        return Arrays.copyOfRange(all, table.layout().numbers().length, all.length);
    }

    /** @param trees how many grow at a time */
    <R> R run(Weights weights, int trees, TreePasses.Work<R> work) {
        int columns = features().length;
        long bytes = weights.rows() * (columns + RowStates.bytesPerRow(margins(), trees));
        return TreePasses.run(
                name,
                table,
                way.orElseGet(
                        () -> TreePasses.Way.of(table.blocks().context(), weights.rows() * columns * trees, bytes)),
                work);
    }

    /** What was trained. */
    Model model(Weights weights, double[] start, Trained trained) {
        List<String> warnings = new ArrayList<>(weights.warnings());
        if (trained.rounds() == 0) {
            warnings.add("Label '" + table.label() + "': no tree of the model '" + name
                    + "' tells more than the shares of the classes");
        }
        return new Model(
                name,
                List.copyOf(classes),
                encoding,
                new TreesScorer(start, trained.trees(), encoding.offset().isPresent(), Calibration.NONE),
                trained.curve(),
                trained.convergence(),
                List.copyOf(warnings),
                new TreesFit(trained.rounds()),
                Optional.empty());
    }

    /**
     * What came of training.
     *
     * @param trees of the rounds that are kept
     * @param curve the log-losses after each round, those that are not kept too
     */
    record Trained(List<Tree> trees, int rounds, List<Model.Iteration> curve, Model.Convergence convergence)
            implements Serializable {}
}
