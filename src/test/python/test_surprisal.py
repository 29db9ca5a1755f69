"""Surprisal from Python, with a real PySpark: as a classic session, or over Spark Connect where SURPRISAL_REMOTE is set.

SURPRISAL_JAR names the jar. Figures are those of Berkeley's admissions in 1973, which conf/examples/berkeley has.
"""

import os
import sys
import tempfile
import unittest
import warnings

JAR = os.path.abspath(os.environ["SURPRISAL_JAR"])
REMOTE = os.environ.get("SURPRISAL_REMOTE", "")
sys.path.insert(0, JAR)

import pyspark  # noqa: E402
import surprisal  # noqa: E402,F401
from pyspark.ml import Pipeline, PipelineModel  # noqa: E402
from pyspark.ml.evaluation import MulticlassClassificationEvaluator  # noqa: E402
from pyspark.ml.feature import StringIndexer, VectorAssembler  # noqa: E402
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder  # noqa: E402
from pyspark.sql import SparkSession, functions as F  # noqa: E402
from surprisal import (  # noqa: E402
    AdaBoost,
    BoostedTrees,
    EntropyTree,
    HiddenLayer,
    HiddenLayerModel,
    InformationGainSelector,
    InformationGainSelectorModel,
    MdlpDiscretizer,
    MdlpDiscretizerModel,
    SoftmaxRegression,
    SoftmaxRegressionModel,
    Surprisal,
    TreesModel,
)

ADMISSIONS = os.path.join(os.path.dirname(__file__), "../../../conf/examples/berkeley/berkeley.csv")


def session():
    builder = SparkSession.builder.config("spark.jars", JAR).config("spark.sql.shuffle.partitions", "2").config("spark.ui.showConsoleProgress", "false")
    if REMOTE:
        return builder.remote(REMOTE).getOrCreate()
    return (
        builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )


def tearDownModule():
    if PythonTest.session:
        PythonTest.session.stop()


class PythonTest(unittest.TestCase):
    session = None

    @classmethod
    def setUpClass(cls):
        warnings.simplefilter("ignore")
        PythonTest.session = PythonTest.session or session()
        cls.spark = PythonTest.session
        cls.spark.range(1).count()
        cls.folder = tempfile.mkdtemp()
        cls.people = cls.spark.createDataFrame(
            [
                (float(i % 7), i % 5, "fmd"[i % 3], float((i * 7 + i % 3) % 4 > 1), 1.0 + i % 2)
                for i in range(400)
            ],
            "x double, size int, sex string, label double, w double",
        )
        cls.admissions = cls.spark.read.csv(
            os.path.abspath(ADMISSIONS), header=True, inferSchema=True
        )

    def path(self, name):
        return os.path.join(self.folder, name)

    def same(self, one, other):
        self.assertEqual([str(row) for row in one.collect()], [str(row) for row in other.collect()])


class SqlTest(PythonTest):
    def test_functions_by_name_and_in_sql(self):
        self.people.createOrReplaceTempView("people")
        by_name = self.people.agg(
            F.call_function("entropy", F.col("sex")),
            F.call_function("information_gain", F.col("sex"), F.col("label")),
        ).first()
        by_text = self.spark.sql("select entropy(sex), information_gain(sex, label) from people").first()
        self.assertEqual(tuple(by_name), tuple(by_text))
        self.assertAlmostEqual(by_name[0], 1.58495, 4)
        grouped = self.people.groupBy("size").agg(F.expr("theils_u(sex, label)")).toPandas()
        self.assertEqual(len(grouped), 5)


