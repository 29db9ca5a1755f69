package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.Names;
import io.github.surprisal.train.Calibration;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * What {@link SoftmaxRegression} is set up with beside the params of Spark's classifiers, and what its model still knows of it;
 * named as in Spark's {@code LogisticRegression} where that has them.
 */
public interface SoftmaxRegressionParams extends Params {
    /** What may be done to the margins: {@code none}, {@code temperature}, {@code platt} or {@code isotonic}. */
    List<String> CALIBRATIONS =
            Arrays.stream(Calibration.Method.values()).map(Names::of).toList();

    /** The params of one stage. */
    final class Set implements Serializable {
        private static final long serialVersionUID = 1L;

        private final StringArrayParam inputCols;
        private final Param<String> weightCol;
        private final Param<String> offsetCol;
        private final Param<String> predictedLabelCol;
        private final DoubleParam regParam;
        private final DoubleParam elasticNetParam;
        private final IntParam maxIter;
        private final DoubleParam tol;
        private final BooleanParam fitIntercept;
        private final BooleanParam standardization;
        private final IntParam maxCategories;
        private final IntParam minCategoryRows;
        private final Param<String> calibration;
        private final IntParam folds;
        private final Param<String> initialModel;

        Set(Params of) {
            inputCols =
                    new StringArrayParam(of, "inputCols", "input column names, of any types, instead of featuresCol");
            weightCol = new Param<>(of, "weightCol", "weight column name; all rows weigh 1 if not set or empty");
            offsetCol = new Param<>(
                    of,
                    "offsetCol",
                    "offset column name, with inputCols and two classes: a number that is added to the margin of class 1, with"
                            + " coefficient 1; none if not set or empty");
            predictedLabelCol = new Param<>(
                    of, "predictedLabelCol", "column name for the predicted class's text, none if not set or empty");
            regParam = new DoubleParam(of, "regParam", "regularization parameter (>= 0)", ParamValidators.gtEq(0));
            elasticNetParam = new DoubleParam(
                    of,
                    "elasticNetParam",
                    "the mixing parameter, in [0, 1]: 0 is an L2 penalty, 1 an L1 penalty",
                    ParamValidators.inRange(0, 1));
            maxIter = new IntParam(of, "maxIter", "maximum number of iterations (>= 0)", ParamValidators.gtEq(0));
            tol = new DoubleParam(of, "tol", "the convergence tolerance (>= 0)", ParamValidators.gtEq(0));
            fitIntercept = new BooleanParam(of, "fitIntercept", "whether to fit an intercept term");
            standardization =
                    new BooleanParam(of, "standardization", "whether to penalise numbers per standard deviation");
            maxCategories = new IntParam(
                    of,
                    "maxCategories",
                    "at most so many categories of a column have coefficients of their own; the rest share one",
                    ParamValidators.gtEq(1));
            minCategoryRows = new IntParam(
                    of, "minCategoryRows", "and only categories with so many rows", ParamValidators.gtEq(1));
            calibration = new Param<>(
                    of,
                    "calibration",
                    "how margins are calibrated on rows held out: " + String.join(", ", CALIBRATIONS),
                    new InformationGainSelectorParams.OneOf(CALIBRATIONS));
            folds = new IntParam(
                    of,
                    "folds",
                    "folds of the rows for calibration: each is scored by a model trained on the others",
                    ParamValidators.gtEq(2));
            initialModel = new Param<>(
                    of,
                    "initialModel",
                    "folder of a saved SoftmaxRegressionModel, or a pipeline with one, to begin from; none if not set or empty");
        }
    }

    /** The params. */
    Set set();

    /** To be called by the constructor of whoever has them. */
    default void setDefaults() {
        List.of(weightCol(), offsetCol(), predictedLabelCol(), initialModel())
                .forEach(column -> setDefault(column, ""));
        setDefault(regParam(), 0.0);
        setDefault(elasticNetParam(), 0.0);
        setDefault(maxIter(), 100);
        setDefault(tol(), 1e-6);
        setDefault(fitIntercept(), true);
        setDefault(standardization(), true);
        setDefault(maxCategories(), Encoding.MAX_CATEGORIES);
        setDefault(minCategoryRows(), 1);
        setDefault(calibration(), CALIBRATIONS.get(0));
        setDefault(folds(), 5);
    }

    /** The columns to learn from instead of a vector, of any types that can be counted. */
    default StringArrayParam inputCols() {
        return set().inputCols;
    }

    /** The weight of a row. */
    default Param<String> weightCol() {
        return set().weightCol;
    }

    /** The column that is added to the margin. */
    default Param<String> offsetCol() {
        return set().offsetCol;
    }

    /** The column for the text of the predicted class. */
    default Param<String> predictedLabelCol() {
        return set().predictedLabelCol;
    }

    /** λ of the penalty. */
    default DoubleParam regParam() {
        return set().regParam;
    }

    /** How much of the penalty is L1. */
    default DoubleParam elasticNetParam() {
        return set().elasticNetParam;
    }

    /** When training ends at the latest. */
    default IntParam maxIter() {
        return set().maxIter;
    }

    /** When training ends. */
    default DoubleParam tol() {
        return set().tol;
    }

    /** Whether there is an intercept. */
    default BooleanParam fitIntercept() {
        return set().fitIntercept;
    }

    /** What a number's penalty is in proportion to. */
    default BooleanParam standardization() {
        return set().standardization;
    }

    /** The categories with coefficients of their own at most. */
    default IntParam maxCategories() {
        return set().maxCategories;
    }

    /** The rows of such a category at least. */
    default IntParam minCategoryRows() {
        return set().minCategoryRows;
    }

    /** What is done to the margins last. */
    default Param<String> calibration() {
        return set().calibration;
    }

    /** The folds that calibration is fitted on. */
    default IntParam folds() {
        return set().folds;
    }

    /** The saved model to begin from. */
    default Param<String> initialModel() {
        return set().initialModel;
    }

    default String[] getInputCols() {
        return getOrDefault(inputCols());
    }

    default String getWeightCol() {
        return getOrDefault(weightCol());
    }

    default String getOffsetCol() {
        return getOrDefault(offsetCol());
    }

    default String getPredictedLabelCol() {
        return getOrDefault(predictedLabelCol());
    }

    default double getRegParam() {
        return (double) getOrDefault(regParam());
    }

    default double getElasticNetParam() {
        return (double) getOrDefault(elasticNetParam());
    }

    default int getMaxIter() {
        return (int) getOrDefault(maxIter());
    }

    default double getTol() {
        return (double) getOrDefault(tol());
    }

    default boolean getFitIntercept() {
        return (boolean) getOrDefault(fitIntercept());
    }

    default boolean getStandardization() {
        return (boolean) getOrDefault(standardization());
    }

    default int getMaxCategories() {
        return (int) getOrDefault(maxCategories());
    }

    default int getMinCategoryRows() {
        return (int) getOrDefault(minCategoryRows());
    }

    default String getCalibration() {
        return getOrDefault(calibration());
    }

    default int getFolds() {
        return (int) getOrDefault(folds());
    }

    default String getInitialModel() {
        return getOrDefault(initialModel());
    }
}
