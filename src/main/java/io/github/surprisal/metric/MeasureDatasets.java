package io.github.surprisal.metric;

import static io.github.surprisal.metric.ColumnType.BOOLEAN;
import static io.github.surprisal.metric.ColumnType.COUNT;
import static io.github.surprisal.metric.ColumnType.COUNTS;
import static io.github.surprisal.metric.ColumnType.DOUBLE;
import static io.github.surprisal.metric.ColumnType.INT;
import static io.github.surprisal.metric.ColumnType.LONG;
import static io.github.surprisal.metric.ColumnType.TEXT;
import static io.github.surprisal.metric.ColumnType.TEXTS;
import static io.github.surprisal.metric.ColumnType.TEXT_IF_ANY;
import static io.github.surprisal.metric.Dataset.MEASURE_UNIT;
import static io.github.surprisal.metric.Dataset.column;
import static io.github.surprisal.metric.Dataset.required;
import static io.github.surprisal.metric.Dataset.unit;

import io.github.surprisal.measure.Measures.BestSplit;
import io.github.surprisal.measure.Measures.Bin;
import io.github.surprisal.measure.Measures.ColumnEntropy;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.measure.Measures.Value;
import java.util.stream.DoubleStream;

/** What counts alone say: of a column, of a feature and the label, of a split, of bins. */
final class MeasureDatasets {
    static final Dataset<ColumnEntropy> COLUMN_ENTROPY = Dataset.<ColumnEntropy>of(
                    "column_entropy",
                    "group × column",
                    "Null counts as a category here, unless `measure.nulls = drop`.",
                    column("column", TEXT, "", "The column", ColumnEntropy::column),
                    column("kind", TEXT, "", "`categorical` or `numeric`", ColumnEntropy::kind),
                    column("rows", COUNT, "rows", "Rows of the group", ColumnEntropy::rows),
                    column("nulls", COUNT, "rows", "Those where the column is null", ColumnEntropy::nulls),
                    column("distinct", LONG, "", "How many different values it has", ColumnEntropy::distinct),
                    column("entropy", DOUBLE, MEASURE_UNIT, "Entropy of the column", ColumnEntropy::entropy),
                    column(
                            "normalized_entropy",
                            DOUBLE,
                            "",
                            "Entropy ÷ log distinct, from 0 to 1",
                            ColumnEntropy::normalizedEntropy),
                    column(
                            "perplexity",
                            DOUBLE,
                            "",
                            "The number of equally frequent values that have this entropy",
                            ColumnEntropy::perplexity),
                    column("std_error", DOUBLE, MEASURE_UNIT, "Standard error of the entropy", ColumnEntropy::stdError),
                    unit(ColumnEntropy::unit),
                    column("estimator", TEXT, "", "As `measure.estimator` says", ColumnEntropy::estimator),
                    column(
                            "mode",
                            TEXT,
                            "",
                            "The most frequent value but null; NULL of nulls alone",
                            e -> Double.isNaN(e.modeShare()) ? null : e.mode()),
                    column("mode_share", DOUBLE, "", "Its share of the rows", ColumnEntropy::modeShare),
                    column(
                            "differential_entropy",
                            DOUBLE,
                            MEASURE_UNIT,
                            "Of fractions that are not taken by value, over the whole table: by spacings of √n rows, over"
                                    + " `count.max-categories` by fine bins; NULL where one value has more than √n rows,"
                                    + " as a density has no atoms",
                            ColumnEntropy::differentialEntropy))
            .of(ColumnEntropy::group);

    static final Dataset<InformationGain> INFORMATION_GAIN = Dataset.<InformationGain>of(
                    "information_gain",
                    "group × feature",
                    "Over the rows that have a label.",
                    column("feature", TEXT, "", "The feature X", InformationGain::feature),
                    column("label", TEXT, "", "The label Y", InformationGain::label),
                    column("rows", COUNT, "rows", "Rows that count", InformationGain::rows),
                    column("label_entropy", DOUBLE, MEASURE_UNIT, "H(Y)", InformationGain::labelEntropy),
                    column("conditional_entropy", DOUBLE, MEASURE_UNIT, "H(Y|X)", InformationGain::conditionalEntropy),
                    column(
                            "information_gain",
                            DOUBLE,
                            MEASURE_UNIT,
                            "I(X;Y) = H(Y) − H(Y|X)",
                            InformationGain::informationGain),
                    column("gain_ratio", DOUBLE, "", "I(X;Y) ÷ H(X)", InformationGain::gainRatio),
                    column(
                            "symmetric_uncertainty",
                            DOUBLE,
                            "",
                            "2·I(X;Y) ÷ (H(X) + H(Y))",
                            InformationGain::symmetricUncertainty),
                    column("g_statistic", DOUBLE, "", "2·n·I(X;Y) in nats", InformationGain::gStatistic),
                    column(
                            "degrees_of_freedom",
                            DOUBLE,
                            "",
                            "(values of X − 1) · (classes − 1)",
                            InformationGain::degreesOfFreedom),
                    column(
                            "p_value",
                            DOUBLE,
                            "",
                            "Tail of χ² by its exact mean, variance and skewness given the margins; mid-p of a fourfold"
                                    + " table with a cell of fewer than five expected rows",
                            InformationGain::pValue),
                    column(
                            "q_value",
                            DOUBLE,
                            "",
                            "The same by Benjamini and Hochberg over the group's features",
                            InformationGain::qValue),
                    column("std_error", DOUBLE, MEASURE_UNIT, "Standard error of the gain", InformationGain::stdError),
                    column("cramers_v", DOUBLE, "", "Cramér's V", InformationGain::cramersV),
                    column("theils_u", DOUBLE, "", "Theil's U = I(X;Y) ÷ H(Y)", InformationGain::theilsU),
                    column(
                            "information_value",
                            DOUBLE,
                            "nats",
                            "Of two classes, the second one being class 1; a category of one class alone has half a row more of each",
                            InformationGain::informationValue),
                    column(
                            "missing_information_gain",
                            DOUBLE,
                            MEASURE_UNIT,
                            "Gain of \"is it null?\"",
                            InformationGain::missingInformationGain),
                    required("flags", TEXTS, "", "See [flags](#flags)", InformationGain::flags),
                    unit(InformationGain::unit),
                    column("estimator", TEXT, "", "As `measure.estimator` says", InformationGain::estimator),
                    column("rank", INT, "", "From 1, in the group, by `measure.rank-by`", InformationGain::rank),
                    column(
                            "adjusted_information_gain",
                            DOUBLE,
                            MEASURE_UNIT,
                            "Gain less what chance would give these margins",
                            InformationGain::adjustedInformationGain),
                    column("chi_squared", DOUBLE, "", "Pearson's χ²", InformationGain::chiSquared),
                    column(
                            "log_p_value",
                            DOUBLE,
                            "nats",
                            "Natural logarithm of the p-value; finite where that is 0",
                            InformationGain::logPValue))
            .of(InformationGain::group)
            .orderedBy("group_columns", "group_values", "rank");