class JobsTest(PythonTest):
    def rank(self):
        return (
            Surprisal.on(self.spark)
            .option("table.weight", "count")
            .options({"table.groups": ["department"], "table.features": ["gender", "department"]})
            .rank(self.admissions, "admitted")
        )

    def test_rank_gives_the_figures_of_the_command(self):
        found = self.rank()
        gains = found.information_gain.where("size(group_columns) = 0").orderBy("rank").toPandas()
        self.assertEqual(list(gains.feature), ["department", "gender"])
        self.assertAlmostEqual(gains.information_gain[1], 0.014894, 5)
        self.assertIn("run_id", gains.columns)
        self.assertIn("Information about admitted", str(found))
        self.assertEqual(
            found.datasets,
            ["column_entropy", "information_gain", "best_split", "bins", "frequent_values", "runs"],
        )
        self.assertEqual(found.dataset("runs").first().command, "rank")
        self.assertEqual(found.fired, [])

    def test_profile_drift_and_select(self):
        jobs = Surprisal.on(self.spark)
        entropy = jobs.profile(self.people).column_entropy.where("column = 'sex'").first()
        self.assertAlmostEqual(entropy.entropy, 1.58495, 4)
        half = self.people.where("size < 3")
        drift = jobs.option("drift.fail-on", ["js>0.1"]).drift(half, self.people)
        row = drift.drift.where("column = 'size'").first()
        self.assertGreater(row.js_divergence, 0.1)
        self.assertEqual(len(drift.fired), 1)
        self.assertEqual([t.name for t in self.spark.catalog.listTables() if "reference" in t.name], [])
        selected = jobs.option("select.stop", "k").select(self.people, "label").selection
        self.assertEqual(selected.where("selected").count(), 4)

    def test_train_gives_models_that_score_and_are_written(self):
        found = (
            Surprisal.on(self.spark)
            .options({"select.stop": "k", "train.reg-param": 0.01, "run.id": "one"})
            .train(self.people, "label")
        )
        self.assertGreater(found.log_loss.count(), 1)
        self.assertGreater(found.coefficients.count(), 1)
        scored = found.model.transform(self.people)
        self.assertEqual(scored.count(), 400)
        self.assertEqual(list(found.models), ["logistic"])
        self.assertFalse(os.path.exists(self.path("out")))
        found.write_to(self.path("out"))
        runs = self.spark.read.parquet(self.path("out/runs")).collect()
        if REMOTE and pyspark.__version__.startswith("4.0"):
            return  # it looks for a JVM of its own where a pipeline was not saved from Python
        loaded = PipelineModel.load(runs[0].model_path)
        columns = ["probability", "predicted_label"]
        self.same(loaded.transform(self.people).select(*columns), scored.select(*columns))

    @unittest.skipIf(
        REMOTE and pyspark.__version__.startswith("4.0"),
        "it looks for a JVM of its own where a pipeline was not saved from Python",
    )
    def test_saved_trees_and_networks_are_loaded(self):
        found = (
            Surprisal.on(self.spark)
            .options({"train.models": ["tree", "network"], "train.network.units": 4, "select.stop": "k", "run.id": "several"})
            .train(self.people, "label")
        )
        found.write_to(self.path("several"))
        path = self.spark.read.parquet(self.path("several/runs")).collect()[0].model_path
        for name, of in [("tree", TreesModel), ("network", HiddenLayerModel)]:
            loaded = PipelineModel.load(path + "/" + name)
            self.assertIsInstance(loaded.stages[0], of)
            self.same(
                loaded.transform(self.people).select("probability", "predicted_label"),
                found.models[name].transform(self.people).select("probability", "predicted_label"),
            )

    def test_mistakes_are_told_in_one_sentence(self):
        jobs = Surprisal.on(self.spark)
        for wrong, text in [
            (lambda: jobs.option("measure.bns", 3).profile(self.people), "did you mean 'measure.bins'?"),
            (lambda: jobs.rank(self.people, "lable"), "No column 'lable' for table.label, did you mean 'label'?"),
            (lambda: jobs.option("table.path", "x").profile(self.people), "Cannot use key 'table.path' here"),
            (lambda: jobs.profile(self.people).dataset("column_entropi"), "did you mean 'column_entropy'?"),
            (lambda: jobs.profile(self.people).information_gain, "the job gave column_entropy, "),
        ]:
            with self.assertRaises(Exception) as raised:
                wrong()
            self.assertIn(text, str(raised.exception))
        for value in [float("nan"), object(), [float("inf")]]:
            with self.assertRaisesRegex(ValueError, "Cannot take option 'measure.alpha': expected a text"):
                jobs.option("measure.alpha", value)
        with self.assertRaisesRegex(ValueError, "Cannot rank without a label"):
            jobs.rank(self.people, None)
        with self.assertRaisesRegex(ValueError, "expected one, found none"):
            jobs.profile(self.people).model


