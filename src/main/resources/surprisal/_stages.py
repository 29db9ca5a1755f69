"""Wrappers of the stages of ``io.github.surprisal.ml``, for classic sessions and Spark Connect alike."""

from typing import Any, Dict, List, Optional, TypeVar, Union

from pyspark import keyword_only
from pyspark.ml.linalg import Matrix, Vector
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import (
    HasElasticNetParam,
    HasFeaturesCol,
    HasFitIntercept,
    HasHandleInvalid,
    HasInputCols,
    HasLabelCol,
    HasMaxIter,
    HasOutputCol,
    HasOutputCols,
    HasPredictionCol,
    HasProbabilityCol,
    HasRawPredictionCol,
    HasRegParam,
    HasStandardization,
    HasStepSize,
    HasThresholds,
    HasTol,
    HasWeightCol,
)
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel
from pyspark.sql import DataFrame

_PACKAGE = "io.github.surprisal.ml"


def _one_or_more(value: Any) -> List[str]:
    """A text stands for a list of one."""
    return TypeConverters.toListString([value] if isinstance(value, str) else value)


class _OffsetParams(Params):
    """A margin of its own that each row begins with."""

    offsetCol: "Param[str]" = Param(
        Params._dummy(),  # type: ignore
        "offsetCol",
        "a number that is added to the margin of class 1; with inputCols and two classes",
        TypeConverters.toString,
    )

    def getOffsetCol(self) -> str:
        """Gets offsetCol: a number that is added to the margin of class 1; with inputCols and two classes."""
        return self.getOrDefault(self.offsetCol)


class _CalibratedParams(Params):
    """What becomes of the margins of a classifier, and of its predictions."""

    predictedLabelCol: "Param[str]" = Param(
        Params._dummy(),  # type: ignore
        "predictedLabelCol",
        "a column for the predicted class's text; none if empty",
        TypeConverters.toString,
    )
    calibration: "Param[str]" = Param(
        Params._dummy(),  # type: ignore
        "calibration",
        "how margins are calibrated on rows held out: none, temperature, platt, isotonic",
        TypeConverters.toString,
    )

    def getPredictedLabelCol(self) -> str:
        """Gets predictedLabelCol: a column for the predicted class's text; none if empty."""
        return self.getOrDefault(self.predictedLabelCol)

    def getCalibration(self) -> str:
        """Gets calibration: how margins are calibrated on rows held out: none, temperature, platt, isotonic."""
        return self.getOrDefault(self.calibration)


class _SoftmaxRegressionParams(
    HasFeaturesCol,
    HasLabelCol,
    HasPredictionCol,
    HasProbabilityCol,
    HasRawPredictionCol,
    HasThresholds,
    HasInputCols,
    HasWeightCol,
    HasRegParam,
    HasElasticNetParam,
    HasMaxIter,
    HasTol,
    HasFitIntercept,
    HasStandardization,
    _OffsetParams,
    _CalibratedParams,
):
    """The params of :class:`SoftmaxRegression`, which its model has too."""

    maxCategories: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "maxCategories",
        "at most so many categories of a column have coefficients of their own",
        TypeConverters.toInt,
    )
    minCategoryRows: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "minCategoryRows",
        "and only categories with so many rows",
        TypeConverters.toInt,
    )
    folds: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "folds",
        "folds of the rows for calibration",
        TypeConverters.toInt,
    )
    initialModel: "Param[str]" = Param(
        Params._dummy(),  # type: ignore
        "initialModel",
        "folder of a saved model to begin from; none if empty",
        TypeConverters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            featuresCol="features",
            labelCol="label",
            predictionCol="prediction",
            probabilityCol="probability",
            rawPredictionCol="rawPrediction",
            weightCol="",
            regParam=0.0,
            elasticNetParam=0.0,
            maxIter=100,
            tol=1e-6,
            fitIntercept=True,
            standardization=True,
            offsetCol="",
            predictedLabelCol="",
            maxCategories=65536,
            minCategoryRows=1,
            calibration="none",
            folds=5,
            initialModel="",
        )

    def getMaxCategories(self) -> int:
        """Gets maxCategories: at most so many categories of a column have coefficients of their own."""
        return self.getOrDefault(self.maxCategories)

    def getMinCategoryRows(self) -> int:
        """Gets minCategoryRows: and only categories with so many rows."""
        return self.getOrDefault(self.minCategoryRows)

    def getFolds(self) -> int:
        """Gets folds: folds of the rows for calibration."""
        return self.getOrDefault(self.folds)

    def getInitialModel(self) -> str:
        """Gets initialModel: folder of a saved model to begin from; none if empty."""
        return self.getOrDefault(self.initialModel)


