package io.github.surprisal.sql;

import io.github.surprisal.drift.Divergence;
import io.github.surprisal.measure.SparseTable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.Seq;

/** The SQL functions: their names, what they take and what they give. Their documentation is in {@link FunctionPage}. */
public enum SqlFunction {
    /** H(X, ..) in bits. */
    ENTROPY(List.of("entropy"), Input.VALUES, 1, TupleFigures::entropy),
    /** The entropy of a distribution of which each row has a count, in bits. */
    ENTROPY_OF_COUNTS(List.of("entropy_of_counts"), Input.MASSES, 1, TupleFigures::entropyOfCounts),
    /** H(Y|X) in bits. */
    CONDITIONAL_ENTROPY(List.of("conditional_entropy"), Input.VALUES, 2, TupleFigures::conditionalEntropy),
    /** I(X;Y) in bits. */
    INFORMATION_GAIN(
            List.of("information_gain", "mutual_information"),
            Input.VALUES,
            2,
            TupleFigures.bitsOfPair(SparseTable::mutualInformation)),
    /** I(X;Y|Z) in bits. */
    CONDITIONAL_MUTUAL_INFORMATION(
            List.of("conditional_mutual_information"), Input.VALUES, 3, TupleFigures::conditionalInformation),
    /** I(X;Y)/H(X). */
    GAIN_RATIO(List.of("gain_ratio"), Input.VALUES, 2, TupleFigures.ofPair(SparseTable::gainRatio)),
    /** 2·I(X;Y)/(H(X) + H(Y)). */
    SYMMETRIC_UNCERTAINTY(
            List.of("symmetric_uncertainty"), Input.VALUES, 2, TupleFigures.ofPair(SparseTable::symmetricUncertainty)),
    /** I(X;Y)/H(Y). */
    THEILS_U(List.of("theils_u", "theilsU"), Input.VALUES, 2, TupleFigures.ofPair(SparseTable::theilsU)),
    /** Cramér's V. */
    CRAMERS_V(List.of("cramers_v", "cramersV"), Input.VALUES, 2, TupleFigures.ofPair(SparseTable::cramersV)),
    /** Pearson's contingency coefficient. */
    CONTINGENCY(List.of("contingency"), Input.VALUES, 2, TupleFigures.ofPair(SparseTable::contingency)),
    /** Information value, in nats. */
    INFORMATION_VALUE(
            List.of("information_value", "categoricalInformationValue"),
            Input.VALUES,
            2,
            TupleFigures.ofPair(SparseTable::informationValue)),
    /** H(p, q) in bits. */
    CROSS_ENTROPY(List.of("cross_entropy"), Input.MASSES, 2, TupleFigures.bitsOfMasses(Divergence::crossEntropy)),
    /** D(p‖q) in bits. */
    KL_DIVERGENCE(List.of("kl_divergence"), Input.MASSES, 2, TupleFigures.bitsOfMasses(Divergence::klDivergence)),
    /** Jensen–Shannon divergence in bits. */
    JS_DIVERGENCE(List.of("js_divergence"), Input.MASSES, 2, TupleFigures.bitsOfMasses(Divergence::jsDivergence)),
    /** Population stability index, in nats. */
    PSI(List.of("psi"), Input.MASSES, 2, TupleFigures.ofMasses(Divergence::psi)),
    /** Mean log-loss in bits. */
    LOG_LOSS(List.of("log_loss"), Input.LOSS, 2, null),
    /** Area under the ROC curve. */
    AREA_UNDER_ROC(List.of("area_under_roc"), Input.SCORES, 2, TupleFigures::areaUnderRoc),
    /** A state of columns. */
    CONTINGENCY_ACCUMULATE(List.of("contingency_accumulate"), Input.VALUES, 1, null),
    /** One state of many. */
    CONTINGENCY_COMBINE(List.of("contingency_combine"), Input.STATES, 1, null),
    /** I(X;Y) of a state, in bits. */
    INFORMATION_GAIN_ESTIMATE(
            List.of("information_gain_estimate"), Input.STATE, 1, TupleFigures::informationGainOfState),
    /** H(X, ..) of a state, in bits. */
    ENTROPY_ESTIMATE(List.of("entropy_estimate"), Input.STATE, 1, TupleFigures::entropy);

    /** So many different scores take some 4 GB, which Spark is asked for. */
    private static final int MAX_SCORES = 1 << 26;

    private enum Input {
        /** Values of any atomic types. */
        VALUES,
        /** Masses of distributions: numbers that are not negative. */
        MASSES,
        /** A label of 0 and 1 and a score. */
        SCORES,
        /** A label of 0 and 1 and a probability. */
        LOSS,
        /** A column of states. */
        STATES,
        /** One state. */
        STATE
    }

    /** Of {@link List#of}. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> names;

    private final Input input;
    private final int arguments;

    /** A function without a state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final transient TupleFigures.Figure figure;

    SqlFunction(List<String> names, Input input, int arguments, TupleFigures.Figure figure) {
        this.names = names;
        this.input = input;
        this.arguments = arguments;
        this.figure = figure;
    }

    /** The names that it can be called by. */
    List<String> names() {
        return names;
    }

    String sqlName() {
        return names.get(0);
    }

    /** Whether it takes so many arguments. */
    boolean takes(int number) {
        boolean takesMore = this == ENTROPY || this == CONTINGENCY_ACCUMULATE;
        return takesMore ? number >= arguments : number == arguments;
    }

    /** The fewest arguments that it takes. */
    int arguments() {
        return arguments;
    }

    boolean isAggregate() {
        return input != Input.STATE;
    }

    DataType resultType() {
        return this == CONTINGENCY_ACCUMULATE || this == CONTINGENCY_COMBINE
                ? DataTypes.BinaryType
                : DataTypes.DoubleType;
    }

    /** The result of a group that has rows, or null where that is undefined. */
    Object result(TupleCounts counts) {
        if (figure == null) {
            return StateFormat.sortedBytes(counts);
        }
        double result = figure.applyAsDouble(counts);
        return Double.isNaN(result) ? null : (Object) result;
    }

    /** The expression of a call. */
    Expression of(Seq<Expression> called) {
        return switch (input) {
            case VALUES -> new ValueAggregate(this, called, 0, 0);
            case MASSES, SCORES -> new NumberAggregate(this, called, 0, 0);
            case LOSS -> new LossAggregate(this, called, 0, 0);
            case STATES -> new StateAggregate(this, called, 0, 0);
            case STATE -> new StateEstimate(this, called.head());
        };
    }

    /** Whether the first argument is a label of 0 and 1. */
    boolean takesLabel() {
        return input == Input.SCORES || input == Input.LOSS;
    }

    /** What a number should be that is an argument, or nothing where it is. */
    String expected(int argument, double number) {
        if (takesLabel() && argument == 0) {
            return number == 0 || number == 1 ? "" : "a label of 0 and 1, or a boolean";
        }
        return switch (input) {
            case MASSES -> number >= 0 && number < Double.POSITIVE_INFINITY ? "" : "numbers from 0 on";
            case LOSS -> number >= 0 && number <= 1 ? "" : "a probability from 0 to 1";
            default -> "";
        };
    }

    /** The most different tuples that a group may have. */
    int limit() {
        return input == Input.SCORES ? MAX_SCORES : TupleCounts.MAX_TUPLES;
    }

    /** What to do where a group has more. */
    String remedy() {
        return input == Input.SCORES ? "round the scores" : "surprisal rank counts columns of any number of values";
    }
}
