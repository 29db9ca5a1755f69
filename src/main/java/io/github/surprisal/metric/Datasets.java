package io.github.surprisal.metric;

import java.util.List;
import java.util.Optional;

/** Every dataset there is: what the output may hold. */
public final class Datasets {
    private static final List<Dataset<?>> ALL = List.of(
            RunDatasets.RUNS,
            MeasureDatasets.COLUMN_ENTROPY,
            MeasureDatasets.INFORMATION_GAIN,
            MeasureDatasets.BEST_SPLIT,
            MeasureDatasets.BINS,
            MeasureDatasets.FREQUENT_VALUES,
            DriftDatasets.DRIFT,
            DriftDatasets.DRIFT_BINS,
            SelectionDatasets.SELECTION,
            SelectionDatasets.PAIRS,
            ModelDatasets.COEFFICIENTS,
            ModelDatasets.TREE_NODES,
            EvaluationDatasets.FEATURE_IMPORTANCE,
            EvaluationDatasets.LOG_LOSS,
            EvaluationDatasets.CLASS_LOSS,
            ModelDatasets.MODEL_FIT,
            ModelDatasets.REGULARIZATION_PATH,
            ModelDatasets.CALIBRATOR,
            ModelDatasets.FEATURE_TEST,
            EvaluationDatasets.CALIBRATION,
            ModelDatasets.OBJECTIVE_HISTORY,
            RunDatasets.COUNTS);

    private Datasets() {}

    /** All of them, in the order of the stages that write them. */
    public static List<Dataset<?>> all() {
        return ALL;
    }

    /** The one of this name; empty if there is none. */
    public static Optional<Dataset<?>> named(String name) {
        return ALL.stream().filter(dataset -> dataset.name().equals(name)).findFirst();
    }
}
