package io.github.surprisal.ml;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.select.Candidates;
import io.github.surprisal.select.SelectConfig;
import io.github.surprisal.select.SelectConfig.Stop;
import io.github.surprisal.select.Selection;
import io.github.surprisal.select.Selector;
import io.github.surprisal.select.criterion.Criterion;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Selects features by what each tells about the label beyond the others: by default joint mutual information less what chance
 * would give, among those that pass a conditional test against every feature selected before, as many as pass. On
 * {@code inputCols} of any types, of which the model drops those not selected; or on a vector, {@code featuresCol}, of at most 10,000
 * elements, whose attributes go on. Numbers are taken by value where that repeats enough, else by bins. Rows without a label are left
 * out.
 */
public final class InformationGainSelector extends org.apache.spark.ml.Estimator<InformationGainSelectorModel>
        implements InformationGainSelectorParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Set set;

    /** With a random uid. */
    public InformationGainSelector() {
        this(Identifiable.randomUID("selector"));
    }

    /** With this uid. */
    public InformationGainSelector(String uid) {
        this.uid = uid;
        this.set = new Set(this);
        setDefault(featuresCol(), "features");
        setDefault(outputCol(), uid + "__output");
        setDefault(labelCol(), "label");
        setDefault(weightCol(), "");
        setDefault(criterion(), Criterion.JMI.label());
        setDefault(selectionMode(), "fdr");
        setDefault(adjusted(), true);
        setDefault(maxBins(), 32);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public Set set() {
        return set;
    }

    public InformationGainSelector setFeaturesCol(String value) {
        set(featuresCol(), value);
        return this;
    }

    public InformationGainSelector setOutputCol(String value) {
        set(outputCol(), value);
        return this;
    }

    public InformationGainSelector setInputCols(String... value) {
        set(inputCols(), value);
        return this;
    }

    public InformationGainSelector setLabelCol(String value) {
        set(labelCol(), value);
        return this;
    }

    public InformationGainSelector setWeightCol(String value) {
        set(weightCol(), value);
        return this;
    }

    public InformationGainSelector setCriterion(String value) {
        set(criterion(), value);
        return this;
    }

    public InformationGainSelector setSelectionMode(String value) {
        set(selectionMode(), value);
        return this;
    }

    public InformationGainSelector setSelectionThreshold(double value) {
        set(selectionThreshold(), value);
        return this;
    }

    public InformationGainSelector setAdjusted(boolean value) {
        set(adjusted(), value);
        return this;
    }

    public InformationGainSelector setMaxBins(int value) {
        set(maxBins(), value);
        return this;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Inputs.check(schema, getLabelCol(), "select features");
        if (!getWeightCol().isEmpty()) {
            Inputs.check(schema, getWeightCol(), "select features");
        }
        if (isDefined(inputCols())) {
            for (String name : getInputCols()) {
                Inputs.check(schema, name, "select features");
            }
            Inputs.checkRoles(
                    schema,
                    getInputCols(),
                    Map.of("labelCol", getLabelCol(), "weightCol", getWeightCol()),
                    "select features");
            return schema;
        }
        DataType type =
                Inputs.check(schema, getFeaturesCol(), "select features").dataType();
        if (!type.equals(SQLDataTypes.VectorType())) {
            throw new UserException("Cannot select features of column '%s': type must be a vector, found %s"
                    .formatted(getFeaturesCol(), type.simpleString()));
        }
        Inputs.checkFree(schema, getOutputCol(), "select features");
        return schema.add(getOutputCol(), SQLDataTypes.VectorType());
    }

    @Override
    public InformationGainSelectorModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        String[] inputs = isDefined(inputCols()) ? getInputCols() : new String[] {getFeaturesCol()};
        Table table = Inputs.table(dataset, List.of(inputs), getLabelCol(), getWeightCol(), Map.of());
        Counts counts = CountScan.count(table, new CountConfig(Encoding.MAX_CATEGORIES));
        MeasureConfig measure = Inputs.measure(getMaxBins(), Map.of());
        Selection selection = Selector.select(
                Candidates.of(table, counts, Measurer.measure(counts, measure), measure, Candidates.Rows.ALONE),
                config(table.features().size()));
        List<String> names = table.features().stream()
                .map(i -> table.columns().get(i).name())
                .toList();
        InformationGainSelectorModel model =
                new InformationGainSelectorModel(uid, InformationGainSelectorModel.Fitted.of(names, selection));
        return copyValues(model.setParent(this), ParamMap.empty());
    }

    private SelectConfig config(int features) {
        double threshold = getSelectionThreshold();
        Criterion by = Arrays.stream(Criterion.values())
                .filter(one -> one.label().equals(getCriterion()))
                .findFirst()
                .orElseThrow();
        int k =
                switch (getSelectionMode()) {
                    case "numTopFeatures" -> (int) Math.min(features, threshold);
                    case "percentile" -> (int) Math.min(features, Math.floor(features * threshold));
                    default -> features;
                };
        Stop stop =
                switch (getSelectionMode()) {
                    case "fdr" -> Stop.TEST;
                    case "fwe" -> Stop.BONFERRONI;
                    default -> Stop.K;
                };
        double alpha = stop == Stop.K ? 1 : threshold;
        return new SelectConfig(by, Math.max(1, k), stop, 0, alpha, List.of(), getAdjusted(), SelectConfig.Extras.NONE);
    }

    @Override
    public InformationGainSelector copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads what {@code write} wrote. */
    public static MLReader<InformationGainSelector> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} wrote. */
    public static InformationGainSelector load(String path) {
        return read().load(path);
    }
}
