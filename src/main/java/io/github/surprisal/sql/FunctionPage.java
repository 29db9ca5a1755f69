package io.github.surprisal.sql;

import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;

/**
 * What {@code DESCRIBE FUNCTION EXTENDED} says of a function.
 *
 * @param usage what it gives
 * @param call its arguments in the usage
 * @param example a query, without SELECT
 * @param result what the query gives
 */
record FunctionPage(String usage, String call, String example, String result) {
    private static final String PAIRS = " FROM VALUES ('a', 1), ('a', 1), ('b', 0), ('b', 1) AS t(x, y)";
    private static final String MASSES = " FROM VALUES (1, 2), (1, 1), (2, 1) AS t(p, q)";
    private static final String STATES = " FROM (SELECT contingency_accumulate(x, y) AS state" + PAIRS + " GROUP BY x)";

    static FunctionPage of(SqlFunction function) {
        return switch (function) {
            case ENTROPY ->
                new FunctionPage(
                        "Returns the Shannon entropy of a column's values in bits, of several columns their joint entropy."
                                + " Multiply by ln(2) for nats.",
                        "x, ..",
                        "_FUNC_(x) FROM VALUES ('a'), ('b'), ('c'), ('d') AS t(x)",
                        "2.0");
            case ENTROPY_OF_COUNTS ->
                new FunctionPage(
                        "Returns the entropy in bits of a distribution of which each row has a count or a mass.",
                        "n",
                        "_FUNC_(n) FROM VALUES (2), (1), (1) AS t(n)",
                        "1.5");
            case CONDITIONAL_ENTROPY ->
                new FunctionPage(
                        "Returns the conditional entropy H(Y|X) in bits: what is left to tell of y once x is known.",
                        "y, x",
                        "_FUNC_(y, x)" + PAIRS,
                        "0.5");
            case INFORMATION_GAIN ->
                new FunctionPage(
                        "Returns the mutual information I(X;Y) in bits: what knowing the feature tells of the label.",
                        "feature, label",
                        "_FUNC_(x, y) FROM VALUES ('a', 1), ('a', 1), ('b', 0), ('b', 0) AS t(x, y)",
                        "1.0");
            case CONDITIONAL_MUTUAL_INFORMATION ->
                new FunctionPage(
                        "Returns the conditional mutual information I(X;Y|Z) in bits: what x tells of y where z is known.",
                        "x, y, z",
                        "_FUNC_(x, y, x != y) FROM VALUES (0, 0), (0, 1), (1, 0), (1, 1) AS t(x, y)",
                        "1.0");
            case GAIN_RATIO ->
                new FunctionPage(
                        "Returns the information gain divided by the entropy of the feature. Null where the feature has one"
                                + " value.",
                        "feature, label",
                        "_FUNC_(x, y) FROM VALUES (1, 'a'), (2, 'a'), (3, 'b'), (4, 'b') AS t(x, y)",
                        "0.5");
            case SYMMETRIC_UNCERTAINTY ->
                new FunctionPage(
                        "Returns 2·I(X;Y)/(H(X) + H(Y)), from 0 to 1. Null where both columns have one value.",
                        "x, y",
                        "round(_FUNC_(x, y), 6)" + PAIRS,
                        "0.343711");
            case THEILS_U ->
                new FunctionPage(
                        "Returns Theil's U, the uncertainty coefficient of the label given the feature: the share of the label's"
                                + " entropy that the feature tells. Null where the label has one value.",
                        "feature, label",
                        "_FUNC_(x, y) FROM VALUES (1, 'a'), (2, 'a'), (3, 'b'), (4, 'b') AS t(x, y)",
                        "1.0");
            case CRAMERS_V ->
                new FunctionPage(
                        "Returns Cramér's V of two columns, from 0 to 1, without a correction for bias. Null where either has"
                                + " one value.",
                        "x, y",
                        "round(_FUNC_(x, y), 6)" + PAIRS,
                        "0.57735");
            case CONTINGENCY ->
                new FunctionPage(
                        "Returns Pearson's contingency coefficient √(χ²/(χ² + n)) of two columns, from 0 to below 1.",
                        "x, y",
                        "_FUNC_(x, y)" + PAIRS,
                        "0.5");
            case INFORMATION_VALUE ->
                new FunctionPage(
                        "Returns the information value of a feature for a label of two classes, with natural logarithms as is"
                                + " usual. Null where the label has not two values.",
                        "feature, label",
                        "round(_FUNC_(x, y), 6)" + PAIRS,
                        "0.902683");
            case CROSS_ENTROPY ->
                new FunctionPage(
                        "Returns the cross-entropy H(p, q) in bits of two distributions over the same rows; masses need not"
                                + " add up to 1. Infinite where q misses a row that p has.",
                        "p, q",
                        "_FUNC_(p, q)" + MASSES,
                        "1.75");
            case KL_DIVERGENCE ->
                new FunctionPage(
                        "Returns the Kullback-Leibler divergence D(p||q) in bits, the true distribution first; masses need not"
                                + " add up to 1. Infinite where q misses a row that p has.",
                        "p, q",
                        "_FUNC_(p, q)" + MASSES,
                        "0.25");
            case JS_DIVERGENCE ->
                new FunctionPage(
                        "Returns the Jensen-Shannon divergence in bits, from 0 to 1; masses need not add up to 1.",
                        "p, q",
                        "_FUNC_(p, q) FROM VALUES (1, 0), (0, 1) AS t(p, q)",
                        "1.0");
            case PSI ->
                new FunctionPage(
                        "Returns the population stability index, with natural logarithms as is usual; masses need not add up to"
                                + " 1. Infinite where one side misses a row that the other has.",
                        "p, q",
                        "round(_FUNC_(p, q), 6)" + MASSES,
                        "0.346574");
            case LOG_LOSS ->
                new FunctionPage(
                        "Returns the mean log-loss in bits of probabilities that a label is 1, or true. Multiply by ln(2) for"
                                + " nats.",
                        "label, probability",
                        "_FUNC_(y, p) FROM VALUES (true, 0.5), (false, 0.75) AS t(y, p)",
                        "1.5");
            case AREA_UNDER_ROC ->
                new FunctionPage(
                        "Returns the area under the ROC curve, exactly: how often a row of label 1, or true, has a greater score"
                                + " than one of label 0, a tie counting half. Null where all rows are of one label.",
                        "label, score",
                        "_FUNC_(y, s) FROM VALUES (1, 0.9), (0, 0.1), (1, 0.4), (0, 0.4) AS t(y, s)",
                        "0.875");
            case CONTINGENCY_ACCUMULATE ->
                new FunctionPage(
                        "Returns a state of columns, to be stored and combined: how often each combination of values was seen.",
                        "x, ..",
                        "entropy_estimate(_FUNC_(x, y))" + PAIRS,
                        "1.5");
            case CONTINGENCY_COMBINE ->
                new FunctionPage(
                        "Returns the state of all the rows that some states are of.",
                        "state",
                        "round(information_gain_estimate(_FUNC_(state)), 6)" + STATES,
                        "0.311278");
            case INFORMATION_GAIN_ESTIMATE ->
                new FunctionPage(
                        "Returns the information gain in bits of a state of two columns, as information_gain(x, y) gives it.",
                        "state",
                        "round(_FUNC_(contingency_accumulate(x, y)), 6)" + PAIRS,
                        "0.311278");
            case ENTROPY_ESTIMATE ->
                new FunctionPage(
                        "Returns the joint entropy in bits of all columns of a state, as entropy(x, ..) gives it.",
                        "state",
                        "_FUNC_(contingency_combine(state))" + STATES,
                        "1.5");
        };
    }

    /** The same for Spark. */
    ExpressionInfo info(SqlFunction function, String name) {
        return new ExpressionInfo(
                SqlFunction.class.getName(),
                null,
                name,
                "_FUNC_(" + call + ") - " + usage + " Rows with a null are skipped; null where there are no rows.",
                "",
                "\n    Examples:\n      > SELECT " + example + ";\n       " + result + "\n  ",
                "",
                function.isAggregate() ? "agg_funcs" : "misc_funcs",
                "",
                "",
                "java_udf");
    }
}
