"""The jobs on any data frame, for classic sessions and Spark Connect alike."""

import json
import uuid
from typing import Any, Dict, List, Optional

from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.wrapper import JavaEstimator, JavaModel
from pyspark.sql import DataFrame, SparkSession

_PACKAGE = "io.github.surprisal.connect"


class JobStage(JavaEstimator):
    """A job as a stage, which is how it is reached over Spark Connect; :class:`Surprisal` is how to start one."""

    command: "Param[str]" = Param(
        Params._dummy(), "command", "what is done", TypeConverters.toString  # type: ignore
    )
    labelCol: "Param[str]" = Param(
        Params._dummy(), "labelCol", "label column name", TypeConverters.toString  # type: ignore
    )
    options: "Param[str]" = Param(
        Params._dummy(), "options", "keys of the config as JSON", TypeConverters.toString  # type: ignore
    )

    def __init__(self) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(_PACKAGE + ".JobStage", self.uid)

    def _create_model(self, java_model: Any) -> "JobStageModel":
        return JobStageModel(java_model)


class JobStageModel(JavaModel):
    """What a job found, as a stage: ``transform`` gives the dataset that a param names."""

    dataset: "Param[str]" = Param(
        Params._dummy(), "dataset", "the dataset to give", TypeConverters.toString  # type: ignore
    )
    model: "Param[str]" = Param(
        Params._dummy(), "model", "the model to score with instead", TypeConverters.toString  # type: ignore
    )

    def with_params(self, **params: str) -> "JobStageModel":
        """The same with other params."""
        that: "JobStageModel" = self.copy()
        that._set(**params)
        return that


class TrainedModel:
    """A model that scores a table as it comes: adds margins, probabilities, the predicted class and its text.

    After :meth:`Findings.write_to` the same model is a ``PipelineModel`` in the folder that ``runs.model_path`` names.
    """

    def __init__(self, name: str, stage: JobStageModel) -> None:
        self.name = name
        self._stage = stage

    def transform(self, dataset: DataFrame) -> DataFrame:
        """Scores a table; no row is dropped and no column changed."""
        return self._stage.transform(dataset)

    def __repr__(self) -> str:
        return "TrainedModel(%r)" % self.name


class Findings:
    """What a job found: its datasets as data frames, its models, and a text to look at. ``print(found)`` shows the text."""

    def __init__(self, stage: JobStageModel, session: SparkSession) -> None:
        self._stage = stage
        self._session = session
        self._anything = session.range(1)

    def _frame(self, name: str) -> DataFrame:
        return self._stage.with_params(dataset=name).transform(self._anything)

    def _texts(self, name: str) -> List[str]:
        return [row[0] for row in self._frame(name).collect()]

    @property
    def datasets(self) -> List[str]:
        """The names of the datasets that there are."""
        return self._texts("datasets")

    def dataset(self, name: str) -> DataFrame:
        """A dataset, with the columns that its page of reference names and ``run_id``."""
        frame = self._frame(name)
        frame.schema  # so that a wrong name is told of here, over Spark Connect too
        return frame

    @property
    def column_entropy(self) -> DataFrame:
        """Entropy, kind and mode of every column."""
        return self.dataset("column_entropy")

    @property
    def information_gain(self) -> DataFrame:
        """What every feature tells about the label."""
        return self.dataset("information_gain")

    @property
    def best_split(self) -> DataFrame:
        """The split of every feature in two that tells most."""
        return self.dataset("best_split")

    @property
    def selection(self) -> DataFrame:
        """The features in the order in which they were looked at, and which were selected."""
        return self.dataset("selection")

    @property
    def drift(self) -> DataFrame:
        """How the columns differ from the reference's."""
        return self.dataset("drift")

    @property
    def coefficients(self) -> DataFrame:
        """The coefficients of linear models."""
        return self.dataset("coefficients")

    @property
    def log_loss(self) -> DataFrame:
        """The account of the models' log-loss, by group."""
        return self.dataset("log_loss")

    @property
    def models(self) -> Dict[str, TrainedModel]:
        """The models that were trained, by the name of the learner as in ``train.models``."""
        names = self._texts("models")
        return {name: TrainedModel(name, self._stage.with_params(model=name)) for name in names}

    @property
    def model(self) -> TrainedModel:
        """The model that was trained, where there is one."""
        models = self.models
        if len(models) != 1:
            raise ValueError(
                "Cannot give the model: expected one, found "
                + (", ".join(models) + "; models has them by name" if models else "none; train(..) trains")
            )
        return next(iter(models.values()))

    @property
    def notes(self) -> List[str]:
        """What is to be known though nothing is wrong, such as columns that were left out."""
        return self._texts("notes")

    @property
    def fired(self) -> List[str]:
        """The rules of ``drift.fail-on`` that fired, each with where and what."""
        return self._texts("fired")

    @property
    def run_id(self) -> str:
        """The name of the run."""
        return self._texts("run_id")[0]

    @property
    def summary(self) -> str:
        """The tables that the command line ends with."""
        return self._texts("summary")[0]

    def write_to(self, path: str) -> None:
        """Writes the datasets, and models, as the commands do: the run whole or not at all, with its page."""
        _writer(self._stage).save(path)

    def __str__(self) -> str:
        return self.summary


