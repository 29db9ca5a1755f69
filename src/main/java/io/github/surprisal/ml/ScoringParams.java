package io.github.surprisal.ml;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * What every classifier of trees or of a network is set up with beside the params of Spark's classifiers, and what its model still
 * knows of it.
 *
 * <p>Params are made anew whenever they are asked for: Spark takes those of one stage and one name for the same.
 */
public interface ScoringParams extends Params {
    /** The columns to learn from instead of a vector, of any types that can be counted. */
    default StringArrayParam inputCols() {
        return new StringArrayParam(this, "inputCols", "input column names, of any types, instead of featuresCol");
    }

    /** The weight of a row. */
    default Param<String> weightCol() {
        return new Param<>(this, "weightCol", "weight column name; all rows weigh 1 if not set or empty");
    }

    /** The column for the text of the predicted class. */
    default Param<String> predictedLabelCol() {
        return new Param<>(
                this, "predictedLabelCol", "column name for the predicted class's text, none if not set or empty");
    }

    /** What is done to the margins last; of a model that a job trained not defined. */
    default Param<String> calibration() {
        return new Param<>(
                this,
                "calibration",
                "how margins are calibrated on rows held out: "
                        + String.join(", ", SoftmaxRegressionParams.CALIBRATIONS),
                new InformationGainSelectorParams.OneOf(SoftmaxRegressionParams.CALIBRATIONS));
    }

    /** The folds that calibration is fitted on; of a model that a job trained not defined. */
    default IntParam folds() {
        return new IntParam(
                this,
                "folds",
                "folds of the rows for calibration and cost-complexity pruning: each is scored by a model trained on the others",
                ParamValidators.gtEq(2));
    }

    /** To be called by the constructor of whoever has them. */
    default void setScoringDefaults() {
        setDefault(weightCol(), "");
        setDefault(predictedLabelCol(), "");
    }

    default String[] getInputCols() {
        return getOrDefault(inputCols());
    }

    default String getWeightCol() {
        return getOrDefault(weightCol());
    }

    default String getPredictedLabelCol() {
        return getOrDefault(predictedLabelCol());
    }

    default String getCalibration() {
        return getOrDefault(calibration());
    }

    default int getFolds() {
        return ((Number) getOrDefault(folds())).intValue();
    }
}
