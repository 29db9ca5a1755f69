package io.github.surprisal.ml;

import io.github.surprisal.train.Calibration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.jdk.javaapi.CollectionConverters;

/** How a calibration is saved: as the last columns of a model's row, null where they are of another kind. */
final class SavedCalibration {
    /** The columns, as DDL. */
    static final String COLUMNS =
            "slopes array<double>, offsets array<double>, log_odds array<array<double>>, probabilities"
                    + " array<array<double>>";

    private SavedCalibration() {}

    /** A row of these cells and those of the calibration. */
    static Row row(Calibration calibration, Object... cells) {
        Calibration.Affine line = calibration instanceof Calibration.Affine affine ? affine : null;
        Calibration.Isotonic knots = calibration instanceof Calibration.Isotonic isotonic ? isotonic : null;
        Object[] own = {
            line == null ? null : line.slopes(),
            line == null ? null : line.offsets(),
            knots == null ? null : knots.logOdds(),
            knots == null ? null : knots.probabilities()
        };
        return RowFactory.create(Stream.of(cells, own).flatMap(Stream::of).toArray());
    }

    /**
     * The calibration of a model that was saved.
     *
     * @param first its first column; what was saved before models were calibrated ends before it
     */
    static Calibration of(Row row, int first) {
        if (row.size() <= first) {
            return Calibration.NONE;
        }
        if (!row.isNullAt(first)) {
            return new Calibration.Affine(doubles(row.getList(first)), doubles(row.getList(first + 1)));
        }
        return row.isNullAt(first + 2)
                ? Calibration.NONE
                : new Calibration.Isotonic(arraysOfDoubles(row, first + 2), arraysOfDoubles(row, first + 3));
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[][] arraysOfDoubles(Row row, int column) {
        return row.<scala.collection.Seq<Double>>getList(column).stream()
                .map(values -> doubles(CollectionConverters.asJava(values)))
                .toArray(double[][]::new);
    }
}