class SoftmaxRegression(
    JavaEstimator,
    _SoftmaxRegressionParams,
    JavaMLWritable,
    JavaMLReadable,
):
    """Logistic (two classes) and softmax regression by log-loss, with the params of Spark's ``LogisticRegression``.

    On ``inputCols`` of any type: numbers are terms as they are, every other column has a term for each category. Or on a
    vector column, ``featuresCol``. The label is the number of a class, 0, 1, ..; rows without one are left out.

    >>> SoftmaxRegression(inputCols=["age", "sex"], labelCol="label", regParam=1e-4).fit(people)  # doctest: +SKIP
    """

    _input_kwargs: Dict[str, Any]

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        thresholds: Optional[List[float]] = None,
        inputCols: Optional[List[str]] = None,
        weightCol: str = "",
        regParam: float = 0.0,
        elasticNetParam: float = 0.0,
        maxIter: int = 100,
        tol: float = 1e-6,
        fitIntercept: bool = True,
        standardization: bool = True,
        offsetCol: str = "",
        predictedLabelCol: str = "",
        maxCategories: int = 65536,
        minCategoryRows: int = 1,
        calibration: str = "none",
        folds: int = 5,
        initialModel: str = "",
    ) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(_PACKAGE + ".SoftmaxRegression", self.uid)
        self._set(**self._input_kwargs)

    @keyword_only
    def setParams(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        thresholds: Optional[List[float]] = None,
        inputCols: Optional[List[str]] = None,
        weightCol: str = "",
        regParam: float = 0.0,
        elasticNetParam: float = 0.0,
        maxIter: int = 100,
        tol: float = 1e-6,
        fitIntercept: bool = True,
        standardization: bool = True,
        offsetCol: str = "",
        predictedLabelCol: str = "",
        maxCategories: int = 65536,
        minCategoryRows: int = 1,
        calibration: str = "none",
        folds: int = 5,
        initialModel: str = "",
    ) -> "SoftmaxRegression":
        """Sets those params that are given."""
        return self._set(**self._input_kwargs)

    def setFeaturesCol(self, value: str) -> "SoftmaxRegression":
        """Sets featuresCol: the vector column."""
        return self._set(featuresCol=value)

    def setLabelCol(self, value: str) -> "SoftmaxRegression":
        """Sets labelCol: the label."""
        return self._set(labelCol=value)

    def setPredictionCol(self, value: str) -> "SoftmaxRegression":
        """Sets predictionCol: the column for the number of the predicted class."""
        return self._set(predictionCol=value)

    def setProbabilityCol(self, value: str) -> "SoftmaxRegression":
        """Sets probabilityCol: the column for the probabilities."""
        return self._set(probabilityCol=value)

    def setRawPredictionCol(self, value: str) -> "SoftmaxRegression":
        """Sets rawPredictionCol: the column for the margins."""
        return self._set(rawPredictionCol=value)

    def setThresholds(self, value: List[float]) -> "SoftmaxRegression":
        """Sets thresholds: a threshold per class: the greatest p/t is predicted."""
        return self._set(thresholds=value)

    def setInputCols(self, value: List[str]) -> "SoftmaxRegression":
        """Sets inputCols: the columns to learn from."""
        return self._set(inputCols=value)

    def setWeightCol(self, value: str) -> "SoftmaxRegression":
        """Sets weightCol: the weight of a row; all weigh 1 if empty."""
        return self._set(weightCol=value)

    def setRegParam(self, value: float) -> "SoftmaxRegression":
        """Sets regParam: the penalty (>= 0)."""
        return self._set(regParam=value)

    def setElasticNetParam(self, value: float) -> "SoftmaxRegression":
        """Sets elasticNetParam: how much of the penalty is L1, in [0, 1]."""
        return self._set(elasticNetParam=value)

    def setMaxIter(self, value: int) -> "SoftmaxRegression":
        """Sets maxIter: the greatest number of iterations."""
        return self._set(maxIter=value)

    def setTol(self, value: float) -> "SoftmaxRegression":
        """Sets tol: the convergence tolerance."""
        return self._set(tol=value)

    def setFitIntercept(self, value: bool) -> "SoftmaxRegression":
        """Sets fitIntercept: whether to fit an intercept."""
        return self._set(fitIntercept=value)

    def setStandardization(self, value: bool) -> "SoftmaxRegression":
        """Sets standardization: whether to penalise numbers per standard deviation."""
        return self._set(standardization=value)

    def setOffsetCol(self, value: str) -> "SoftmaxRegression":
        """Sets offsetCol: a number that is added to the margin of class 1; with inputCols and two classes."""
        return self._set(offsetCol=value)

    def setPredictedLabelCol(self, value: str) -> "SoftmaxRegression":
        """Sets predictedLabelCol: a column for the predicted class's text; none if empty."""
        return self._set(predictedLabelCol=value)

    def setMaxCategories(self, value: int) -> "SoftmaxRegression":
        """Sets maxCategories: at most so many categories of a column have coefficients of their own."""
        return self._set(maxCategories=value)

    def setMinCategoryRows(self, value: int) -> "SoftmaxRegression":
        """Sets minCategoryRows: and only categories with so many rows."""
        return self._set(minCategoryRows=value)

    def setCalibration(self, value: str) -> "SoftmaxRegression":
        """Sets calibration: how margins are calibrated on rows held out: none, temperature, platt, isotonic."""
        return self._set(calibration=value)

    def setFolds(self, value: int) -> "SoftmaxRegression":
        """Sets folds: folds of the rows for calibration."""
        return self._set(folds=value)

    def setInitialModel(self, value: str) -> "SoftmaxRegression":
        """Sets initialModel: folder of a saved model to begin from; none if empty."""
        return self._set(initialModel=value)

    def _create_model(self, java_model: Any) -> "SoftmaxRegressionModel":
        return SoftmaxRegressionModel(java_model)


class SoftmaxRegressionModel(JavaModel, _SoftmaxRegressionParams, JavaMLWritable, JavaMLReadable):
    """What a :class:`SoftmaxRegression` learned: ``transform`` adds margins, probabilities and the predicted class."""

    @property
    def numClasses(self) -> int:
        """The number of classes. Not over Spark Connect."""
        return self._call_java("numClasses")

    @property
    def numFeatures(self) -> int:
        """The number of terms. Not over Spark Connect."""
        return self._call_java("numFeatures")

    @property
    def coefficientMatrix(self) -> Matrix:
        """Classes × terms; with two classes one row, that of the second. Not over Spark Connect."""
        return self._call_java("coefficientMatrix")

    @property
    def interceptVector(self) -> Vector:
        """One per row of the coefficients. Not over Spark Connect."""
        return self._call_java("interceptVector")

    @property
    def objectiveHistory(self) -> List[float]:
        """The objective in nats, by iteration, the starting point first. Not over Spark Connect."""
        return list(self._call_java("objectiveHistory"))

    @property
    def convergence(self) -> str:
        """Why training ended. Not over Spark Connect."""
        return self._call_java("convergence")

    def evaluate(
        self, dataset: DataFrame, groupCols: Optional[List[str]] = None
    ) -> "ClassificationSummary":
        """The account of the log-loss on a table with a label, overall and by group. Not over Spark Connect.

        :param groupCols: columns of which each combination of values is a group
        """
        self._transfer_params_to_java()  # type: ignore[attr-defined]
        java: Any = self._java_obj
        return ClassificationSummary(java.evaluate(dataset._jdf, list(groupCols or [])), dataset)


