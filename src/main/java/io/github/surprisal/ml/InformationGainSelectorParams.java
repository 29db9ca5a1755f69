package io.github.surprisal.ml;

import io.github.surprisal.select.criterion.Criterion;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import scala.runtime.AbstractFunction1;

/** What {@link InformationGainSelector} and its model are set up with, named as in Spark's {@code UnivariateFeatureSelector}. */
public interface InformationGainSelectorParams extends Params {
    /** How many features: as many as pass the test, or a number or a share of them. */
    List<String> SELECTION_MODES = List.of("fdr", "fwe", "numTopFeatures", "percentile");

    /** The params of one stage. */
    final class Set implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Param<String> featuresCol;
        private final Param<String> outputCol;
        private final StringArrayParam inputCols;
        private final Param<String> labelCol;
        private final Param<String> weightCol;
        private final Param<String> criterion;
        private final Param<String> selectionMode;
        private final DoubleParam selectionThreshold;
        private final BooleanParam adjusted;
        private final IntParam maxBins;

        Set(Params of) {
            featuresCol = new Param<>(of, "featuresCol", "features column name: a vector");
            outputCol = new Param<>(of, "outputCol", "output column name: the vector of the selected elements");
            inputCols = new StringArrayParam(
                    of,
                    "inputCols",
                    "input column names, of any types, instead of featuresCol; the model drops those not selected");
            labelCol = new Param<>(of, "labelCol", "label column name");
            weightCol = new Param<>(of, "weightCol", "weight column name; all rows weigh 1 if not set or empty");
            criterion = new Param<>(
                    of,
                    "criterion",
                    "what scores a candidate beside the selected features: " + labels(),
                    oneOf(labels()));
            selectionMode = new Param<>(
                    of,
                    "selectionMode",
                    "how many are selected: " + String.join(", ", SELECTION_MODES),
                    oneOf(SELECTION_MODES));
            selectionThreshold = new DoubleParam(
                    of,
                    "selectionThreshold",
                    "the greatest q-value (fdr) or corrected p-value (fwe), by default 0.05; the number of features"
                            + " (numTopFeatures), by default 50; or their share (percentile), by default 0.1",
                    ParamValidators.gtEq(0));
            adjusted = new BooleanParam(of, "adjusted", "whether to take what chance would give off every term");
            maxBins = new IntParam(of, "maxBins", "bins of a number of many values (>= 2)", ParamValidators.gtEq(2));
        }

        private static OneOf oneOf(List<String> names) {
            return new OneOf(names);
        }

        private static List<String> labels() {
            return Arrays.stream(Criterion.values()).map(Criterion::label).toList();
        }
    }

    /** Whether a text is one of several. */
    final class OneOf extends AbstractFunction1<String, Object> implements Serializable {
        private static final long serialVersionUID = 1L;
        private final ArrayList<String> names;

        OneOf(List<String> names) {
            this.names = new ArrayList<>(names);
        }

        @Override
        public Object apply(String name) {
            return names.contains(name);
        }
    }

    /** The params. */
    Set set();

    /** The vector column to select from. */
    default Param<String> featuresCol() {
        return set().featuresCol;
    }

    /** The vector column of what was selected. */
    default Param<String> outputCol() {
        return set().outputCol;
    }

    /** The columns to select from instead. */
    default StringArrayParam inputCols() {
        return set().inputCols;
    }

    /** The label, of any type. */
    default Param<String> labelCol() {
        return set().labelCol;
    }

    /** The weight. */
    default Param<String> weightCol() {
        return set().weightCol;
    }

    /** The criterion. */
    default Param<String> criterion() {
        return set().criterion;
    }

    /** When to stop. */
    default Param<String> selectionMode() {
        return set().selectionMode;
    }

    /** Where to stop. */
    default DoubleParam selectionThreshold() {
        return set().selectionThreshold;
    }

    /** Whether terms are adjusted for chance. */
    default BooleanParam adjusted() {
        return set().adjusted;
    }

    /** Into how many bins numbers are cut. */
    default IntParam maxBins() {
        return set().maxBins;
    }

    default String getFeaturesCol() {
        return getOrDefault(featuresCol());
    }

    default String getOutputCol() {
        return getOrDefault(outputCol());
    }

    default String[] getInputCols() {
        return getOrDefault(inputCols());
    }

    default String getLabelCol() {
        return getOrDefault(labelCol());
    }

    default String getWeightCol() {
        return getOrDefault(weightCol());
    }

    default String getCriterion() {
        return getOrDefault(criterion());
    }

    default String getSelectionMode() {
        return getOrDefault(selectionMode());
    }

    /** The threshold of the mode, if none was set its default. */
    default double getSelectionThreshold() {
        if (isDefined(selectionThreshold())) {
            return (double) getOrDefault(selectionThreshold());
        }
        return switch (getSelectionMode()) {
            case "numTopFeatures" -> 50;
            case "percentile" -> 0.1;
            default -> 0.05;
        };
    }

    default boolean getAdjusted() {
        return (boolean) getOrDefault(adjusted());
    }

    default int getMaxBins() {
        return (int) getOrDefault(maxBins());
    }
}
