package io.github.surprisal.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** When training ends because rows that were held out are predicted no better, and what share of the rows that is. */
public interface StoppingParams extends Params {
    /** How long to wait for something better. */
    default IntParam earlyStopping() {
        return new IntParam(
                this,
                "earlyStopping",
                "after so many rounds or iterations without a lower log-loss of rows held out training ends; 0 trains on all rows",
                ParamValidators.gtEq(0));
    }

    /** The share of the rows that is held out. */
    default DoubleParam validationFraction() {
        return new DoubleParam(
                this,
                "validationFraction",
                "share of the rows that is held out for early stopping, in (0, 1)",
                ParamValidators.inRange(0, 1, false, false));
    }

    default int getEarlyStopping() {
        return ((Number) getOrDefault(earlyStopping())).intValue();
    }

    default double getValidationFraction() {
        return ((Number) getOrDefault(validationFraction())).doubleValue();
    }
}