class ClassificationSummary:
    """The account of a model's log-loss on some rows, in nats; a figure that is not defined is NaN."""

    def __init__(self, java_obj: Any, dataset: DataFrame) -> None:
        self._java_obj = java_obj
        self._session = dataset.sparkSession

    @property
    def rows(self) -> float:
        """The rows that have a label, or the sum of their weights."""
        return self._java_obj.rows()

    @property
    def logLoss(self) -> float:
        """Mean of −log p(label)."""
        return self._java_obj.logLoss()

    @property
    def labelEntropy(self) -> float:
        """The entropy of the label: the least log-loss without any feature."""
        return self._java_obj.labelEntropy()

    @property
    def normalizedLogLoss(self) -> float:
        """1 − log-loss/entropy of the label."""
        return self._java_obj.normalizedLogLoss()

    @property
    def accuracy(self) -> float:
        """Share of rows whose most probable class is theirs."""
        return self._java_obj.accuracy()

    @property
    def areaUnderROC(self) -> float:
        """With two classes the area under the ROC curve."""
        return self._java_obj.areaUnderROC()

    @property
    def areaUnderPR(self) -> float:
        """With two classes the average precision of class 1."""
        return self._java_obj.areaUnderPR()

    @property
    def brier(self) -> float:
        """The Brier score."""
        return self._java_obj.brier()

    @property
    def calibrationError(self) -> float:
        """Σ over ten bins of share of rows · abs(mean predicted − observed share)."""
        return self._java_obj.calibrationError()

    @property
    def byGroup(self) -> DataFrame:
        """All of these, overall and by group."""
        return DataFrame(self._java_obj.byGroup(), self._session)

    @property
    def calibration(self) -> DataFrame:
        """Predicted and observed shares by bin, overall and by group."""
        return DataFrame(self._java_obj.calibration(), self._session)

class _InformationGainSelectorParams(
    HasFeaturesCol,
    HasLabelCol,
    HasInputCols,
    HasOutputCol,
    HasWeightCol,
):
    """The params of :class:`InformationGainSelector`, which its model has too."""

    criterion: "Param[str]" = Param(
        Params._dummy(),  # type: ignore
        "criterion",
        "what scores a candidate beside the selected features, such as jmi, mim, mrmr or cmim",
        TypeConverters.toString,
    )
    selectionMode: "Param[str]" = Param(
        Params._dummy(),  # type: ignore
        "selectionMode",
        "how many are selected: fdr, fwe, numTopFeatures or percentile",
        TypeConverters.toString,
    )
    selectionThreshold: "Param[float]" = Param(
        Params._dummy(),  # type: ignore
        "selectionThreshold",
        "the greatest q-value or p-value, the number of features, or their share",
        TypeConverters.toFloat,
    )
    adjusted: "Param[bool]" = Param(
        Params._dummy(),  # type: ignore
        "adjusted",
        "whether to take what chance would give off every term",
        TypeConverters.toBoolean,
    )
    maxBins: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "maxBins",
        "bins of a number of many values (>= 2)",
        TypeConverters.toInt,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            featuresCol="features",
            labelCol="label",
            weightCol="",
            criterion="jmi",
            selectionMode="fdr",
            adjusted=True,
            maxBins=32,
        )

    def getCriterion(self) -> str:
        """Gets criterion: what scores a candidate beside the selected features, such as jmi, mim, mrmr or cmim."""
        return self.getOrDefault(self.criterion)

    def getSelectionMode(self) -> str:
        """Gets selectionMode: how many are selected: fdr, fwe, numTopFeatures or percentile."""
        return self.getOrDefault(self.selectionMode)

    def getSelectionThreshold(self) -> float:
        """Gets selectionThreshold: the greatest q-value or p-value, the number of features, or their share."""
        return self.getOrDefault(self.selectionThreshold)

    def getAdjusted(self) -> bool:
        """Gets adjusted: whether to take what chance would give off every term."""
        return self.getOrDefault(self.adjusted)

    def getMaxBins(self) -> int:
        """Gets maxBins: bins of a number of many values (>= 2)."""
        return self.getOrDefault(self.maxBins)


