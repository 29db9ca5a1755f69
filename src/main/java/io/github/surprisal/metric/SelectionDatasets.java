package io.github.surprisal.metric;

import static io.github.surprisal.metric.ColumnType.BOOLEAN;
import static io.github.surprisal.metric.ColumnType.DOUBLE;
import static io.github.surprisal.metric.ColumnType.INT;
import static io.github.surprisal.metric.ColumnType.TEXT;
import static io.github.surprisal.metric.ColumnType.TEXTS;
import static io.github.surprisal.metric.ColumnType.TEXT_IF_ANY;
import static io.github.surprisal.metric.Dataset.MEASURE_UNIT;
import static io.github.surprisal.metric.Dataset.column;
import static io.github.surprisal.metric.Dataset.required;
import static io.github.surprisal.metric.Dataset.unit;

import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.Selection;
import io.github.surprisal.select.Selection.Step;

/** What was selected, and what features say of each other. */
final class SelectionDatasets {
    static final Dataset<Step> SELECTION = Dataset.<Step>of(
                    "selection",
                    "feature, in the order looked at; with `select.by-group` group × feature",
                    "Figures are as of the step in which a feature was taken or refused; see [selection](selection.md).",
                    required("step", INT, "", "From 1", Step::step),
                    column("feature", TEXT, "", "The feature X", Step::feature),
                    column("criterion", TEXT, "", "As `select.criterion` says", Step::criterion),
                    column(
                            "score",
                            DOUBLE,
                            MEASURE_UNIT,
                            "What the criterion gave; a quotient has no unit",
                            s -> s.figures().score()),
                    column("relevance", DOUBLE, MEASURE_UNIT, "I(X;Y)", s -> s.figures()
                            .relevance()),
                    column(
                            "redundancy",
                            DOUBLE,
                            MEASURE_UNIT,
                            "Relevance less score, where the criterion has that form",
                            s -> s.figures().redundancy()),
                    column("p_value", DOUBLE, "", "The greatest one of I(X;Y|Z) over the selected Z", s -> s.figures()
                            .pValue()),
                    required("selected", BOOLEAN, "", "Whether it was selected", Step::selected),
                    column(
                            "adjusted_score",
                            DOUBLE,
                            MEASURE_UNIT,
                            "The score on terms less what chance would give",
                            s -> s.figures().adjustedScore()),
                    column(
                            "conditional_gain",
                            DOUBLE,
                            MEASURE_UNIT,
                            "The least I(X;Y|Z) over the selected Z, adjusted",
                            s -> s.figures().conditionalGain()),
                    column("redundant_with", TEXT_IF_ANY, "", "That Z", Step::redundantWith),
                    column(
                            "q_value",
                            DOUBLE,
                            "",
                            "The p-value by Benjamini and Hochberg over the candidates of the step",
                            s -> s.figures().qValue()),
                    column(
                            "selected_share",
                            DOUBLE,
                            "",
                            "The share of the folds in which it is selected; NULL in groups: folds are of the whole table",
                            s -> s.figures().selectedShare()),
                    required("flags", TEXTS, "", "`constant`, `coarsened`, `kept`", Step::flags))
            .of(Step::groupColumns, Step::groupValues)
            .orderedBy("group_columns", "group_values", "step");

    /** A pair of features, whose terms are in this unit. */
    record PairRow(Selection.Pair pair, Unit unit) {}

    static final Dataset<PairRow> PAIRS = Dataset.<PairRow>of(
                    "pairs",
                    "pair of features (`select.pairs`)",
                    "",
                    column("feature", TEXT, "", "X", p -> p.pair().feature()),
                    column("other", TEXT, "", "Z", p -> p.pair().other()),
                    column("mutual_information", DOUBLE, MEASURE_UNIT, "I(X;Z)", p -> p.pair()
                            .terms()
                            .information()),
                    column("conditional_information", DOUBLE, MEASURE_UNIT, "I(X;Z|Y)", p -> p.pair()
                            .terms()
                            .conditionalInformation()),
                    column("conditional_gain", DOUBLE, MEASURE_UNIT, "I(X;Y|Z)", p -> p.pair()
                            .terms()
                            .conditionalGain()),
                    column("joint_gain", DOUBLE, MEASURE_UNIT, "I(X,Z;Y)", p -> p.pair()
                            .terms()
                            .jointGain()),
                    column("synergy", DOUBLE, MEASURE_UNIT, "Conditional gain less gain, both adjusted", p -> p.pair()
                            .synergy()),
                    column("symmetric_uncertainty", DOUBLE, "", "2·I(X;Z) ÷ (H(X) + H(Z))", p -> p.pair()
                            .terms()
                            .symmetricUncertainty()),
                    column("p_value", DOUBLE, "", "Of the conditional gain", p -> p.pair()
                            .terms()
                            .pValue()),
                    unit(PairRow::unit))
            .ofTheWholeTable()
            .orderedBy("synergy DESC", "feature", "other");

    private SelectionDatasets() {}
}
