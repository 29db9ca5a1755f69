package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.NetworkScorer;
import io.github.surprisal.train.NetworkScorer.Activation;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * A network with one hidden layer that scores tables with the columns that it was trained on: adds {@code rawPrediction}, {@code probability},
 * {@code prediction} and {@code predicted_label}. Columns are cast to the types that they were trained with; what cannot be cast
 * counts as null, a category that was not trained on takes what the rare ones share, or nothing. No row is dropped.
 */
public final class HiddenLayerModel extends Transformer implements DefaultParamsWritable {
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
    record Fitted(List<String> classes, Encoding encoding, Sources sources, NetworkScorer scorer)
            implements Serializable {
        private static final StructType SCHEMA =
                StructType.fromDDL("classes array<string>, encoding string, sources string, activation string,"
                        + " weights array<double>, hidden array<double>, output array<double>, intercepts array<double>,"
                        + " means array<double>, scales array<double>, offset int");

        static Fitted of(Model model, Sources sources) {
            return new Fitted(model.classes(), model.encoding(), sources, (NetworkScorer) model.scorer());
        }

        Row row() {
            return RowFactory.create(
                    classes.toArray(String[]::new),
                    encoding.toJson(),
                    sources.toJson(),
                    Names.of(scorer.activation()),
                    scorer.weights(),
                    scorer.hidden(),
                    scorer.output(),
                    scorer.intercepts(),
                    scorer.means(),
                    scorer.scales(),
                    scorer.offset());
        }

        static Fitted of(Row row) {
            Activation activation = Names.constant(Activation.values(), row.getString(3))
                    .orElseThrow(() -> new UserException(
                            "Cannot read model: this version does not know the activation '" + row.getString(3) + "'"));
            return new Fitted(
                    row.getList(0),
                    Encoding.fromJson(row.getString(1)),
                    Sources.fromJson(row.getString(2)),
                    new NetworkScorer(
                            activation,
                            doubles(row, 4),
                            doubles(row, 5),
                            doubles(row, 6),
                            doubles(row, 7),
                            doubles(row, 8),
                            doubles(row, 9),
                            row.getInt(10),
                            Calibration.NONE));
        }

        private static double[] doubles(Row row, int column) {
            return row.<Double>getList(column).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }
    }

    /** For Spark's reader of params. */
    public HiddenLayerModel(String uid) {
        this.uid = uid;
    }

    HiddenLayerModel(String uid, Fitted fitted) {
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

    HiddenLayerModel setPredictedLabelCol(String value) {
        set(predictedLabelCol(), value);
        return this;
    }

    /** The labels as text, by class. */
    public List<String> classes() {
        return fitted.classes();
    }

    /** How many units the hidden layer has. */
    public int numUnits() {
        return fitted.scorer().hidden().length;
    }

    SavedModel saved() {
        return SavedModel.of(fitted.classes(), fitted.encoding(), fitted.scorer(), fitted.sources());
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
    public HiddenLayerModel copy(ParamMap extra) {
        return copyValues(new HiddenLayerModel(uid, fitted), extra);
    }

    /** Writes params as Spark does, and beside them {@code data}: one row of Parquet. */
    @Override
    public MLWriter write() {
        return SavedRow.writer(this, DefaultParamsWritable.super.write(), fitted.row(), Fitted.SCHEMA);
    }

    /** Reads what {@link #write} wrote; SQL that might do more than compute from a row's values is refused. */
    public static MLReader<HiddenLayerModel> read() {
        return SavedRow.reader((HiddenLayerModel model, Row row, SparkSession session, String path) -> {
            model.fitted = Fitted.of(row);
            SavedExpressions.check(session, model.fitted.sources(), path);
        });
    }

    /** Reads what {@code save} wrote. */
    public static HiddenLayerModel load(String path) {
        return read().load(path);
    }
}
