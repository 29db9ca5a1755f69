"""Surprisal in Python: the jobs on any data frame, and the stages for Spark ML.

The jar is all that is needed: ``pyspark --packages io.github.surprisal:surprisal:VERSION``, or ``--jars surprisal.jar --py-files
surprisal.jar``. With the wheel ``surprisal-spark`` the jar comes by pip, and :func:`jar` says where it is:

>>> spark = SparkSession.builder.config("spark.jars", surprisal.jar()).getOrCreate()  # doctest: +SKIP

SQL functions (``entropy(x)``, ``information_gain(x, y)``, ..) need nothing of this module.
"""

import io as _io
import os as _os
import sys as _sys
import types as _types

from surprisal._jobs import Findings, JobStage, JobStageModel, Surprisal, TrainedModel
from surprisal._stages import (
    AdaBoost,
    BoostedTrees,
    ClassificationSummary,
    EntropyTree,
    HiddenLayer,
    HiddenLayerModel,
    InformationGainSelector,
    InformationGainSelectorModel,
    MdlpDiscretizer,
    MdlpDiscretizerModel,
    SoftmaxRegression,
    SoftmaxRegressionModel,
    TreesModel,
)

__all__ = [
    "AdaBoost",
    "BoostedTrees",
    "ClassificationSummary",
    "EntropyTree",
    "Findings",
    "HiddenLayer",
    "HiddenLayerModel",
    "InformationGainSelector",
    "InformationGainSelectorModel",
    "MdlpDiscretizer",
    "MdlpDiscretizerModel",
    "SoftmaxRegression",
    "SoftmaxRegressionModel",
    "Surprisal",
    "TrainedModel",
    "TreesModel",
    "jar",
]


def jar() -> str:
    """The path of the jar that this module is of, for ``spark.jars``."""
    here = _os.path.dirname(_os.path.abspath(__file__))
    own = _os.path.join(here, "jars", "surprisal.jar")
    around = _os.path.dirname(here)
    return own if _os.path.exists(own) or not around.endswith(".jar") else around


def _name_as_in_java() -> None:
    """PySpark takes the name of a stage's class for that of a Python module, ``io.github.surprisal.ml``; but ``io`` is
    Python's own module and no package. So the modules are made known by these names."""
    packages = {"ml": "_stages", "connect": "_jobs"}
    spaces = {}
    for package, module in packages.items():
        name = "io.github.surprisal." + package
        of = _sys.modules["surprisal." + module]
        _sys.modules[name] = of
        spaces[package] = of
        for one in vars(of).values():
            if isinstance(one, type) and one.__module__ == of.__name__:
                one.__module__ = name
    _io.github = _types.SimpleNamespace(  # type: ignore[attr-defined]
        surprisal=_types.SimpleNamespace(**spaces)
    )


_name_as_in_java()
