package io.github.surprisal.ml;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * Cuts numbers where that tells most about a label, as long as the gain pays for saying where the cut is: entropy-based discretisation
 * by the minimum description length principle. Its model is a {@code Bucketizer} of the cuts that were found. It cuts the columns {@code
 * inputCols}, or where there are none each element of the vectors {@code featuresCol}, of at most 10,000 elements.
 *
 * <p>Source: U. M. Fayyad and K. B. Irani, Multi-interval discretization of continuous-valued attributes for classification
 * learning, IJCAI 1993, pages 1022–1027.
 */
public final class MdlpDiscretizer extends Estimator<MdlpDiscretizerModel>
        implements MdlpDiscretizerParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Set set;

    /** With a random uid. */
    public MdlpDiscretizer() {
        this(Identifiable.randomUID("mdlp"));
    }

    /** With this uid. */
    public MdlpDiscretizer(String uid) {
        this.uid = uid;
        this.set = new Set(this);
        setDefault(featuresCol(), "features");
        setDefault(outputCol(), uid + "__output");
        setDefault(labelCol(), "label");
        setDefault(weightCol(), "");
        setDefault(handleInvalid(), "error");
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public Set set() {
        return set;
    }

    public MdlpDiscretizer setInputCols(String... value) {
        set(inputCols(), value);
        return this;
    }

    public MdlpDiscretizer setOutputCols(String... value) {
        set(outputCols(), value);
        return this;
    }

    public MdlpDiscretizer setFeaturesCol(String value) {
        set(featuresCol(), value);
        return this;
    }

    public MdlpDiscretizer setOutputCol(String value) {
        set(outputCol(), value);
        return this;
    }

    public MdlpDiscretizer setLabelCol(String value) {
        set(labelCol(), value);
        return this;
    }

    public MdlpDiscretizer setWeightCol(String value) {
        set(weightCol(), value);
        return this;
    }

    public MdlpDiscretizer setHandleInvalid(String value) {
        set(handleInvalid(), value);
        return this;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Inputs.check(schema, getLabelCol(), "cut numbers");
        if (!getWeightCol().isEmpty()) {
            Inputs.check(schema, getWeightCol(), "cut numbers");
        }
        if (!isOfVectors()) {
            Inputs.checkRoles(
                    schema,
                    getInputCols(),
                    Map.of("labelCol", getLabelCol(), "weightCol", getWeightCol()),
                    "cut numbers");
        }
        StructType result = withOutputs(schema);
        for (String name : isOfVectors() ? new String[0] : getInputCols()) {
            DataType type = Inputs.check(schema, name, "cut numbers").dataType();
            if (!(type instanceof NumericType)) {
                throw new UserException(
                        "Cannot cut column '%s': type must be numeric, found %s".formatted(name, type.simpleString()));
            }
        }
        return result;
    }

    @Override
    public MdlpDiscretizerModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        List<String> inputs = isOfVectors() ? List.of(getFeaturesCol()) : List.of(getInputCols());
        Map<String, String> types = new HashMap<>();
        if (!isOfVectors()) {
            inputs.forEach(input -> types.put(input, "double"));
        }
        Table table = Inputs.table(dataset, inputs, getLabelCol(), getWeightCol(), types);
        List<String> features = table.features().stream()
                .map(feature -> table.columns().get(feature).name())
                .toList();
        Map<String, Binning> binningOf = new HashMap<>();
        features.forEach(feature -> binningOf.put(feature, Binning.MDLP));
        Counts counts = CountScan.count(table, new CountConfig(Encoding.MAX_CATEGORIES));
        Map<String, Categories> cutpoints = Measurer.cutpoints(counts, Inputs.measure(2, binningOf));
        double[][] splits = features.stream()
                .map(feature -> MdlpDiscretizerModel.splits(cutpoints.get(feature)))
                .toArray(double[][]::new);
        return copyValues(new MdlpDiscretizerModel(uid, splits).setParent(this), ParamMap.empty());
    }

    @Override
    public MdlpDiscretizer copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads what {@code write} wrote. */
    public static MLReader<MdlpDiscretizer> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} wrote. */
    public static MdlpDiscretizer load(String path) {
        return read().load(path);
    }
}