    static final Dataset<BestSplit> BEST_SPLIT = Dataset.<BestSplit>of(
                    "best_split",
                    "group × feature",
                    "The question with two answers that tells most. Nulls and NaNs of a number go right; of a category"
                            + " where they tell most.",
                    column("feature", TEXT, "", "The feature", BestSplit::feature),
                    column("threshold", DOUBLE, "", "Of a number: left is ≤", BestSplit::threshold),
                    column(
                            "categories",
                            TEXTS,
                            "",
                            "Else those that go left, at most 1,000",
                            s -> s.categories().isEmpty() ? null : s.categories()),
                    column("gain", DOUBLE, MEASURE_UNIT, "Information gain of the split", BestSplit::gain),
                    column("gain_ratio", DOUBLE, "", "Gain ÷ entropy of the split", BestSplit::gainRatio),
                    required(
                            "mdl_accepted",
                            BOOLEAN,
                            "",
                            "Whether the split is worth its description (Fayyad and Irani)",
                            BestSplit::mdlAccepted),
                    required("left_rows", COUNT, "rows", "Rows that go left", BestSplit::leftRows),
                    required("right_rows", COUNT, "rows", "Rows that go right", BestSplit::rightRows),
                    column(
                            "case_when",
                            TEXT_IF_ANY,
                            "",
                            "The split in Spark SQL over the columns of the source; an element of a vector has its name here",
                            BestSplit::caseWhen),
                    column(
                            "threshold_value",
                            TEXT_IF_ANY,
                            "",
                            "Exact text of the threshold",
                            BestSplit::thresholdValue))
            .of(BestSplit::group)
            .orderedBy("group_columns", "group_values", "gain DESC", "feature");

    static final Dataset<Bin> BINS = Dataset.<Bin>of(
                    "bins",
                    "binned feature × bin",
                    "",
                    column("feature", TEXT, "", "The feature", Bin::feature),
                    required("bin", INT, "", "From 0", Bin::bin),
                    column("lower", DOUBLE, "", "lower < x ≤ upper; NULL for the bin of NaN", Bin::lower),
                    column("upper", DOUBLE, "", "Likewise", Bin::upper),
                    required("rows", COUNT, "rows", "Rows of the bin", Bin::rows),
                    required(
                            "label_counts", COUNTS, "rows", "Those of each class", b -> DoubleStream.of(b.labelCounts())
                                    .boxed()
                                    .toList()),
                    column("weight_of_evidence", DOUBLE, "nats", "Of two classes", Bin::weightOfEvidence),
                    column(
                            "lower_value",
                            TEXT_IF_ANY,
                            "",
                            "Exact text, where long integers and decimals are no doubles",
                            Bin::lowerValue),
                    column("upper_value", TEXT_IF_ANY, "", "Likewise", Bin::upperValue))
            .ofTheWholeTable();

    static final Dataset<Value> FREQUENT_VALUES = Dataset.<Value>of(
                    "frequent_values",
                    "column taken by value × frequent value",
                    "At most 100 values of a number or the label and 20 of another column, and null; over"
                            + " `count.max-categories` ten.",
                    column("column", TEXT, "", "The column", Value::column),
                    column("value", TEXT, "", "The value; NULL is null", Value::value),
                    required(
                            "position",
                            INT,
                            "",
                            "Its place among the column's values in ascending order, from 0; over"
                                    + " `count.max-categories` by rows",
                            Value::position),
                    required("rows", COUNT, "rows", "Rows that have it", Value::rows),
                    required(
                            "label_counts",
                            COUNTS,
                            "rows",
                            "Those of each class; empty where that is not known",
                            v -> DoubleStream.of(v.labelCounts()).boxed().toList()),
                    column("weight_of_evidence", DOUBLE, "nats", "Of two classes", Value::weightOfEvidence))
            .ofTheWholeTable();

    private MeasureDatasets() {}
}
