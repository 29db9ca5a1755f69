package io.github.surprisal.ml;

import io.github.surprisal.count.ValueReader;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.FeatureReader;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Adds the feature vector to a table as its user knows it, under the columns' own names. Values are cast to the types that
 * the encoding was made with; what cannot be cast counts as null. Rows are never dropped.
 *
 * <p>A feature is read from the column of its name, unless there is an expression or a vector element for it; these are
 * computed from the table as it comes, and not added to it.
 */
public final class ColumnEncoder extends Transformer implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    /** The name of the vector column unless {@link #setOutputCol} says otherwise: one that no table is likely to have. */
    public static final String DEFAULT_OUTPUT_COL = "surprisal_features";

    private final String uid;
    private final Param<String> encoding;
    private final Param<String> sources;
    private final Param<String> outputCol;

    public ColumnEncoder() {
        this(Identifiable.randomUID("columnEncoder"));
    }

    public ColumnEncoder(String uid) {
        this.uid = uid;
        this.encoding = new Param<>(uid, "encoding", "how columns become terms, as JSON");
        this.sources = new Param<>(uid, "sources", "where features that are not columns come from, as JSON");
        this.outputCol = new Param<>(uid, "outputCol", "output column name");
        setDefault(sources, Sources.NONE.toJson());
        setDefault(outputCol, DEFAULT_OUTPUT_COL);
    }

    @Override
    public String uid() {
        return uid;
    }

    public Param<String> encoding() {
        return encoding;
    }

    public Param<String> sources() {
        return sources;
    }

    public Param<String> outputCol() {
        return outputCol;
    }

    public Encoding getEncoding() {
        return Encoding.fromJson(getOrDefault(encoding));
    }

    public ColumnEncoder setEncoding(Encoding value) {
        set(encoding, value.toJson());
        return this;
    }

    /**
     * Features that are not columns of the table.
     *
     * @param expressions feature → SQL over the table's columns
     * @param elements feature → element of a vector column
     */
    public ColumnEncoder setSources(Map<String, String> expressions, Map<String, Table.Element> elements) {
        set(sources, new Sources(expressions, elements).toJson());
        return this;
    }

    public String getOutputCol() {
        return getOrDefault(outputCol);
    }

    public ColumnEncoder setOutputCol(String value) {
        set(outputCol, value);
        return this;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        List<FeatureEncoding> features = getEncoding().features();
        StructField[] found = found(dataset, features).schema().fields();
        List<Column> columns = new ArrayList<>();
        List<StructField> fields = new ArrayList<>();
        Sources given = Sources.fromJson(getOrDefault(sources));
        for (int i = 0; i < features.size(); i++) {
            DataType type = readType(features.get(i), found[i].dataType());
            Column value = given.column(features.get(i).feature());
            columns.add((type.equals(found[i].dataType()) ? value : value.try_cast(type)).as(name(i)));
            fields.add(new StructField(name(i), type, true, Metadata.empty()));
        }
        UDF1<Row, Object> encode = new RowToVector(
                new StructType(fields.toArray(StructField[]::new)), new FeatureReader(getEncoding(), types(fields)));
        Column struct = functions.struct(columns.toArray(Column[]::new));
        return dataset.withColumn(
                getOutputCol(), functions.udf(encode, SQLDataTypes.VectorType()).apply(struct));
    }

    @Override
    public StructType transformSchema(StructType schema) {
        List<String> names = Arrays.asList(schema.fieldNames());
        if (names.contains(getOutputCol())) {
            throw new UserException("Cannot add column '%s': it exists already".formatted(getOutputCol()));
        }
        Sources given = Sources.fromJson(getOrDefault(sources));
        List<String> missing = getEncoding().features().stream()
                .flatMap(feature -> given.columnNeeded(feature.feature()).stream())
                .filter(name -> names.stream().noneMatch(name::equalsIgnoreCase))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            throw new UserException(
                    "Cannot encode table: columns %s not found, columns are %s".formatted(missing, names));
        }
        return schema.add(getOutputCol(), SQLDataTypes.VectorType());
    }

    @Override
    public ColumnEncoder copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads what {@code write} wrote. */
    public static MLReader<ColumnEncoder> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} wrote. */
    public static ColumnEncoder load(String path) {
        return read().load(path);
    }

    /** The features as the table has them, with the types they have there. */
    private Dataset<Row> found(Dataset<?> dataset, List<FeatureEncoding> features) {
        Sources given = Sources.fromJson(getOrDefault(sources));
        Column[] columns = new Column[features.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = given.column(features.get(i).feature()).as(name(i));
        }
        try {
            return dataset.select(columns);
        } catch (Exception e) { // Scala throws the checked AnalysisException without declaring it
            if (e instanceof AnalysisException analysis) {
                throw new UserException("Cannot encode table: " + analysis.getSimpleMessage(), e);
            }
            throw e;
        }
    }

    /** The type to read a feature with: a number as it comes, since it need not be what it was to the last bit. */
    private static DataType readType(FeatureEncoding feature, DataType found) {
        if (feature instanceof FeatureEncoding.Numeric && feature.type() instanceof NumericType) {
            boolean readable =
                    found instanceof NumericType && ValueReader.of(found).isPresent();
            return readable ? found : DataTypes.DoubleType;
        }
        return feature.type();
    }

    private static List<DataType> types(List<StructField> fields) {
        return fields.stream().map(StructField::dataType).toList();
    }

    private static String name(int feature) {
        return "f" + feature;
    }
}
