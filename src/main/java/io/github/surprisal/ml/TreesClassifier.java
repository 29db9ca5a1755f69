package io.github.surprisal.ml;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.table.Table;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.TreesScorer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What classifiers of trees have in common: on {@code inputCols} of any type numbers are cut into bins and every other column is
 * taken by category; or on a vector column, {@code featuresCol}, whose NaN are missing values. The label is the number of a class,
 * 0, 1, .., as in Spark ML; rows without one are left out. Nothing is drawn at random, so there is no seed: the same rows give the
 * same trees.
 *
 * @param <E> the classifier
 */
public abstract sealed class TreesClassifier<E extends TreesClassifier<E>>
        extends ProbabilisticClassifier<Vector, E, TreesModel> implements DefaultParamsWritable
        permits BoostedTrees, EntropyTree, AdaBoost {
    private static final long serialVersionUID = 1L;

    private String uid;
    private final StringArrayParam inputCols = new StringArrayParam(this, "inputCols", "input column names");
    private final Param<String> weightCol =
            new Param<>(this, "weightCol", "weight column name; all rows weigh 1 if not set or empty");
    private final IntParam maxDepth = new IntParam(
            this, "maxDepth", "maximum number of splits from the root to a leaf", ParamValidators.inRange(1, 100));
    private final IntParam maxBins = new IntParam(
            this,
            "maxBins",
            "maximum number of bins of a number, in [3, 255]; of a column with more categories the rarer ones share one",
            ParamValidators.inRange(3, 255));
    private final DoubleParam minInstancesPerNode = new DoubleParam(
            this, "minInstancesPerNode", "minimum weight of the rows of a leaf (> 0)", ParamValidators.gt(0));

    TreesClassifier(int depth, double rows) {
        setDefault(weightCol, "");
        setDefault(maxDepth, depth);
        setDefault(maxBins, 255);
        setDefault(minInstancesPerNode, rows);
    }

    /** The prefix of uids. */
    abstract String prefix();

    /** What learns, with these settings. */
    abstract Learner learner();

    @SuppressWarnings("unchecked") // E is the class itself
    private E self() {
        return (E) this;
    }

    @Override
    public String uid() {
        if (uid == null) {
            uid = Uids.take(prefix());
        }
        return uid;
    }

    public StringArrayParam inputCols() {
        return inputCols;
    }

    public Param<String> weightCol() {
        return weightCol;
    }

    public IntParam maxDepth() {
        return maxDepth;
    }

    public IntParam maxBins() {
        return maxBins;
    }

    public DoubleParam minInstancesPerNode() {
        return minInstancesPerNode;
    }

    public String[] getInputCols() {
        return getOrDefault(inputCols);
    }

    public String getWeightCol() {
        return getOrDefault(weightCol);
    }

    public int getMaxDepth() {
        return number(maxDepth).intValue();
    }

    public int getMaxBins() {
        return number(maxBins).intValue();
    }

    public double getMinInstancesPerNode() {
        return number(minInstancesPerNode).doubleValue();
    }

    public E setInputCols(String... value) {
        set(inputCols, value);
        return self();
    }

    public E setWeightCol(String value) {
        set(weightCol, value);
        return self();
    }

    public E setMaxDepth(int value) {
        set(maxDepth, value);
        return self();
    }

    public E setMaxBins(int value) {
        set(maxBins, value);
        return self();
    }

    public E setMinInstancesPerNode(double value) {
        set(minInstancesPerNode, value);
        return self();
    }

    /** A value that was set by name may be of another type of numbers: 5 where 5.0 is meant. */
    final Number number(Param<Object> param) {
        return (Number) getOrDefault(param);
    }

    private ClassifiedRows rows() {
        return new ClassifiedRows(
                isDefined(inputCols) ? getInputCols() : new String[] {getFeaturesCol()},
                getLabelCol(),
                getWeightCol(),
                "");
    }

    @Override
    public StructType transformSchema(StructType schema) {
        if (!isDefined(inputCols)) {
            super.transformSchema(schema);
        }
        rows().check(schema);
        StructType result = schema;
        for (String name : List.of(getRawPredictionCol(), getProbabilityCol(), getPredictionCol())) {
            if (!name.isEmpty()) {
                Inputs.checkFree(result, name, "train");
                boolean isNumber = name.equals(getPredictionCol());
                result = result.add(name, isNumber ? DataTypes.DoubleType : SQLDataTypes.VectorType());
            }
        }
        return result;
    }

    @Override
    public TreesModel train(Dataset<?> dataset) {
        Table table = rows().table(dataset);
        Counts counts = CountScan.count(table, new CountConfig(Encoding.MAX_CATEGORIES));
        int[] classes = rows().classes(counts);
        List<String> features = table.features().stream()
                .map(i -> table.columns().get(i).name())
                .toList();
        Encoding encoding = Encoding.of(
                table,
                counts,
                features,
                new Encoding.Rules(getMaxBins() - 2, 1, Measurer.cutpoints(counts, getMaxBins() - 1)));
        try (EncodedTable encoded = Encoder.encode(table, encoding, counts, Split.allTraining())) {
            List<String> names =
                    Arrays.stream(classes).mapToObj(String::valueOf).toList();
            Learner learner = learner();
            return model(Trainer.train(encoded, encoding, names, config(), learner), table, classes);
        }
    }

    /** With classes that no row had, below the greatest one, as classes that are never predicted. */
    private TreesModel model(Model trained, Table table, int[] classes) {
        Map<String, Table.Element> elements = new TreeMap<>(table.elements());
        ScoringModel.Fitted<TreesScorer> learned =
                ScoringModel.Fitted.of(trained, new Sources(Map.of(), elements), TreesScorer.class);
        int all = classes[classes.length - 1] + 1;
        return new TreesModel(uid())
                .with(new ScoringModel.Fitted<>(
                        IntStream.range(0, all).mapToObj(String::valueOf).toList(),
                        learned.encoding(),
                        learned.sources(),
                        all > classes.length ? learned.scorer().among(all, classes) : learned.scorer()));
    }

    /** The settings that learners of trees take theirs from. */
    static TrainConfig config() {
        return new TrainConfig(TrainConfig.Engine.SURPRISAL, List.of(), 0, "", 0, 0, 0, 1, 1e-8, true, true);
    }

    @Override
    public E copy(ParamMap extra) {
        return defaultCopy(extra);
    }
}