class InformationGainSelector(
    JavaEstimator,
    _InformationGainSelectorParams,
    JavaMLWritable,
    JavaMLReadable,
):
    """Selects features by what they tell about a label that the selected ones do not tell already.

    Elements of a vector, ``featuresCol``, whose attributes go on to ``outputCol``; or with ``inputCols`` columns of any types, of
    which the model drops those not selected.
    """

    _input_kwargs: Dict[str, Any]

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        inputCols: Optional[List[str]] = None,
        outputCol: Optional[str] = None,
        weightCol: str = "",
        criterion: str = "jmi",
        selectionMode: str = "fdr",
        selectionThreshold: Optional[float] = None,
        adjusted: bool = True,
        maxBins: int = 32,
    ) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(_PACKAGE + ".InformationGainSelector", self.uid)
        self._set(**self._input_kwargs)

    @keyword_only
    def setParams(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        inputCols: Optional[List[str]] = None,
        outputCol: Optional[str] = None,
        weightCol: str = "",
        criterion: str = "jmi",
        selectionMode: str = "fdr",
        selectionThreshold: Optional[float] = None,
        adjusted: bool = True,
        maxBins: int = 32,
    ) -> "InformationGainSelector":
        """Sets those params that are given."""
        return self._set(**self._input_kwargs)

    def setFeaturesCol(self, value: str) -> "InformationGainSelector":
        """Sets featuresCol: the vector column."""
        return self._set(featuresCol=value)

    def setLabelCol(self, value: str) -> "InformationGainSelector":
        """Sets labelCol: the label."""
        return self._set(labelCol=value)

    def setInputCols(self, value: List[str]) -> "InformationGainSelector":
        """Sets inputCols: the columns to learn from."""
        return self._set(inputCols=value)

    def setOutputCol(self, value: str) -> "InformationGainSelector":
        """Sets outputCol: the vector of the selected elements."""
        return self._set(outputCol=value)

    def setWeightCol(self, value: str) -> "InformationGainSelector":
        """Sets weightCol: the weight of a row; all weigh 1 if empty."""
        return self._set(weightCol=value)

    def setCriterion(self, value: str) -> "InformationGainSelector":
        """Sets criterion: what scores a candidate beside the selected features, such as jmi, mim, mrmr or cmim."""
        return self._set(criterion=value)

    def setSelectionMode(self, value: str) -> "InformationGainSelector":
        """Sets selectionMode: how many are selected: fdr, fwe, numTopFeatures or percentile."""
        return self._set(selectionMode=value)

    def setSelectionThreshold(self, value: float) -> "InformationGainSelector":
        """Sets selectionThreshold: the greatest q-value or p-value, the number of features, or their share."""
        return self._set(selectionThreshold=value)

    def setAdjusted(self, value: bool) -> "InformationGainSelector":
        """Sets adjusted: whether to take what chance would give off every term."""
        return self._set(adjusted=value)

    def setMaxBins(self, value: int) -> "InformationGainSelector":
        """Sets maxBins: bins of a number of many values (>= 2)."""
        return self._set(maxBins=value)

    def _create_model(self, java_model: Any) -> "InformationGainSelectorModel":
        return InformationGainSelectorModel(java_model)


class InformationGainSelectorModel(JavaModel, _InformationGainSelectorParams, JavaMLWritable, JavaMLReadable):
    """What an :class:`InformationGainSelector` selected."""

    @property
    def features(self) -> List[str]:
        """The names of all features. Not over Spark Connect."""
        return list(self._call_java("features"))

    @property
    def selectedFeatures(self) -> List[int]:
        """The indices of those selected, ascending. Not over Spark Connect."""
        return list(self._call_java("selectedFeatures"))

    @property
    def selectionOrder(self) -> List[int]:
        """The same, best first. Not over Spark Connect."""
        return list(self._call_java("selectionOrder"))

    @property
    def scores(self) -> List[float]:
        """The score that each feature had when it was looked at. Not over Spark Connect."""
        return list(self._call_java("scores"))

    @property
    def pValues(self) -> List[float]:
        """The p-value of each feature. Not over Spark Connect."""
        return list(self._call_java("pValues"))

    @property
    def redundantWith(self) -> List[str]:
        """Of each feature the selected one beyond which it tells least. Not over Spark Connect."""
        return list(self._call_java("redundantWith"))

class _MdlpDiscretizerParams(
    HasFeaturesCol,
    HasInputCols,
    HasOutputCol,
    HasOutputCols,
    HasLabelCol,
    HasWeightCol,
    HasHandleInvalid,
):
    """The params of :class:`MdlpDiscretizer`, which its model has too."""


    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            featuresCol="features",
            labelCol="label",
            weightCol="",
            handleInvalid="error",
        )


class MdlpDiscretizer(
    JavaEstimator,
    _MdlpDiscretizerParams,
    JavaMLWritable,
    JavaMLReadable,
):
    """Cuts numbers where the minimum description length principle says that it tells something about a label.

    Columns, ``inputCols`` into ``outputCols``; or where there are no ``inputCols`` each element of the vectors ``featuresCol``, into
    the vectors ``outputCol``.
    """

    _input_kwargs: Dict[str, Any]

    @keyword_only
    def __init__(
        self,
        *,
        inputCols: Optional[List[str]] = None,
        outputCols: Optional[List[str]] = None,
        featuresCol: str = "features",
        outputCol: Optional[str] = None,
        labelCol: str = "label",
        weightCol: str = "",
        handleInvalid: str = "error",
    ) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(_PACKAGE + ".MdlpDiscretizer", self.uid)
        self._set(**self._input_kwargs)

    @keyword_only
    def setParams(
        self,
        *,
        inputCols: Optional[List[str]] = None,
        outputCols: Optional[List[str]] = None,
        featuresCol: str = "features",
        outputCol: Optional[str] = None,
        labelCol: str = "label",
        weightCol: str = "",
        handleInvalid: str = "error",
    ) -> "MdlpDiscretizer":
        """Sets those params that are given."""
        return self._set(**self._input_kwargs)

    def setInputCols(self, value: List[str]) -> "MdlpDiscretizer":
        """Sets inputCols: the columns to learn from."""
        return self._set(inputCols=value)

    def setOutputCols(self, value: List[str]) -> "MdlpDiscretizer":
        """Sets outputCols: the columns for the buckets."""
        return self._set(outputCols=value)

    def setFeaturesCol(self, value: str) -> "MdlpDiscretizer":
        """Sets featuresCol: the vector column."""
        return self._set(featuresCol=value)

    def setOutputCol(self, value: str) -> "MdlpDiscretizer":
        """Sets outputCol: the column for the vectors of buckets."""
        return self._set(outputCol=value)

    def setLabelCol(self, value: str) -> "MdlpDiscretizer":
        """Sets labelCol: the label."""
        return self._set(labelCol=value)

    def setWeightCol(self, value: str) -> "MdlpDiscretizer":
        """Sets weightCol: the weight of a row; all weigh 1 if empty."""
        return self._set(weightCol=value)

    def setHandleInvalid(self, value: str) -> "MdlpDiscretizer":
        """Sets handleInvalid: what becomes of null and NaN: error, skip or keep."""
        return self._set(handleInvalid=value)

    def _create_model(self, java_model: Any) -> "MdlpDiscretizerModel":
        return MdlpDiscretizerModel(java_model)


