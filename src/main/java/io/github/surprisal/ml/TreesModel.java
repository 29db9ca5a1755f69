package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** One tree or boosted trees that score tables; a category that was not trained on goes the way of most rows. */
public final class TreesModel extends ScoringModel<TreesModel, TreesScorer>
        implements TreesParams.OfOne, TreesParams.OfNewtonSteps {
    private static final long serialVersionUID = 1L;

    private static final StructType SCHEMA =
            StructType.fromDDL("classes array<string>, encoding string, sources string,"
                    + " start array<double>, offset boolean, sizes array<int>, features array<int>, lefts array<int>,"
                    + " rights array<int>, right_codes array<bigint>, values array<double>, gains array<double>,"
                    + " hessians array<double>, counts array<double>, " + SavedCalibration.COLUMNS);

    /** For the service loader: without what was fitted. */
    public TreesModel() {
        this((Void) null);
    }

    /** For Spark's reader of params. */
    public TreesModel(String uid) {
        this(Uids.next(uid));
    }

    private TreesModel(Void unused) {}

    @Override
    String prefix() {
        return "trees";
    }

    /** How many trees there are. */
    public int numTrees() {
        return fitted().scorer().trees().size();
    }

    @Override
    StructType schema() {
        return SCHEMA;
    }

    @Override
    Row row() {
        TreesScorer scorer = fitted().scorer();
        List<Tree> trees = scorer.trees();
        return SavedCalibration.row(
                scorer.calibration(),
                fitted().classes().toArray(String[]::new),
                fitted().encoding().toJson(),
                fitted().sources().toJson(),
                scorer.start(),
                scorer.offset(),
                trees.stream().mapToInt(Tree::size).toArray(),
                trees.stream()
                        .flatMapToInt(tree -> IntStream.of(tree.features()))
                        .toArray(),
                trees.stream().flatMapToInt(tree -> IntStream.of(tree.lefts())).toArray(),
                trees.stream().flatMapToInt(tree -> IntStream.of(tree.rights())).toArray(),
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

    private static Fitted<TreesScorer> learned(Row row) {
        List<Tree> trees = new ArrayList<>();
        int nodes = row.<Integer>getList(5).stream().mapToInt(Integer::intValue).sum();
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
        double[] start = doubles(row, 3);
        return new Fitted<>(
                row.getList(0),
                Encoding.fromJson(row.getString(1)),
                FeatureSources.fromJson(row.getString(2)),
                new TreesScorer(start, trees, row.getBoolean(4), SavedCalibration.of(row, 14)));
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

    @Override
    public TreesModel copy(ParamMap extra) {
        return copied(new TreesModel(uid()), extra);
    }

    /** Reads what {@link #write} wrote; SQL that might do more than compute from a row's values is refused. */
    public static MLReader<TreesModel> read() {
        return reader(TreesModel::learned);
    }

    /** Reads what {@code save} wrote. */
    public static TreesModel load(String path) {
        return read().load(path);
    }
}
