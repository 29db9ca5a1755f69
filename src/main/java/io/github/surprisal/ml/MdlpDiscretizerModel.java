package io.github.surprisal.ml;

import io.github.surprisal.count.Categories;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Numbers by the bucket that they fall in, [split, next split), the first one from −∞ and the last one to +∞. A cut after a value x is
 * the split just above it, so that x itself is below the cut. A column without cuts has one bucket.
 */
public final class MdlpDiscretizerModel extends Model<MdlpDiscretizerModel>
        implements MdlpDiscretizerParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private static final StructType SCHEMA = StructType.fromDDL("splits array<array<double>>");

    private final String uid;
    private final Set set;
    private double[][] splits = new double[0][];

    /** For the service loader: without splits. */
    public MdlpDiscretizerModel() {
        this(Identifiable.randomUID("mdlp"));
    }

    /** For {@link #read}: without splits. */
    public MdlpDiscretizerModel(String uid) {
        this.uid = uid;
        this.set = new Set(this);
        setDefault(featuresCol(), "features");
        setDefault(outputCol(), uid + "__output");
        setDefault(labelCol(), "label");
        setDefault(weightCol(), "");
        setDefault(handleInvalid(), "error");
    }

    MdlpDiscretizerModel(String uid, double[][] splits) {
        this(uid);
        this.splits = splits;
    }

    /** Our bins are (a, b], those of a Bucketizer [a, b). */
    static double[] splits(Categories cutpoints) {
        double[] splits = new double[cutpoints.size() + 2];
        splits[0] = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < cutpoints.size(); i++) {
            splits[i + 1] = Math.nextUp(cutpoints.number(i));
        }
        splits[splits.length - 1] = Double.POSITIVE_INFINITY;
        return splits;
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public Set set() {
        return set;
    }

    /** Sets the columns to cut. */
    public MdlpDiscretizerModel setInputCols(String... value) {
        set(inputCols(), value);
        return this;
    }

    /** Sets the output columns. */
    public MdlpDiscretizerModel setOutputCols(String... value) {
        set(outputCols(), value);
        return this;
    }

    /** Sets the column of vectors to cut. */
    public MdlpDiscretizerModel setFeaturesCol(String value) {
        set(featuresCol(), value);
        return this;
    }

    /** Sets the column of vectors of buckets. */
    public MdlpDiscretizerModel setOutputCol(String value) {
        set(outputCol(), value);
        return this;
    }

    /** Sets what to do with null and NaN: error, skip or keep. */
    public MdlpDiscretizerModel setHandleInvalid(String value) {
        set(handleInvalid(), value);
        return this;
    }

    /** By column, or element of a vector: −∞, the cuts in ascending order, +∞. */
    public double[][] getSplitsArray() {
        return Arrays.stream(splits).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * Spark's own stage that does the same. It needs a cut, so a column without one has a split at the greatest number.
     *
     * @throws UserException where vectors are cut, as Spark has no such stage
     */
    public Bucketizer bucketizer() {
        if (isOfVectors()) {
            throw new UserException("Cannot give a Bucketizer of vectors: expected inputCols, found featuresCol '"
                    + getFeaturesCol() + "'");
        }
        return new Bucketizer(uid + "_bucketizer")
                .setInputCols(getInputCols())
                .setOutputCols(getOutputCols())
                .setHandleInvalid(getHandleInvalid())
                .setSplitsArray(buckets());
    }

    /** The splits as Spark takes them: a column without a cut has one at the greatest number, so that it has two buckets as well. */
    private double[][] buckets() {
        return Arrays.stream(splits)
                .map(one -> one.length > 2 ? one : new double[] {one[0], Double.MAX_VALUE, one[1]})
                .toArray(double[][]::new);
    }

    /** The same of columns as this schema calls them. */
    private Bucketizer bucketizer(StructType schema) {
        return bucketizer()
                .setInputCols(Arrays.stream(getInputCols())
                        .map(name -> Inputs.check(schema, name, "cut numbers").name())
                        .toArray(String[]::new));
    }

    @Override
    public StructType transformSchema(StructType schema) {
        withOutputs(schema);
        return isOfVectors()
                ? schema.add(getOutputCol(), SQLDataTypes.VectorType(), true, metadata(schema))
                : bucketizer(schema).transformSchema(schema);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        return isOfVectors()
                ? transformVectors(dataset)
                : bucketizer(dataset.schema()).transform(dataset);
    }

    private Dataset<Row> transformVectors(Dataset<?> dataset) {
        VectorBuckets buckets = new VectorBuckets(buckets(), getFeaturesCol(), getHandleInvalid());
        Column vectors = functions.col(Names.quoted(getFeaturesCol()));
        Column cut = functions.udf(buckets, SQLDataTypes.VectorType()).apply(vectors);
        Dataset<Row> rows = dataset.toDF();
        if (buckets.skips()) {
            UDF1<Vector, Boolean> isValid = VectorBuckets::isValid;
            rows = rows.where(functions.udf(isValid, DataTypes.BooleanType).apply(vectors));
        }
        return rows.withColumn(getOutputCol(), cut).withMetadata(getOutputCol(), metadata(dataset.schema()));
    }

    /** The elements' names, and how many buckets each has. */
    private Metadata metadata(StructType schema) {
        AttributeGroup group = AttributeGroup.fromStructField(Inputs.check(schema, getFeaturesCol(), "cut numbers"));
        double[][] buckets = buckets();
        Attribute[] attributes = new Attribute[buckets.length];
        for (int i = 0; i < attributes.length; i++) {
            int values = buckets[i].length - 1 + (getHandleInvalid().equals("keep") ? 1 : 0);
            NominalAttribute nominal = NominalAttribute.defaultAttr().withNumValues(values);
            Option<String> name = group.attributes().isEmpty() || i >= group.size()
                    ? Option.empty()
                    : group.getAttr(i).name();
            attributes[i] = name.isEmpty() ? nominal : nominal.withName(name.get());
        }
        return new AttributeGroup(getOutputCol(), attributes).toMetadata();
    }

    @Override
    public MdlpDiscretizerModel copy(ParamMap extra) {
        MdlpDiscretizerModel copy = copyValues(new MdlpDiscretizerModel(uid, splits), extra);
        return copy.setParent(parent());
    }

    /** Writes params as Spark does, and beside them {@code data}: one row of Parquet. */
    @Override
    public MLWriter write() {
        return SavedRow.writer(this, DefaultParamsWritable.super.write(), RowFactory.create((Object) splits), SCHEMA);
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<MdlpDiscretizerModel> read() {
        return SavedRow.reader((MdlpDiscretizerModel model, Row row, SparkSession session, String path) -> {
            List<scala.collection.Seq<Double>> rows = row.getList(0);
            model.splits = rows.stream()
                    .map(edges -> scala.jdk.javaapi.CollectionConverters.asJava(edges).stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray())
                    .toArray(double[][]::new);
        });
    }

    /** Reads what {@code save} wrote. */
    public static MdlpDiscretizerModel load(String path) {
        return read().load(path);
    }
}