def _writer(stage: JobStageModel) -> Any:
    from pyspark.ml.util import JavaMLWritable

    return JavaMLWritable.write(stage)  # type: ignore[arg-type]


def _plain(key: str, value: Any) -> Any:
    """The value of an option as JSON has it; numbers and arrays of NumPy and pandas become those of Python."""
    try:
        return json.loads(json.dumps(value, allow_nan=False, default=lambda found: found.tolist()))
    except (AttributeError, TypeError, ValueError):
        raise ValueError(
            "Cannot take option '%s': expected a text, a finite number, a boolean, or a list or dict of these, found %r"
            % (key, value)
        ) from None


class Surprisal:
    """Entropies, information gains, a selection, drift and models of any data frame.

    Options are the keys of the config, with the same defaults, checks and messages. Nothing is written unless
    ``output.path`` says where, or :meth:`Findings.write_to`. Immutable.

    >>> found = Surprisal.on(spark).option("table.groups", ["sex"]).rank(people, "income")  # doctest: +SKIP
    >>> found.information_gain.orderBy("rank").show()  # doctest: +SKIP
    """

    def __init__(self, session: SparkSession, options: Optional[Dict[str, Any]] = None) -> None:
        self._session = session
        self._options = dict(options or {})

    @classmethod
    def on(cls, session: SparkSession) -> "Surprisal":
        """With every option at its default."""
        return cls(session)

    def option(self, key: str, value: Any) -> "Surprisal":
        """The same with an option: a text, a number, a boolean, or a list or dict of these; None for the default."""
        return self.options({key: value})

    def options(self, values: Dict[str, Any]) -> "Surprisal":
        """The same with several options."""
        more = {**self._options, **{key: _plain(key, value) for key, value in values.items()}}
        return Surprisal(self._session, {key: value for key, value in more.items() if value is not None})

    def profile(self, dataset: DataFrame) -> Findings:
        """The entropy of every column."""
        return self._run("profile", dataset, "")

    def rank(self, dataset: DataFrame, label: str) -> Findings:
        """What every feature tells about a label."""
        return self._run("rank", dataset, label)

    def select(self, dataset: DataFrame, label: str) -> Findings:
        """A selection of features, beside what :meth:`rank` gives."""
        return self._run("select", dataset, label)

    def train(self, dataset: DataFrame, label: str) -> Findings:
        """Models trained on the selected features, and the account of their log-loss."""
        return self._run("train", dataset, label)

    def drift(self, reference: Optional[DataFrame], dataset: DataFrame) -> Findings:
        """How the columns of a dataset differ from those of a reference; None for what ``drift.reference`` says."""
        if reference is None:
            return self._run("drift", dataset, "")
        for key in self._options:
            if key == "drift.reference" or key.startswith("drift.reference.") and not key.endswith(".where"):
                raise ValueError(
                    "Cannot use key '%s' here: the reference is the dataset that is handed over" % key
                )
        view = "surprisal_reference_" + uuid.uuid4().hex
        reference.createOrReplaceTempView(view)
        try:
            return self.option("drift.reference.table", view)._run("drift", dataset, "")
        finally:
            self._session.catalog.dropTempView(view)

    def _run(self, command: str, dataset: DataFrame, label: str) -> Findings:
        if command in ("rank", "select", "train") and not label:
            raise ValueError("Cannot %s without a label: expected the name of a column" % command)
        stage = JobStage()
        stage._set(command=command, labelCol=label, options=json.dumps(self._options))
        return Findings(stage.fit(dataset), self._session)