class MdlpDiscretizerModel(JavaModel, _MdlpDiscretizerParams, JavaMLWritable, JavaMLReadable):
    """What an :class:`MdlpDiscretizer` cut: ``transform`` gives the buckets that a ``Bucketizer`` of its splits gives."""

    def getSplitsArray(self) -> List[List[float]]:
        """By column: −∞, the cuts in ascending order, +∞. Not over Spark Connect."""
        self._transfer_params_to_java()  # type: ignore[attr-defined]
        java: Any = self._java_obj
        return [list(one) for one in java.getSplitsArray()]


class _ScoringParams(
    HasFeaturesCol,
    HasLabelCol,
    HasPredictionCol,
    HasProbabilityCol,
    HasRawPredictionCol,
    HasThresholds,
    HasInputCols,
    HasWeightCol,
    _CalibratedParams,
):
    """The params of every classifier of trees or of a network, which its model has too."""

    folds: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "folds",
        "folds of the rows for calibration and cost-complexity pruning",
        TypeConverters.toInt,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            featuresCol="features",
            labelCol="label",
            predictionCol="prediction",
            probabilityCol="probability",
            rawPredictionCol="rawPrediction",
            weightCol="",
            predictedLabelCol="",
        )

    def getFolds(self) -> int:
        """Gets folds: folds of the rows for calibration and cost-complexity pruning."""
        return self.getOrDefault(self.folds)


class _StoppingParams(Params):
    """When training ends because rows that were held out are predicted no better."""

    earlyStopping: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "earlyStopping",
        "rounds or iterations without a lower log-loss of the rows held out after which training ends; 0 for none",
        TypeConverters.toInt,
    )
    validationFraction: "Param[float]" = Param(
        Params._dummy(),  # type: ignore
        "validationFraction",
        "the share of the rows that is held out",
        TypeConverters.toFloat,
    )

    def getEarlyStopping(self) -> int:
        """Gets earlyStopping: rounds or iterations without a lower log-loss of the rows held out after which training ends; 0
        for none."""
        return self.getOrDefault(self.earlyStopping)

    def getValidationFraction(self) -> float:
        """Gets validationFraction: the share of the rows that is held out."""
        return self.getOrDefault(self.validationFraction)


class _TreesParams(_ScoringParams):
    """The params that :class:`EntropyTree`, :class:`BoostedTrees` and :class:`AdaBoost` have in common."""

    maxDepth: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "maxDepth",
        "the most splits from the root to a leaf",
        TypeConverters.toInt,
    )
    maxBins: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "maxBins",
        "the most bins of a number, in [3, 255]",
        TypeConverters.toInt,
    )
    minInstancesPerNode: "Param[float]" = Param(
        Params._dummy(),  # type: ignore
        "minInstancesPerNode",
        "the least weight of the rows of a leaf",
        TypeConverters.toFloat,
    )

    def getMaxDepth(self) -> int:
        """Gets maxDepth: the most splits from the root to a leaf."""
        return self.getOrDefault(self.maxDepth)

    def getMaxBins(self) -> int:
        """Gets maxBins: the most bins of a number, in [3, 255]."""
        return self.getOrDefault(self.maxBins)

    def getMinInstancesPerNode(self) -> float:
        """Gets minInstancesPerNode: the least weight of the rows of a leaf."""
        return self.getOrDefault(self.minInstancesPerNode)


class _TreeParams(_TreesParams):
    """The params of :class:`EntropyTree`."""

    pruning: "Param[str]" = Param(
        Params._dummy(),  # type: ignore
        "pruning",
        "mdl, cost-complexity or none",
        TypeConverters.toString,
    )
    criterion: "Param[str]" = Param(
        Params._dummy(),  # type: ignore
        "criterion",
        "gain or gain-ratio",
        TypeConverters.toString,
    )

    def getPruning(self) -> str:
        """Gets pruning: mdl, cost-complexity or none."""
        return self.getOrDefault(self.pruning)

    def getCriterion(self) -> str:
        """Gets criterion: gain or gain-ratio."""
        return self.getOrDefault(self.criterion)


class _BoostedTreesParams(_TreesParams, HasMaxIter, HasStepSize, HasRegParam, _StoppingParams, _OffsetParams):
    """The params of :class:`BoostedTrees`, some of which :class:`AdaBoost` has."""


class _TreesModelParams(_TreeParams, _BoostedTreesParams):
    """The params of :class:`TreesModel`: those of whichever classifier has trained it are defined."""


class _HiddenLayerParams(_ScoringParams, HasMaxIter, HasTol, HasRegParam, _StoppingParams, _OffsetParams):
    """The params of :class:`HiddenLayer`, which its model has too."""

    units: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "units",
        "how many units the hidden layer has",
        TypeConverters.toInt,
    )
    activation: "Param[str]" = Param(
        Params._dummy(),  # type: ignore
        "activation",
        "what a unit makes of its sum: relu or sigmoid",
        TypeConverters.toString,
    )
    loss: "Param[List[str]]" = Param(
        Params._dummy(),  # type: ignore
        "loss",
        "what is minimised: cross-entropy, squared-error, or one after the other",
        _one_or_more,
    )
    # Not HasSeed, whose default is another one in each process.
    seed: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "seed",
        "what the weights begin at numbers of",
        TypeConverters.toInt,
    )
    maxCategories: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "maxCategories",
        "at most so many categories of a column have weights of their own",
        TypeConverters.toInt,
    )
    minCategoryRows: "Param[int]" = Param(
        Params._dummy(),  # type: ignore
        "minCategoryRows",
        "and only categories with so many rows",
        TypeConverters.toInt,
    )

    def getUnits(self) -> int:
        """Gets units: how many units the hidden layer has."""
        return self.getOrDefault(self.units)

    def getActivation(self) -> str:
        """Gets activation: what a unit makes of its sum: relu or sigmoid."""
        return self.getOrDefault(self.activation)

    def getLoss(self) -> List[str]:
        """Gets loss: what is minimised, one after the other."""
        return self.getOrDefault(self.loss)

    def getSeed(self) -> int:
        """Gets seed: what the weights begin at numbers of."""
        return self.getOrDefault(self.seed)

    def getMaxCategories(self) -> int:
        """Gets maxCategories: at most so many categories of a column have weights of their own."""
        return self.getOrDefault(self.maxCategories)

    def getMinCategoryRows(self) -> int:
        """Gets minCategoryRows: and only categories with so many rows."""
        return self.getOrDefault(self.minCategoryRows)