class StagesTest(PythonTest):
    def regression(self, **more):
        return SoftmaxRegression(
            inputCols=["x", "sex"], labelCol="label", weightCol="w", regParam=0.01, maxIter=20, **more
        )

    def held(self, estimator, model_class, table):
        """Params, pipeline, save and load of an estimator and its model."""
        model = estimator.fit(table)
        self.assertIsInstance(model, model_class)
        self.assertEqual(model.uid, estimator.uid)
        expected = model.transform(table)
        copied = estimator.copy()
        for param in estimator.params:
            if estimator.isSet(param):
                self.assertEqual(copied.getOrDefault(param.name), estimator.getOrDefault(param))
                self.assertEqual(model.getOrDefault(param.name), estimator.getOrDefault(param))
            if estimator.hasDefault(param) and param.name != "outputCol":
                self.assertEqual(model.getOrDefault(param.name), estimator.getOrDefault(param))
        name = type(estimator).__name__
        estimator.write().overwrite().save(self.path(name))
        self.same(type(estimator).load(self.path(name)).fit(table).transform(table), expected)
        model.write().overwrite().save(self.path(name + "-model"))
        loaded = model_class.load(self.path(name + "-model"))
        self.assertIsInstance(loaded, model_class)
        for param in estimator.params:
            # A Spark Connect server tells of a loaded model's params those that are set, and a default outputCol has the stage's uid.
            if estimator.isSet(param) or not REMOTE and estimator.isDefined(param) and param.name != "outputCol":
                self.assertEqual(loaded.getOrDefault(param.name), estimator.getOrDefault(param))
        self.same(loaded.transform(table), expected)
        fitted = Pipeline(stages=[estimator]).fit(table)
        fitted.write().overwrite().save(self.path(name + "-pipeline"))
        pipeline = PipelineModel.load(self.path(name + "-pipeline"))
        self.assertIsInstance(pipeline.stages[0], model_class)
        self.same(pipeline.transform(table), expected)
        return model

    def test_softmax_regression(self):
        estimator = self.regression(predictedLabelCol="class", thresholds=[0.5, 0.5])
        model = self.held(estimator, SoftmaxRegressionModel, self.people)
        self.assertEqual(model.getRegParam(), 0.01)
        frame = model.transform(self.people).toPandas()
        self.assertEqual(set(frame["class"]), {"0", "1"})

    def test_softmax_regression_in_cross_validation(self):
        estimator = SoftmaxRegression(featuresCol="features", labelCol="label")
        pipeline = Pipeline(
            stages=[
                StringIndexer(inputCol="sex", outputCol="sex_index"),
                VectorAssembler(inputCols=["x", "size", "sex_index"], outputCol="features"),
                estimator,
            ]
        )
        grid = ParamGridBuilder().addGrid(estimator.regParam, [0.001, 10.0]).build()
        found = CrossValidator(
            estimator=pipeline,
            estimatorParamMaps=grid,
            evaluator=MulticlassClassificationEvaluator(metricName="logLoss"),
            numFolds=2,
        ).fit(self.people)
        self.assertEqual(len(found.avgMetrics), 2)
        self.assertIsInstance(found.bestModel.stages[2], SoftmaxRegressionModel)

    def test_selector(self):
        model = self.held(
            InformationGainSelector(
                inputCols=["x", "size", "sex"],
                labelCol="label",
                criterion="mim",
                selectionMode="numTopFeatures",
                selectionThreshold=2.0,
            ),
            InformationGainSelectorModel,
            self.people,
        )
        self.assertEqual(len(model.transform(self.people).columns), 4)

    def test_discretizer(self):
        self.held(
            MdlpDiscretizer(inputCols=["x", "size"], outputCols=["x_cut", "size_cut"], labelCol="label"),
            MdlpDiscretizerModel,
            self.people,
        )

    def test_discretizer_of_vectors(self):
        vectors = VectorAssembler(inputCols=["x"], outputCol="features").transform(self.people)
        self.held(MdlpDiscretizer(outputCol="cut", labelCol="label"), MdlpDiscretizerModel, vectors)

    def classifiers(self, **inputs):
        """Each with the class of its model and what its model's numTrees or numUnits is at most."""
        return [
            (EntropyTree(minInstancesPerNode=2.0, pruning="none", **inputs), TreesModel, 1),
            (BoostedTrees(maxIter=4, maxDepth=3, earlyStopping=0, **inputs), TreesModel, 4),
            (AdaBoost(maxIter=3, maxDepth=2, **inputs), TreesModel, 3),
            (
                HiddenLayer(
                    units=3, maxIter=6, seed=7, loss=["squared-error", "cross-entropy"], activation="sigmoid", **inputs
                ),
                HiddenLayerModel,
                3,
            ),
        ]

    def test_trees_and_networks(self):
        for estimator, model_class, size in self.classifiers(
            inputCols=["x", "size", "sex"], labelCol="label", weightCol="w", predictedLabelCol="class"
        ):
            with self.subTest(type(estimator).__name__):
                model = self.held(estimator, model_class, self.people)
                self.assertEqual(set(model.transform(self.people).toPandas()["class"]) - {"0", "1"}, set())
                if not REMOTE:
                    self.assertEqual((model.numClasses, model.numFeatures), (2, 3))
                    self.assertLessEqual(model.numTrees if model_class is TreesModel else model.numUnits, size)
                    summary = model.evaluate(self.people, ["sex"])
                    expected = MulticlassClassificationEvaluator(metricName="logLoss", weightCol="w").evaluate(
                        model.transform(self.people)
                    )
                    self.assertAlmostEqual(summary.logLoss, expected, 12)

    def test_calibration_and_offsets(self):
        inputs = {"inputCols": ["x", "sex"], "labelCol": "label", "calibration": "platt", "folds": 2}
        for estimator in [
            EntropyTree(pruning="none", minInstancesPerNode=2.0, **inputs),
            AdaBoost(maxIter=3, **inputs),
            BoostedTrees(maxIter=4, earlyStopping=0, offsetCol="size", **inputs),
            HiddenLayer(units=3, maxIter=6, offsetCol="size", **inputs),
        ]:
            with self.subTest(type(estimator).__name__):
                plain = estimator.copy().setCalibration("none").fit(self.people)
                model = estimator.fit(self.people)
                self.assertEqual((model.getCalibration(), plain.getCalibration()), ("platt", "none"))
                self.assertNotEqual(*[one.transform(self.people).first()["probability"] for one in (model, plain)])

    def test_trees_and_networks_on_vectors(self):
        vectors = VectorAssembler(inputCols=["x", "size"], outputCol="features").transform(self.people)
        for estimator, model_class, _ in self.classifiers():
            with self.subTest(type(estimator).__name__):
                model = estimator.fit(vectors.select("features", "label"))
                self.assertIsInstance(model, model_class)
                loss = MulticlassClassificationEvaluator(metricName="logLoss").evaluate(model.transform(vectors))
                self.assertLess(loss, 0.7)

    def test_trees_and_networks_in_cross_validation(self):
        known = self.people.withColumn("label", F.expr("double(x > 2)"))
        inputs = {"inputCols": ["x", "size"], "labelCol": "label"}
        trees = BoostedTrees(earlyStopping=0, maxDepth=2, **inputs)
        network = HiddenLayer(maxIter=5, **inputs)
        for estimator, grid, best in [
            (trees, ParamGridBuilder().addGrid(trees.maxIter, [1, 5]), {"maxIter": 5}),
            (
                network,
                ParamGridBuilder().addGrid(network.regParam, [1e-4, 100.0]).addGrid(network.loss, [["cross-entropy"]]),
                {"regParam": 1e-4, "loss": ["cross-entropy"]},
            ),
        ]:
            found = CrossValidator(
                estimator=estimator,
                estimatorParamMaps=grid.build(),
                evaluator=MulticlassClassificationEvaluator(metricName="logLoss"),
                numFolds=2,
            ).fit(known)
            for name, value in best.items():
                self.assertEqual(found.bestModel.getOrDefault(name), value)

    def test_params_of_classifiers_are_those_of_the_jvm(self):
        for estimator, _, _ in self.classifiers():
            for setter in [name for name in dir(estimator) if name.startswith("set") and name not in ("set", "setParams")]:
                param = setter[3].lower() + setter[4:]
                self.assertTrue(estimator.hasParam(param), setter)
                self.assertTrue(hasattr(estimator, "get" + setter[3:]), setter)
            if not REMOTE:
                java = estimator._java_obj
                self.assertEqual({p.name for p in estimator.params}, {p.name() for p in java.params()})
                for param in estimator.params:
                    if estimator.hasDefault(param):
                        default = java.getDefault(java.getParam(param.name)).get()
                        default = list(default) if param.name == "loss" else default
                        self.assertEqual(default, type(estimator)().getOrDefault(param.name), param.name)
        network = HiddenLayer().setLoss("squared-error")
        self.assertEqual(network.getLoss(), ["squared-error"])
        self.assertEqual(network.setParams(loss=["cross-entropy"], seed=3).getLoss(), ["cross-entropy"])
        with self.assertRaises(TypeError):
            network.setUnits("many")
        with self.assertRaisesRegex(Exception, "units given invalid value 0"):
            network.setUnits(0).fit(self.people)

    @unittest.skipIf(REMOTE, "a Spark Connect server gives out attributes of Spark's own models alone")
    def test_attributes_of_models(self):
        model = self.regression().fit(self.people)
        self.assertEqual((model.numClasses, model.coefficientMatrix.numRows), (2, 1))
        self.assertEqual(len(model.interceptVector), 1)
        self.assertGreater(len(model.objectiveHistory), 1)
        summary = model.evaluate(self.people, ["sex"])
        expected = MulticlassClassificationEvaluator(metricName="logLoss", weightCol="w").evaluate(
            model.transform(self.people)
        )
        self.assertAlmostEqual(summary.logLoss, expected, 12)
        self.assertEqual(summary.byGroup.count(), 4)
        selector = InformationGainSelector(inputCols=["x", "sex"], labelCol="label").fit(self.people)
        self.assertEqual(selector.features, ["x", "sex"])
        cuts = MdlpDiscretizer(inputCols=["x"], outputCols=["c"], labelCol="label").fit(self.people)
        self.assertEqual(cuts.getSplitsArray()[0][0], float("-inf"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
