package io.github.surprisal.ml;

import io.github.surprisal.table.Names;
import io.github.surprisal.train.TrainConfig.EntropyTree.Pruned;
import java.util.Arrays;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/**
 * What classifiers of trees are set up with, and what their model still knows of it: of a model that was made by another of them, or by
 * a job, a param is not defined. Named as in Spark's {@code DecisionTreeClassifier} and {@code GBTClassifier}.
 */
public interface TreesParams extends ScoringParams {
    /** How deep a tree may be. */
    default IntParam maxDepth() {
        return new IntParam(
                this, "maxDepth", "maximum number of splits from the root to a leaf", ParamValidators.inRange(1, 100));
    }

    /** How finely numbers are cut. */
    default IntParam maxBins() {
        return new IntParam(
                this,
                "maxBins",
                "maximum number of bins of a number, in [3, 255]; of a column with more categories the rarer ones share one",
                ParamValidators.inRange(3, 255));
    }

    /** How much a leaf weighs at least. */
    default DoubleParam minInstancesPerNode() {
        return new DoubleParam(
                this, "minInstancesPerNode", "minimum weight of the rows of a leaf (> 0)", ParamValidators.gt(0));
    }

    default int getMaxDepth() {
        return ((Number) getOrDefault(maxDepth())).intValue();
    }

    default int getMaxBins() {
        return ((Number) getOrDefault(maxBins())).intValue();
    }

    default double getMinInstancesPerNode() {
        return ((Number) getOrDefault(minInstancesPerNode())).doubleValue();
    }

    /** What {@link EntropyTree} is set up with. */
    interface OfOne extends TreesParams {
        /** What becomes of the tree that is grown out. */
        default Param<String> pruning() {
            return new Param<>(
                    this,
                    "pruning",
                    "what becomes of the tree that is grown out: mdl, cost-complexity or none",
                    ParamValidators.<String>inArray(
                            Arrays.stream(Pruned.values()).map(Names::of).toArray(String[]::new)));
        }

        /** What splits are chosen by. */
        default Param<String> criterion() {
            return new Param<>(
                    this,
                    "criterion",
                    "what a split is chosen by: gain or gain-ratio",
                    ParamValidators.<String>inArray(new String[] {"gain", "gain-ratio"}));
        }

        default String getPruning() {
            return getOrDefault(pruning());
        }

        default String getCriterion() {
            return getOrDefault(criterion());
        }
    }

    /** What {@link AdaBoost} is set up with. */
    interface OfRounds extends TreesParams {
        /** When training ends at the latest. */
        default IntParam maxIter() {
            return new IntParam(this, "maxIter", "maximum number of rounds (> 0)", ParamValidators.gt(0));
        }

        /** What each tree counts for. */
        default DoubleParam stepSize() {
            return new DoubleParam(
                    this,
                    "stepSize",
                    "what the votes of each tree, or each leaf's Newton step, are multiplied by, in (0, 1]",
                    ParamValidators.inRange(0, 1, false, true));
        }

        default int getMaxIter() {
            return ((Number) getOrDefault(maxIter())).intValue();
        }

        default double getStepSize() {
            return ((Number) getOrDefault(stepSize())).doubleValue();
        }
    }

    /** What {@link BoostedTrees} is set up with. */
    interface OfNewtonSteps extends OfRounds, StoppingParams, OffsetParams {
        /** A ridge on leaves. */
        default DoubleParam regParam() {
            return new DoubleParam(this, "regParam", "a ridge on the values of leaves (>= 0)", ParamValidators.gtEq(0));
        }

        default double getRegParam() {
            return ((Number) getOrDefault(regParam())).doubleValue();
        }
    }
}