_Scoring = TypeVar("_Scoring", bound="_ScoringEstimator")
_Trees = TypeVar("_Trees", bound="_TreesEstimator")


class _ScoringEstimator(JavaEstimator, _ScoringParams, JavaMLWritable, JavaMLReadable):
    """What classifiers of trees or of a network are set up with alike."""

    _input_kwargs: Dict[str, Any]

    def _begin(self, name: str, defaults: Dict[str, Any]) -> None:
        """To be called by ``__init__``, with the name of the Java class and the defaults that are its own."""
        self._java_obj = self._new_java_obj(_PACKAGE + "." + name, self.uid)
        self._setDefault(calibration="none", folds=5, **defaults)
        self._set(**self._input_kwargs)

    def setFeaturesCol(self: _Scoring, value: str) -> _Scoring:
        """Sets featuresCol: the vector column."""
        return self._set(featuresCol=value)

    def setLabelCol(self: _Scoring, value: str) -> _Scoring:
        """Sets labelCol: the label."""
        return self._set(labelCol=value)

    def setPredictionCol(self: _Scoring, value: str) -> _Scoring:
        """Sets predictionCol: the column for the number of the predicted class."""
        return self._set(predictionCol=value)

    def setProbabilityCol(self: _Scoring, value: str) -> _Scoring:
        """Sets probabilityCol: the column for the probabilities."""
        return self._set(probabilityCol=value)

    def setRawPredictionCol(self: _Scoring, value: str) -> _Scoring:
        """Sets rawPredictionCol: the column for the margins."""
        return self._set(rawPredictionCol=value)

    def setThresholds(self: _Scoring, value: List[float]) -> _Scoring:
        """Sets thresholds: a threshold per class: the greatest p/t is predicted."""
        return self._set(thresholds=value)

    def setInputCols(self: _Scoring, value: List[str]) -> _Scoring:
        """Sets inputCols: the columns to learn from."""
        return self._set(inputCols=value)

    def setWeightCol(self: _Scoring, value: str) -> _Scoring:
        """Sets weightCol: the weight of a row; all weigh 1 if empty."""
        return self._set(weightCol=value)

    def setPredictedLabelCol(self: _Scoring, value: str) -> _Scoring:
        """Sets predictedLabelCol: a column for the predicted class's text; none if empty."""
        return self._set(predictedLabelCol=value)

    def setCalibration(self: _Scoring, value: str) -> _Scoring:
        """Sets calibration: how margins are calibrated on rows held out: none, temperature, platt, isotonic."""
        return self._set(calibration=value)

    def setFolds(self: _Scoring, value: int) -> _Scoring:
        """Sets folds: folds of the rows for calibration and cost-complexity pruning."""
        return self._set(folds=value)


class _TreesEstimator(_ScoringEstimator, _TreesParams):
    """What :class:`EntropyTree`, :class:`BoostedTrees` and :class:`AdaBoost` are set up with alike."""

    def setMaxDepth(self: _Trees, value: int) -> _Trees:
        """Sets maxDepth: the most splits from the root to a leaf."""
        return self._set(maxDepth=value)

    def setMaxBins(self: _Trees, value: int) -> _Trees:
        """Sets maxBins: the most bins of a number, in [3, 255]."""
        return self._set(maxBins=value)

    def setMinInstancesPerNode(self: _Trees, value: float) -> _Trees:
        """Sets minInstancesPerNode: the least weight of the rows of a leaf."""
        return self._set(minInstancesPerNode=value)

    def _create_model(self, java_model: Any) -> "TreesModel":
        return TreesModel(java_model)


class EntropyTree(_TreesEstimator, _TreeParams):
    """One decision tree by entropy, pruned by description length, whose leaves give probabilities.

    On ``inputCols`` of any type: numbers are cut into bins, every other column is taken by category. Or on a vector column,
    ``featuresCol``, whose NaN are missing values. The label is the number of a class, 0, 1, ..; rows without one are left out.
    """

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        thresholds: Optional[List[float]] = None,
        inputCols: Optional[List[str]] = None,
        weightCol: str = "",
        predictedLabelCol: str = "",
        calibration: str = "none",
        folds: int = 5,
        maxDepth: int = 20,
        maxBins: int = 255,
        minInstancesPerNode: float = 5.0,
        pruning: str = "mdl",
        criterion: str = "gain",
    ) -> None:
        super().__init__()
        self._begin(
            "EntropyTree",
            {"maxBins": 255, "maxDepth": 20, "minInstancesPerNode": 5.0, "pruning": "mdl", "criterion": "gain"},
        )

    @keyword_only
    def setParams(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        thresholds: Optional[List[float]] = None,
        inputCols: Optional[List[str]] = None,
        weightCol: str = "",
        predictedLabelCol: str = "",
        calibration: str = "none",
        folds: int = 5,
        maxDepth: int = 20,
        maxBins: int = 255,
        minInstancesPerNode: float = 5.0,
        pruning: str = "mdl",
        criterion: str = "gain",
    ) -> "EntropyTree":
        """Sets those params that are given."""
        return self._set(**self._input_kwargs)

    def setPruning(self, value: str) -> "EntropyTree":
        """Sets pruning: mdl, cost-complexity or none."""
        return self._set(pruning=value)

    def setCriterion(self, value: str) -> "EntropyTree":
        """Sets criterion: gain or gain-ratio."""
        return self._set(criterion=value)


