package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.encode.RowEncoder;
import io.github.surprisal.spark.Classic;
import io.github.surprisal.train.BlockScorer;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.Scorer;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.ObjectType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Scores rows as they come: the features' columns → a struct of {@link #RAW}, {@link #PROBABILITY}, {@link #PREDICTION} and
 * {@link #LABEL}. Called from the code that Spark generates for the whole stage, on the values as the source has them. With
 * {@link SavedExpressions} the place of this room that meets Spark's expressions; public for that code alone.
 */
public final class Scoring implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String RAW = "rawPrediction";

    static final String PROBABILITY = "probability";

    static final String PREDICTION = "prediction";

    static final String LABEL = "label";

    private static final StructType RESULT = new StructType()
            .add(RAW, SQLDataTypes.VectorType())
            .add(PROBABILITY, SQLDataTypes.VectorType())
            .add(PREDICTION, DataTypes.DoubleType)
            .add(LABEL, DataTypes.StringType);

    private final FeatureRow features;
    private final RowEncoder encoder;
    private final BlockScorer scorer;
    private final Layout layout;
    private final byte[][] labels;
    private final double[] thresholds;

    private Scoring(FeatureRow features, Encoding encoding, Scorer scorer, List<String> classes, double[] thresholds) {
        this.features = features;
        this.layout = Layout.of(encoding);
        this.encoder = new RowEncoder(encoding, List.of(features.types()));
        this.scorer = scorer.forBlocks(layout);
        this.labels = classes.stream()
                .map(label -> UTF8String.fromString(label).getBytes())
                .toArray(byte[][]::new);
        this.thresholds = thresholds;
    }

    /**
     * The struct for these columns.
     *
     * @param columns that features are, or are elements of
     * @param features where in these the encoding's features are
     * @param thresholds of the classes, see {@link #predict}; empty for none
     */
    static Column of(
            List<Column> columns,
            FeatureRow features,
            Encoding encoding,
            Scorer scorer,
            List<String> classes,
            double[] thresholds) {
        Scoring scoring = new Scoring(features, encoding, scorer, classes, thresholds);
        Expression row = Classic.expression(functions.struct(columns.toArray(Column[]::new)));
        return Classic.column(new Invoke(
                Literal.fromObject(scoring, new ObjectType(Scoring.class)),
                "score",
                RESULT,
                CollectionConverters.asScala(List.of(row)).toSeq(),
                CollectionConverters.asScala(List.<AbstractDataType>of()).toSeq(),
                false,
                false,
                true));
    }

    /** The struct of one row. To be called by the code that Spark generates. */
    public InternalRow score(InternalRow row) {
        double[] numbers = new double[layout.numbers().length];
        int[] codes = new int[layout.codes().length];
        double[] margins = new double[scorer.margins()];
        double[] probabilities = new double[labels.length];
        encoder.encode(features.of(row), numbers, codes);
        scorer.margins(numbers, codes, margins);
        Loss.probabilities(margins, probabilities);
        int predicted = predict(margins, probabilities, thresholds);
        return new GenericInternalRow(new Object[] {
            vector(raw(margins)), vector(probabilities), (double) predicted, UTF8String.fromBytes(labels[predicted])
        });
    }

    @SuppressWarnings("unchecked") // the type of vectors is one of Spark's user-defined types
    private static Object vector(double[] values) {
        return ((UserDefinedType<Vector>) SQLDataTypes.VectorType()).serialize(Vectors.dense(values));
    }

    /** A margin per class: with two classes the one that there is, and its opposite. */
    static double[] raw(double[] margins) {
        return margins.length == 1 ? new double[] {-margins[0], margins[0]} : margins;
    }

    /** Replaces what {@link #raw} gave by the classes' probabilities. */
    static Vector toProbabilities(Vector raw) {
        double[] values = raw.toArray();
        double[] margins = values.length == 2 ? new double[] {values[1]} : values.clone();
        Loss.probabilities(margins, values);
        return raw;
    }

    /** Field of the struct → column of the table, of those that have a name. */
    static Map<String, String> outputs(String raw, String probability, String prediction, String label) {
        Map<String, String> outputs = new LinkedHashMap<>();
        outputs.put(RAW, raw);
        outputs.put(PROBABILITY, probability);
        outputs.put(PREDICTION, prediction);
        outputs.put(LABEL, label);
        outputs.values().removeIf(String::isEmpty);
        return outputs;
    }

    /** The type of a field of the struct. */
    static DataType type(String field) {
        return RESULT.apply(field).dataType();
    }

    /** The class of the greatest p/t, as Spark ML has it; without thresholds of the greatest p. */
    static int predict(double[] margins, double[] probabilities, double[] thresholds) {
        if (thresholds.length == 0) {
            return Loss.predict(margins);
        }
        int best = 0;
        double most = -1;
        for (int k = 0; k < probabilities.length; k++) {
            double scaled = probabilities[k] == 0 ? 0 : probabilities[k] / thresholds[k];
            if (scaled > most) {
                best = k;
                most = scaled;
            }
        }
        return best;
    }
}
