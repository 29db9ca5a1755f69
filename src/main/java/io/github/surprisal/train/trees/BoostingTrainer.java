package io.github.surprisal.train.trees;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.ClassCheck;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TreesFit;
import io.github.surprisal.train.TreesScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

/** Trains boosted trees: Newton's method in the space of trees (J. Friedman 2001, doi:10.1214/aos/1013203451). */
public final class BoostingTrainer {
    /** Fewer cells are trained on in one task: 20 empty jobs take as long as the work on so many. */
    private static final long ONE_TASK_CELLS = 10_000_000;

    private final EncodedTable table;
    private final Encoding encoding;
    private final List<String> classes;
    private final TrainConfig config;
    private final TrainConfig.Boosting settings;
    private final long oneTaskCells;

    private BoostingTrainer(
            EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config, long oneTaskCells) {
        this.table = table;
        this.encoding = encoding;
        this.classes = classes;
        this.config = config;
        this.settings = config.boosting();
        this.oneTaskCells = oneTaskCells;
    }

    /**
     * Boosts trees on the training rows of a table whose features are all codes.
     *
     * @throws UserException where the training rows hold fewer than two classes, or the label has more than 256
     */
    public static Model train(
            String name, EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config) {
        return new BoostingTrainer(table, encoding, classes, config, ONE_TASK_CELLS).train(name);
    }

    /** The same, with up to so many cells in one task. */
    static Model train(
            String name,
            EncodedTable table,
            Encoding encoding,
            List<String> classes,
            TrainConfig config,
            long oneTaskCells) {
        return new BoostingTrainer(table, encoding, classes, config, oneTaskCells).train(name);
    }

    private Model train(String name) {
        if (classes.size() > Shape.CODES) {
            throw new UserException("Cannot train %s on label '%s': expected at most %d classes, found %d"
                    .formatted(name, table.label(), Shape.CODES, classes.size()));
        }
        double heldOutShare = settings.earlyStopping() > 0 ? settings.validationFraction() : 0;
        TrainedRows rows = TrainedRows.of(table, classes.size(), heldOutShare);
        List<String> warnings = new ArrayList<>(ClassCheck.warnings(table.label(), rows.rows(), classes));
        int margins = classes.size() == 2 ? 1 : classes.size();
        double[] ofClass = classWeights(rows);
        double unit = 0;
        double[] trained = new double[classes.size()];
        double heldOut = 0;
        for (int k = 0; k < ofClass.length; k++) {
            unit = Math.max(unit, rows.greatest(k) * ofClass[k]);
            trained[k] = rows.weight(k, false) * ofClass[k];
            heldOut += rows.weight(k, true) * ofClass[k];
        }
        double all = Arrays.stream(trained).sum();
        double least = unit;
        double[] scaled = Arrays.stream(ofClass).map(w -> w / least).toArray();
        Layout layout = table.layout();
        Shape shape = Shape.of(layout);
        boolean offset = encoding.offset().isPresent();
        RowStates.Setting setting =
                new RowStates.Setting(shape, new Gradients(scaled), start(trained, all, unit), offset, heldOutShare);
        Booster.Plan plan = new Booster.Plan(
                settings,
                shape,
                new SplitSearch(shape, encoding, layout, settings.lambda() / unit, settings.minHessian() / unit),
                Arrays.copyOfRange(layout.features(), layout.numbers().length, layout.features().length),
                margins,
                unit,
                all / unit,
                heldOut / unit);
        Booster.Result result = boost(plan, setting, Arrays.stream(rows.rows()).sum());
        if (result.rounds() == 0) {
            warnings.add("Label '" + table.label() + "': no tree tells more than the shares of the classes");
        }
        return new Model(
                name,
                List.copyOf(classes),
                encoding,
                new TreesScorer(setting.start(), result.trees(), offset, Calibration.NONE),
                result.curve(),
                result.convergence(),
                List.copyOf(warnings),
                new TreesFit(result.rounds()),
                Optional.empty());
    }

    private Booster.Result boost(Booster.Plan plan, RowStates.Setting setting, long rows) {
        JavaRDD<EncodedBlock> blocks = table.blocks();
        long cells = rows * plan.features().length * plan.margins();
        if (cells > oneTaskCells) {
            try (SparkPasses passes = new SparkPasses(setting, blocks)) {
                return new Booster(plan, passes).boost();
            }
        }
        PartitionJob.Function<EncodedBlock, Booster.Result> inOneTask = some -> {
            List<EncodedBlock> own = new ArrayList<>();
            some.forEachRemaining(own::add);
            return new Booster(plan, new TaskPasses(setting, own)).boost();
        };
        return JobDescription.during(
                blocks.context(),
                "boosting: " + plan.settings().rounds() + " rounds in one task",
                () -> new PartitionJob<>(blocks.coalesce(1)).ofAll(inOneTask).get(0));
    }

    /** The model that knows nothing but the shares of the classes; of a class without rows as if it had half of one. */
    private static double[] start(double[] trained, double all, double unit) {
        double[] logs = Arrays.stream(trained)
                .map(w -> Elementary.log(Math.max(w, unit / 2) / all))
                .toArray();
        return logs.length == 2 ? new double[] {logs[1] - logs[0]} : logs;
    }

    private double[] classWeights(TrainedRows rows) {
        TrainConfig.Options options = config.options();
        double[] ofClass = new double[classes.size()];
        double all = 0;
        int present = 0;
        for (int k = 0; k < ofClass.length; k++) {
            all += rows.weight(k, false);
            present += rows.weight(k, false) > 0 ? 1 : 0;
        }
        for (int k = 0; k < ofClass.length; k++) {
            double weight = rows.weight(k, false);
            ofClass[k] = options.balanced()
                    ? weight > 0 ? all / (present * weight) : 1
                    : options.classWeights().getOrDefault(classes.get(k), 1.0);
        }
        return ofClass;
    }
}