class BoostedTrees(_TreesEstimator, _BoostedTreesParams):
    """Boosted trees: each takes a Newton step on what those before it have left of the log-loss.

    On ``inputCols`` of any type: numbers are cut into bins, every other column is taken by category. Or on a vector column,
    ``featuresCol``, whose NaN are missing values. The label is the number of a class, 0, 1, ..; rows without one are left out.
    """

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        thresholds: Optional[List[float]] = None,
        inputCols: Optional[List[str]] = None,
        weightCol: str = "",
        predictedLabelCol: str = "",
        calibration: str = "none",
        folds: int = 5,
        offsetCol: str = "",
        maxDepth: int = 6,
        maxBins: int = 255,
        minInstancesPerNode: float = 1.0,
        maxIter: int = 100,
        stepSize: float = 0.1,
        regParam: float = 1.0,
        earlyStopping: int = 10,
        validationFraction: float = 0.1,
    ) -> None:
        super().__init__()
        self._begin(
            "BoostedTrees",
            {
                "offsetCol": "",
                "maxDepth": 6,
                "maxBins": 255,
                "minInstancesPerNode": 1.0,
                "maxIter": 100,
                "stepSize": 0.1,
                "regParam": 1.0,
                "earlyStopping": 10,
                "validationFraction": 0.1,
            },
        )

    @keyword_only
    def setParams(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        thresholds: Optional[List[float]] = None,
        inputCols: Optional[List[str]] = None,
        weightCol: str = "",
        predictedLabelCol: str = "",
        calibration: str = "none",
        folds: int = 5,
        offsetCol: str = "",
        maxDepth: int = 6,
        maxBins: int = 255,
        minInstancesPerNode: float = 1.0,
        maxIter: int = 100,
        stepSize: float = 0.1,
        regParam: float = 1.0,
        earlyStopping: int = 10,
        validationFraction: float = 0.1,
    ) -> "BoostedTrees":
        """Sets those params that are given."""
        return self._set(**self._input_kwargs)

    def setOffsetCol(self, value: str) -> "BoostedTrees":
        """Sets offsetCol: a number that is added to the margin of class 1; with inputCols and two classes."""
        return self._set(offsetCol=value)

    def setMaxIter(self, value: int) -> "BoostedTrees":
        """Sets maxIter: the greatest number of rounds."""
        return self._set(maxIter=value)

    def setStepSize(self, value: float) -> "BoostedTrees":
        """Sets stepSize: what the value of a leaf is multiplied by."""
        return self._set(stepSize=value)

    def setRegParam(self, value: float) -> "BoostedTrees":
        """Sets regParam: a ridge on the values of leaves (>= 0)."""
        return self._set(regParam=value)

    def setEarlyStopping(self, value: int) -> "BoostedTrees":
        """Sets earlyStopping: rounds without a lower log-loss of the rows held out after which training ends; 0 for none."""
        return self._set(earlyStopping=value)

    def setValidationFraction(self, value: float) -> "BoostedTrees":
        """Sets validationFraction: the share of the rows that is held out."""
        return self._set(validationFraction=value)


class AdaBoost(_TreesEstimator, HasMaxIter, HasStepSize):
    """AdaBoost (SAMME) whose votes are probabilities.

    On ``inputCols`` of any type: numbers are cut into bins, every other column is taken by category. Or on a vector column,
    ``featuresCol``, whose NaN are missing values. The label is the number of a class, 0, 1, ..; rows without one are left out.
    """

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        thresholds: Optional[List[float]] = None,
        inputCols: Optional[List[str]] = None,
        weightCol: str = "",
        predictedLabelCol: str = "",
        calibration: str = "none",
        folds: int = 5,
        maxDepth: int = 1,
        maxBins: int = 255,
        minInstancesPerNode: float = 1.0,
        maxIter: int = 50,
        stepSize: float = 1.0,
    ) -> None:
        super().__init__()
        self._begin("AdaBoost", {"maxBins": 255, "maxDepth": 1, "minInstancesPerNode": 1.0, "maxIter": 50, "stepSize": 1.0})

    @keyword_only
    def setParams(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        thresholds: Optional[List[float]] = None,
        inputCols: Optional[List[str]] = None,
        weightCol: str = "",
        predictedLabelCol: str = "",
        calibration: str = "none",
        folds: int = 5,
        maxDepth: int = 1,
        maxBins: int = 255,
        minInstancesPerNode: float = 1.0,
        maxIter: int = 50,
        stepSize: float = 1.0,
    ) -> "AdaBoost":
        """Sets those params that are given."""
        return self._set(**self._input_kwargs)

    def setMaxIter(self, value: int) -> "AdaBoost":
        """Sets maxIter: the greatest number of rounds."""
        return self._set(maxIter=value)

    def setStepSize(self, value: float) -> "AdaBoost":
        """Sets stepSize: what the votes of a tree are multiplied by."""
        return self._set(stepSize=value)


