package io.github.surprisal.ml;

import io.github.surprisal.select.Selection;
import io.github.surprisal.table.Names;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which features were selected, and of all features why or why not. */
public final class InformationGainSelectorModel extends Model<InformationGainSelectorModel>
        implements InformationGainSelectorParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Set set;
    private Fitted fitted;

    /**
     * What was found, by feature in the order of the input. Undefined figures are NaN.
     *
     * @param order the selected features, best first
     * @param scores in bits
     * @param redundantWith the selected feature beyond which it tells least; empty for none
     */
    record Fitted(
            List<String> features,
            int[] order,
            double[] scores,
            double[] gains,
            double[] conditionalGains,
            double[] pValues,
            double[] qValues,
            List<String> redundantWith)
            implements Serializable {
        private static final StructType SCHEMA =
                StructType.fromDDL("features array<string>, selected array<int>, scores"
                        + " array<double>, gains array<double>, conditional_gains array<double>, p_values array<double>, q_values"
                        + " array<double>, redundant_with array<string>");

        static Fitted of(List<String> names, Selection selection) {
            Selection.Step[] steps = new Selection.Step[names.size()];
            selection.steps().forEach(step -> steps[names.indexOf(step.feature())] = step);
            return new Fitted(
                    names,
                    selection.selected().stream().mapToInt(names::indexOf).toArray(),
                    Arrays.stream(steps).mapToDouble(s -> s.figures().score()).toArray(),
                    Arrays.stream(steps)
                            .mapToDouble(s -> s.figures().relevance())
                            .toArray(),
                    Arrays.stream(steps)
                            .mapToDouble(s -> s.figures().conditionalGain())
                            .toArray(),
                    Arrays.stream(steps).mapToDouble(s -> s.figures().pValue()).toArray(),
                    Arrays.stream(steps).mapToDouble(s -> s.figures().qValue()).toArray(),
                    Arrays.stream(steps).map(Selection.Step::redundantWith).toList());
        }

        Row row() {
            return RowFactory.create(
                    features.toArray(String[]::new),
                    order,
                    scores,
                    gains,
                    conditionalGains,
                    pValues,
                    qValues,
                    redundantWith.toArray(String[]::new));
        }

        static Fitted of(Row row) {
            return new Fitted(
                    row.getList(0),
                    row.<Integer>getList(1).stream().mapToInt(Integer::intValue).toArray(),
                    doubles(row, 2),
                    doubles(row, 3),
                    doubles(row, 4),
                    doubles(row, 5),
                    doubles(row, 6),
                    row.getList(7));
        }

        private static double[] doubles(Row row, int column) {
            return row.<Double>getList(column).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }
    }

    /** For the service loader: without what was found. */
    public InformationGainSelectorModel() {
        this(Identifiable.randomUID("selector"));
    }

    /** For {@link #read}: without what was found. */
    public InformationGainSelectorModel(String uid) {
        this.uid = uid;
        this.set = new Set(this);
        setDefault(featuresCol(), "features");
        setDefault(outputCol(), uid + "__output");
        setDefault(labelCol(), "label");
        setDefault(weightCol(), "");
        setDefault(criterion(), "jmi");
        setDefault(selectionMode(), "fdr");
        setDefault(adjusted(), true);
        setDefault(maxBins(), 32);
    }

    InformationGainSelectorModel(String uid, Fitted fitted) {
        this(uid);
        this.fitted = fitted;
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public Set set() {
        return set;
    }

    /** Sets the vector column to select from. */
    public InformationGainSelectorModel setFeaturesCol(String value) {
        set(featuresCol(), value);
        return this;
    }

    /** Sets the output column. */
    public InformationGainSelectorModel setOutputCol(String value) {
        set(outputCol(), value);
        return this;
    }

    /** Indices of the selected features, ascending, as Spark's selectors have them. */
    public int[] selectedFeatures() {
        return Arrays.stream(fitted.order()).sorted().toArray();
    }

    /** Indices of the selected features in the order of their selection. */
    public int[] selectionOrder() {
        return fitted.order().clone();
    }

    /** Names of all features; of an element of a vector its column's name and its number from 1. */
    public String[] features() {
        return fitted.features().toArray(String[]::new);
    }

    /** The criterion's score of each feature, in bits, as of the step in which it was taken or refused. */
    public double[] scores() {
        return fitted.scores().clone();
    }

    /** I(feature; label), in bits. */
    public double[] informationGains() {
        return fitted.gains().clone();
    }

    /** The least that each feature tells beyond a selected one, in bits; NaN where none was selected before. */
    public double[] conditionalGains() {
        return fitted.conditionalGains().clone();
    }

    /** The p-value of each feature. */
    public double[] pValues() {
        return fitted.pValues().clone();
    }

    /** The q-value of each feature. */
    public double[] qValues() {
        return fitted.qValues().clone();
    }

    /** The selected feature that each feature is most redundant with; empty for none. */
    public String[] redundantWith() {
        return fitted.redundantWith().toArray(String[]::new);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        if (isDefined(inputCols())) {
            HashSet<String> dropped = dropped();
            return new StructType(Arrays.stream(schema.fields())
                    .filter(field -> !dropped.contains(field.name()))
                    .toArray(StructField[]::new));
        }
        Inputs.check(schema, getFeaturesCol(), "select features");
        Inputs.checkFree(schema, getOutputCol(), "select features");
        return schema.add(getOutputCol(), SQLDataTypes.VectorType(), true, metadata(schema));
    }

    /** Columns that were looked at and of which nothing was selected: no field of a struct and no element of a vector either. */
    private HashSet<String> dropped() {
        HashSet<String> dropped = new HashSet<>(Arrays.asList(getInputCols()));
        for (int feature : fitted.order()) {
            String name = fitted.features().get(feature);
            if (!dropped.remove(name)) {
                dropped.removeIf(column -> isPart(name, column));
            }
        }
        return dropped;
    }

    private static boolean isPart(String feature, String column) {
        return feature.startsWith(column + ".")
                || (feature.startsWith(column + "_")
                        && feature.substring(column.length() + 1).chars().allMatch(Character::isDigit));
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        if (isDefined(inputCols())) {
            return dataset.drop(dropped().toArray(String[]::new));
        }
        if (fitted.order().length == 0) {
            UDF1<Vector, Vector> nothing = any -> Vectors.zeros(0);
            return dataset.withColumn(
                    getOutputCol(),
                    functions
                            .udf(nothing, SQLDataTypes.VectorType())
                            .apply(functions.col(Names.quoted(getFeaturesCol()))));
        }
        Dataset<Row> sliced = new VectorSlicer()
                .setInputCol(getFeaturesCol())
                .setOutputCol(getOutputCol())
                .setIndices(selectedFeatures())
                .transform(dataset);
        return sliced.withMetadata(getOutputCol(), metadata(dataset.schema()));
    }

    /** The attributes of the selected elements. */
    private Metadata metadata(StructType schema) {
        AttributeGroup group =
                AttributeGroup.fromStructField(Inputs.check(schema, getFeaturesCol(), "select features"));
        int[] selected = selectedFeatures();
        if (group.attributes().isEmpty()) {
            return new AttributeGroup(getOutputCol(), selected.length).toMetadata();
        }
        Attribute[] of = group.attributes().get();
        return new AttributeGroup(
                        getOutputCol(),
                        Arrays.stream(selected).mapToObj(i -> of[i]).toArray(Attribute[]::new))
                .toMetadata();
    }

    @Override
    public InformationGainSelectorModel copy(ParamMap extra) {
        InformationGainSelectorModel copy = copyValues(new InformationGainSelectorModel(uid, fitted), extra);
        return copy.setParent(parent());
    }

    /** Writes params as Spark does, and beside them {@code data}: one row of Parquet. */
    @Override
    public MLWriter write() {
        return SavedRow.writer(this, DefaultParamsWritable.super.write(), fitted.row(), Fitted.SCHEMA);
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<InformationGainSelectorModel> read() {
        return SavedRow.reader((InformationGainSelectorModel model, Row row, SparkSession session, String path) ->
                model.fitted = Fitted.of(row));
    }

    /** Reads what {@code save} wrote. */
    public static InformationGainSelectorModel load(String path) {
        return read().load(path);
    }
}
