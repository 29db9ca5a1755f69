package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Boosted trees that score tables with the columns that they were trained on: adds {@code rawPrediction}, {@code probability},
 * {@code prediction} and {@code predicted_label}. Columns are cast to the types that they were trained with; what cannot be cast
 * counts as null, a category that was not trained on goes the way of most rows. No row is dropped.
 */
public final class BoostedTreesModel extends Transformer implements DefaultParamsWritable {
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

    /** For Spark's reader of params. */
    public BoostedTreesModel(String uid) {
        this.uid = uid;
    }

    BoostedTreesModel(String uid, Fitted fitted) {
        this(uid);
        this.fitted = fitted;
    }

    @Override
    public String uid() {
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

    BoostedTreesModel setPredictedLabelCol(String value) {
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

    private RawScoring raw() {
        return new RawScoring(fitted.encoding(), fitted.sources(), fitted.scorer(), fitted.classes());
    }

    private Map<String, String> outputs() {
        Map<String, String> outputs = new LinkedHashMap<>();
        outputs.put(Scoring.RAW, Scoring.RAW);
        outputs.put(Scoring.PROBABILITY, Scoring.PROBABILITY);
        outputs.put(Scoring.PREDICTION, Scoring.PREDICTION);
        if (isDefined(predictedLabelCol())) {
            outputs.put(Scoring.LABEL, getOrDefault(predictedLabelCol()));
        }
        return outputs;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        return raw().transform(dataset, outputs(), new double[0]);
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
    public BoostedTreesModel copy(ParamMap extra) {
        return copyValues(new BoostedTreesModel(uid, fitted), extra);
    }

    /** Writes params as Spark does, and beside them {@code data}: one row of Parquet. */
    @Override
    public MLWriter write() {
        return SavedRow.writer(this, DefaultParamsWritable.super.write(), fitted.row(), Fitted.SCHEMA);
    }

    /** Reads what {@link #write} wrote; SQL that might do more than compute from a row's values is refused. */
    public static MLReader<BoostedTreesModel> read() {
        return SavedRow.reader((BoostedTreesModel model, Row row, SparkSession session, String path) -> {
            model.fitted = Fitted.of(row);
            SavedExpressions.check(session, model.fitted.sources(), path);
        });
    }

    /** Reads what {@code save} wrote. */
    public static BoostedTreesModel load(String path) {
        return read().load(path);
    }
}