class HiddenLayer(_ScoringEstimator, _HiddenLayerParams):
    """A network with one hidden layer, trained on whole gradients; it keeps the iteration that predicts the rows held out best.

    On ``inputCols`` of any type: numbers are centred and scaled, every other column has weights for each category. Or on a
    vector column, ``featuresCol``. What is missing has weights too. The label is the number of a class, 0, 1, ..; rows without
    one are left out.

    >>> HiddenLayer(inputCols=["age", "sex"], labelCol="label", units=16).fit(people)  # doctest: +SKIP
    """

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        thresholds: Optional[List[float]] = None,
        inputCols: Optional[List[str]] = None,
        weightCol: str = "",
        predictedLabelCol: str = "",
        calibration: str = "none",
        folds: int = 5,
        offsetCol: str = "",
        units: int = 64,
        activation: str = "relu",
        loss: Union[str, List[str]] = "cross-entropy",
        maxIter: int = 100,
        tol: float = 1e-8,
        seed: int = 42,
        regParam: float = 3e-4,
        earlyStopping: int = 10,
        validationFraction: float = 0.1,
        maxCategories: int = 65536,
        minCategoryRows: int = 1,
    ) -> None:
        super().__init__()
        self._begin(
            "HiddenLayer",
            {
                "offsetCol": "",
                "units": 64,
                "activation": "relu",
                "loss": ["cross-entropy"],
                "maxIter": 100,
                "tol": 1e-8,
                "seed": 42,
                "regParam": 3e-4,
                "earlyStopping": 10,
                "validationFraction": 0.1,
                "maxCategories": 65536,
                "minCategoryRows": 1,
            },
        )

    @keyword_only
    def setParams(
        self,
        *,
        featuresCol: str = "features",
        labelCol: str = "label",
        predictionCol: str = "prediction",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        thresholds: Optional[List[float]] = None,
        inputCols: Optional[List[str]] = None,
        weightCol: str = "",
        predictedLabelCol: str = "",
        calibration: str = "none",
        folds: int = 5,
        offsetCol: str = "",
        units: int = 64,
        activation: str = "relu",
        loss: Union[str, List[str]] = "cross-entropy",
        maxIter: int = 100,
        tol: float = 1e-8,
        seed: int = 42,
        regParam: float = 3e-4,
        earlyStopping: int = 10,
        validationFraction: float = 0.1,
        maxCategories: int = 65536,
        minCategoryRows: int = 1,
    ) -> "HiddenLayer":
        """Sets those params that are given."""
        return self._set(**self._input_kwargs)

    def setOffsetCol(self, value: str) -> "HiddenLayer":
        """Sets offsetCol: a number that is added to the margin of class 1; with inputCols and two classes."""
        return self._set(offsetCol=value)

    def setUnits(self, value: int) -> "HiddenLayer":
        """Sets units: how many units the hidden layer has."""
        return self._set(units=value)

    def setActivation(self, value: str) -> "HiddenLayer":
        """Sets activation: what a unit makes of its sum: relu or sigmoid."""
        return self._set(activation=value)

    def setLoss(self, value: Union[str, List[str]]) -> "HiddenLayer":
        """Sets loss: cross-entropy, squared-error, or a list of these, one after the other."""
        return self._set(loss=value)

    def setMaxIter(self, value: int) -> "HiddenLayer":
        """Sets maxIter: the greatest number of iterations of each loss."""
        return self._set(maxIter=value)

    def setTol(self, value: float) -> "HiddenLayer":
        """Sets tol: the convergence tolerance."""
        return self._set(tol=value)

    def setSeed(self, value: int) -> "HiddenLayer":
        """Sets seed: what the weights begin at numbers of."""
        return self._set(seed=value)

    def setRegParam(self, value: float) -> "HiddenLayer":
        """Sets regParam: half of it times the square of every weight is added (>= 0)."""
        return self._set(regParam=value)

    def setEarlyStopping(self, value: int) -> "HiddenLayer":
        """Sets earlyStopping: iterations without a lower log-loss of the rows held out after which training ends; 0 for none."""
        return self._set(earlyStopping=value)

    def setValidationFraction(self, value: float) -> "HiddenLayer":
        """Sets validationFraction: the share of the rows that is held out."""
        return self._set(validationFraction=value)

    def setMaxCategories(self, value: int) -> "HiddenLayer":
        """Sets maxCategories: at most so many categories of a column have weights of their own."""
        return self._set(maxCategories=value)

    def setMinCategoryRows(self, value: int) -> "HiddenLayer":
        """Sets minCategoryRows: and only categories with so many rows."""
        return self._set(minCategoryRows=value)

    def _create_model(self, java_model: Any) -> "HiddenLayerModel":
        return HiddenLayerModel(java_model)


class _ScoringModel(JavaModel, JavaMLWritable, JavaMLReadable):
    """What models of trees and of a network tell alike."""

    @property
    def numClasses(self) -> int:
        """The number of classes. Not over Spark Connect."""
        return self._call_java("numClasses")

    @property
    def numFeatures(self) -> int:
        """The number of columns, or elements of the vector. Not over Spark Connect."""
        return self._call_java("numFeatures")

    def evaluate(self, dataset: DataFrame, groupCols: Optional[List[str]] = None) -> "ClassificationSummary":
        """The account of the log-loss on a table with a label, overall and by group. Not over Spark Connect.

        :param groupCols: columns of which each combination of values is a group
        """
        self._transfer_params_to_java()  # type: ignore[attr-defined]
        java: Any = self._java_obj
        return ClassificationSummary(java.evaluate(dataset._jdf, list(groupCols or [])), dataset)


class TreesModel(_ScoringModel, _TreesModelParams):
    """One tree or boosted ones: ``transform`` adds margins, probabilities and the predicted class."""

    @property
    def numTrees(self) -> int:
        """The number of trees. Not over Spark Connect."""
        return self._call_java("numTrees")


class HiddenLayerModel(_ScoringModel, _HiddenLayerParams):
    """A network with one hidden layer: ``transform`` adds margins, probabilities and the predicted class."""

    @property
    def numUnits(self) -> int:
        """How many units the hidden layer has. Not over Spark Connect."""
        return self._call_java("numUnits")
