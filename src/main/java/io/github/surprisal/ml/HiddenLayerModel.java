package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.NetworkScorer;
import io.github.surprisal.train.NetworkScorer.Activation;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A network with one hidden layer that scores tables; a category that was not trained on takes what the rare ones share, or nothing.
 */
public final class HiddenLayerModel extends ScoringModel<HiddenLayerModel, NetworkScorer> implements HiddenLayerParams {
    private static final long serialVersionUID = 1L;

    private static final StructType SCHEMA =
            StructType.fromDDL("classes array<string>, encoding string, sources string, activation string,"
                    + " weights array<double>, hidden array<double>, output array<double>, intercepts array<double>,"
                    + " means array<double>, scales array<double>, offset int, " + SavedCalibration.COLUMNS);

    /** For the service loader: without what was fitted. */
    public HiddenLayerModel() {
        this((Void) null);
    }

    /** For Spark's reader of params. */
    public HiddenLayerModel(String uid) {
        this(Uids.next(uid));
    }

    private HiddenLayerModel(Void unused) {}

    @Override
    String prefix() {
        return "network";
    }

    /** How many units the hidden layer has. */
    public int numUnits() {
        return fitted().scorer().hidden().length;
    }

    @Override
    StructType schema() {
        return SCHEMA;
    }

    @Override
    Row row() {
        NetworkScorer scorer = fitted().scorer();
        return SavedCalibration.row(
                scorer.calibration(),
                fitted().classes().toArray(String[]::new),
                fitted().encoding().toJson(),
                fitted().sources().toJson(),
                Names.of(scorer.activation()),
                scorer.weights(),
                scorer.hidden(),
                scorer.output(),
                scorer.intercepts(),
                scorer.means(),
                scorer.scales(),
                scorer.offset());
    }

    private static Fitted<NetworkScorer> learned(Row row) {
        Activation activation = Names.constant(Activation.values(), row.getString(3))
                .orElseThrow(() -> new UserException(
                        "Cannot read model: this version does not know the activation '" + row.getString(3) + "'"));
        return new Fitted<>(
                row.getList(0),
                Encoding.fromJson(row.getString(1)),
                FeatureSources.fromJson(row.getString(2)),
                new NetworkScorer(
                        activation,
                        doubles(row, 4),
                        doubles(row, 5),
                        doubles(row, 6),
                        doubles(row, 7),
                        doubles(row, 8),
                        doubles(row, 9),
                        row.getInt(10),
                        SavedCalibration.of(row, 11)));
    }

    @Override
    public HiddenLayerModel copy(ParamMap extra) {
        return copied(new HiddenLayerModel(uid()), extra);
    }

    /** Reads what {@link #write} wrote; SQL that might do more than compute from a row's values is refused. */
    public static MLReader<HiddenLayerModel> read() {
        return reader(HiddenLayerModel::learned);
    }

    /** Reads what {@code save} wrote. */
    public static HiddenLayerModel load(String path) {
        return read().load(path);
    }
}
