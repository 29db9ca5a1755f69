package io.github.surprisal.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** A margin of its own that each row begins with. */
public interface OffsetParams extends Params {
    /** The column that is added to the margin; of a model that a job trained not defined. */
    default Param<String> offsetCol() {
        return new Param<>(
                this,
                "offsetCol",
                "offset column name, with inputCols and two classes: a number that is added to the margin of class 1; none if not"
                        + " set or empty");
    }

    default String getOffsetCol() {
        return getOrDefault(offsetCol());
    }
}
