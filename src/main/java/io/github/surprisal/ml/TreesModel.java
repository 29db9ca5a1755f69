package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.encode.RowEncoder;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One tree or boosted trees that score tables: on the columns that they were trained on, or on a vector column if that is what they
 * were trained on. Columns are cast to the types that they were trained with; what cannot be cast counts as null, a category that
 * was not trained on goes the way of most rows. No row is dropped.
 */
public final class TreesModel extends ProbabilisticClassificationModel<Vector, TreesModel>
        implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private String uid;
    private Param<String> predictedLabelCol;
    private Fitted fitted;

    /**
     * What was learned.
     *
     * @param classes the labels as text, by class
     * @param sources where features that are not columns come from
     */
    record Fitted(List<String> classes, Encoding encoding, Sources sources, TreesScorer scorer)
            implements Serializable {
        private static final StructType SCHEMA =
                StructType.fromDDL("classes array<string>, encoding string, sources string,"
                        + " start array<double>, offset boolean, sizes array<int>, features array<int>, lefts array<int>,"
                        + " rights array<int>, right_codes array<bigint>, values array<double>, gains array<double>,"
                        + " hessians array<double>, counts array<double>");

        static Fitted of(Model model, Sources sources) {
            return new Fitted(model.classes(), model.encoding(), sources, (TreesScorer) model.scorer());
        }

        Row row() {
            List<Tree> trees = scorer.trees();
            return RowFactory.create(
                    classes.toArray(String[]::new),
                    encoding.toJson(),
                    sources.toJson(),
                    scorer.start(),
                    scorer.offset(),
                    trees.stream().mapToInt(Tree::size).toArray(),
                    trees.stream()
                            .flatMapToInt(tree -> IntStream.of(tree.features()))
                            .toArray(),
                    trees.stream()
                            .flatMapToInt(tree -> IntStream.of(tree.lefts()))
                            .toArray(),
                    trees.stream()
                            .flatMapToInt(tree -> IntStream.of(tree.rights()))
                            .toArray(),
                    trees.stream()
                            .flatMapToLong(tree -> LongStream.of(tree.rightCodes()))
                            .toArray(),
                    trees.stream()
                            .flatMapToDouble(tree -> DoubleStream.of(tree.values()))
                            .toArray(),
                    trees.stream()
                            .flatMapToDouble(tree -> DoubleStream.of(tree.gains()))
                            .toArray(),
                    trees.stream()
                            .flatMapToDouble(tree -> DoubleStream.of(tree.hessians()))
                            .toArray(),
                    trees.stream()
                            .flatMapToDouble(tree -> DoubleStream.of(tree.counts()))
                            .toArray());
        }

        static Fitted of(Row row) {
            List<Tree> trees = new ArrayList<>();
            int nodes =
                    row.<Integer>getList(5).stream().mapToInt(Integer::intValue).sum();
            int width = nodes == 0 ? 1 : row.getList(10).size() / nodes;
            int counts = nodes == 0 ? 0 : row.getList(13).size() / nodes;
            int from = 0;
            for (int size : row.<Integer>getList(5)) {
                int to = from + size;
                trees.add(new Tree(
                        ints(row, 6, from, to),
                        ints(row, 7, from, to),
                        ints(row, 8, from, to),
                        row.<Long>getList(9).subList(4 * from, 4 * to).stream()
                                .mapToLong(Long::longValue)
                                .toArray(),
                        doubles(row, 10, width * from, width * to),
                        doubles(row, 11, from, to),
                        doubles(row, 12, from, to),
                        doubles(row, 13, counts * from, counts * to)));
                from = to;
            }
            double[] start = doubles(row, 3, 0, row.getList(3).size());
            return new Fitted(
                    row.getList(0),
                    Encoding.fromJson(row.getString(1)),
                    Sources.fromJson(row.getString(2)),
                    new TreesScorer(start, trees, row.getBoolean(4), Calibration.NONE));
        }

        private static int[] ints(Row row, int column, int from, int to) {
            return row.<Integer>getList(column).subList(from, to).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        private static double[] doubles(Row row, int column, int from, int to) {
            return row.<Double>getList(column).subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }
    }

    /** For the service loader: without what was fitted. */
    public TreesModel() {
        this((Void) null);
    }

    /** For Spark's reader of params. */
    public TreesModel(String uid) {
        this(Uids.next(uid));
    }

    private TreesModel(Void unused) {}

    TreesModel(String uid, Fitted fitted) {
        this(Uids.next(uid));
        this.fitted = fitted;
    }

    @Override
    public String uid() {
        if (uid == null) {
            uid = Uids.take("trees");
        }
        return uid;
    }

    /** A column for the text of the predicted class; none unless set. */
    public Param<String> predictedLabelCol() {
        if (predictedLabelCol == null) {
            predictedLabelCol = new Param<>(
                    this, "predictedLabelCol", "column name for the predicted class's text, none if not set");
        }
        return predictedLabelCol;
    }

    public TreesModel setPredictedLabelCol(String value) {
        set(predictedLabelCol(), value);
        return this;
    }

    /** The labels as text, by class. */
    public List<String> classes() {
        return fitted.classes();
    }

    /** How many trees there are. */
    public int numTrees() {
        return fitted.scorer().trees().size();
    }

    SavedModel saved() {
        return SavedModel.of(fitted.classes(), fitted.encoding(), fitted.scorer(), fitted.sources());
    }

    /** Two of Spark's classes declare this with types that only Scala can reconcile. */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public scala.Tuple3 findSummaryModel() {
        return super.findSummaryModel();
    }

    @Override
    public int numClasses() {
        return fitted.classes().size();
    }

    /** How many columns, or elements of the vector, it was trained on. */
    @Override
    public int numFeatures() {
        return fitted.encoding().features().size();
    }

    /** The margin of each class: with two classes −m and m. Of vectors, if it was trained on them. */
    @Override
    public Vector predictRaw(Vector features) {
        List<FeatureEncoding> encodings = fitted.encoding().features();
        Object[] values = new Object[encodings.size()];
        for (int f = 0; f < values.length; f++) {
            Table.Element element =
                    fitted.sources().elements().get(encodings.get(f).feature());
            if (element == null) {
                throw new IllegalArgumentException(
                        "Cannot score a vector: the model was trained on columns, and scores tables that have them");
            }
            if (element.index() >= features.size()) {
                throw new IllegalArgumentException("Cannot score a vector: expected more than %d elements, found %d"
                        .formatted(element.index(), features.size()));
            }
            values[f] = features.apply(element.index());
        }
        Layout layout = Layout.of(fitted.encoding());
        double[] numbers = new double[layout.numbers().length];
        int[] codes = new int[layout.codes().length];
        double[] margins = new double[fitted.scorer().margins()];
        new RowEncoder(fitted.encoding(), Collections.nCopies(values.length, DataTypes.DoubleType))
                .encode(new GenericInternalRow(values), numbers, codes);
        fitted.scorer().forBlocks(layout).margins(numbers, codes, margins);
        return Vectors.dense(Scoring.raw(margins));
    }

    @Override
    public Vector raw2probabilityInPlace(Vector raw) {
        double[] values = raw.toArray();
        double[] margins = values.length == 2 ? new double[] {values[1]} : values.clone();
        Loss.probabilities(margins, values);
        return raw;
    }

    private RawScoring raw() {
        return new RawScoring(
                fitted.encoding(), fitted.sources().in(getFeaturesCol()), fitted.scorer(), fitted.classes());
    }

    /** Field of the struct → column of the table, of those that are wanted. */
    private Map<String, String> outputs() {
        Map<String, String> outputs = new LinkedHashMap<>();
        outputs.put(Scoring.RAW, getRawPredictionCol());
        outputs.put(Scoring.PROBABILITY, getProbabilityCol());
        outputs.put(Scoring.PREDICTION, getPredictionCol());
        outputs.put(Scoring.LABEL, isDefined(predictedLabelCol()) ? getOrDefault(predictedLabelCol()) : "");
        outputs.values().removeIf(String::isEmpty);
        return outputs;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        Map<String, String> outputs = outputs();
        double[] limits = isDefined(thresholds()) ? getThresholds() : new double[0];
        return outputs.isEmpty() ? dataset.toDF() : raw().transform(dataset, outputs, limits);
    }

    /**
     * The schema afterwards.
     *
     * @throws UserException where a column is missing, or one of the new ones is there already
     */
    @Override
    public StructType transformSchema(StructType schema) {
        return raw().schema(schema, outputs());
    }

    @Override
    public TreesModel copy(ParamMap extra) {
        TreesModel copy = copyValues(new TreesModel(uid(), fitted), extra);
        copy.setParent(parent());
        return copy;
    }

    /** Writes params as Spark does, and beside them {@code data}: one row of Parquet. */
    @Override
    public MLWriter write() {
        return SavedRow.writer(this, DefaultParamsWritable.super.write(), fitted.row(), Fitted.SCHEMA);
    }

    /** Reads what {@link #write} wrote; SQL that might do more than compute from a row's values is refused. */
    public static MLReader<TreesModel> read() {
        return SavedRow.reader((TreesModel model, Row row, SparkSession session, String path) -> {
            model.fitted = Fitted.of(row);
            SavedExpressions.check(session, model.fitted.sources(), path);
        });
    }

    /** Reads what {@code save} wrote. */
    public static TreesModel load(String path) {
        return read().load(path);
    }
}
