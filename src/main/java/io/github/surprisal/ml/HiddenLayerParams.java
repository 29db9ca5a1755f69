package io.github.surprisal.ml;

import io.github.surprisal.table.Names;
import io.github.surprisal.train.NetworkScorer.Activation;
import io.github.surprisal.train.TrainConfig.Network.Loss;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import scala.runtime.AbstractFunction1;

/**
 * What {@link HiddenLayer} is set up with, and what its model still knows of it: of a model that was made by a job a param is not
 * defined. Named as in Spark's {@code MultilayerPerceptronClassifier} where that has them.
 */
public interface HiddenLayerParams extends ScoringParams, StoppingParams, OffsetParams {
    /** What a unit may make of its sum: {@code relu} or {@code sigmoid}. */
    List<String> ACTIVATIONS = Arrays.stream(Activation.values()).map(Names::of).toList();

    /** What may be minimised: {@code cross-entropy} or {@code squared-error}. */
    List<String> LOSSES = Arrays.stream(Loss.values()).map(Names::of).toList();

    /** How wide the hidden layer is. */
    default IntParam units() {
        return new IntParam(
                this, "units", "number of units of the hidden layer, in [1, 4096]", ParamValidators.inRange(1, 4096));
    }

    /** What a unit makes of its sum. */
    default Param<String> activation() {
        return new Param<>(
                this,
                "activation",
                "what a unit makes of its sum z: relu max(0, z), sigmoid 1/(1 + exp(-z))",
                ParamValidators.<String>inArray(ACTIVATIONS.toArray(String[]::new)));
    }

    /** What is minimised, one after the other. */
    default StringArrayParam loss() {
        return new StringArrayParam(
                this,
                "loss",
                "what is minimised: cross-entropy, squared-error, or one after the other from where the one before ended",
                new Losses());
    }

    /** When training ends at the latest. */
    default IntParam maxIter() {
        return new IntParam(this, "maxIter", "maximum number of iterations of each loss (> 0)", ParamValidators.gt(0));
    }

    /** When training ends. */
    default DoubleParam tol() {
        return new DoubleParam(this, "tol", "the convergence tolerance (>= 0)", ParamValidators.gtEq(0));
    }

    /** Where the weights begin. */
    default LongParam seed() {
        return new LongParam(this, "seed", "random seed, which the weights begin at numbers of");
    }

    /** λ of the penalty. */
    default DoubleParam regParam() {
        return new DoubleParam(
                this,
                "regParam",
                "half of it times the square of every weight is added (>= 0)",
                ParamValidators.gtEq(0));
    }

    /** The categories with weights of their own at most. */
    default IntParam maxCategories() {
        return new IntParam(
                this,
                "maxCategories",
                "at most so many categories of a column have weights of their own; the rest share them",
                ParamValidators.gtEq(1));
    }

    /** The rows of such a category at least. */
    default IntParam minCategoryRows() {
        return new IntParam(this, "minCategoryRows", "and only categories with so many rows", ParamValidators.gtEq(1));
    }

    default int getUnits() {
        return ((Number) getOrDefault(units())).intValue();
    }

    default String getActivation() {
        return getOrDefault(activation());
    }

    default String[] getLoss() {
        return getOrDefault(loss());
    }

    default int getMaxIter() {
        return ((Number) getOrDefault(maxIter())).intValue();
    }

    default double getTol() {
        return ((Number) getOrDefault(tol())).doubleValue();
    }

    default long getSeed() {
        return ((Number) getOrDefault(seed())).longValue();
    }

    default double getRegParam() {
        return ((Number) getOrDefault(regParam())).doubleValue();
    }

    default int getMaxCategories() {
        return ((Number) getOrDefault(maxCategories())).intValue();
    }

    default int getMinCategoryRows() {
        return ((Number) getOrDefault(minCategoryRows())).intValue();
    }

    /** Whether all of several texts, of which there must be one, are losses. */
    final class Losses extends AbstractFunction1<String[], Object> implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object apply(String[] names) {
            return names.length > 0 && LOSSES.containsAll(Arrays.asList(names));
        }
    }
}
