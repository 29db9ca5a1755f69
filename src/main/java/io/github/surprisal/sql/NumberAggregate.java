package io.github.surprisal.sql;

import io.github.surprisal.table.UserException;
import java.util.Collections;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.types.AbstractDataType;
import scala.collection.immutable.Seq;

/**
 * A measure of numbers: masses of distributions, counts, or scores. Other numbers are cast to doubles by Spark. How often each
 * combination was seen is the state here too, so that sums need not be taken before the totals are known.
 */
public final class NumberAggregate extends TupleAggregate implements ImplicitCastInputTypes {
    private static final long serialVersionUID = 1L;

    private transient long[] words;

    /** An aggregate of these arguments. */
    public NumberAggregate(
            SqlFunction function, Seq<Expression> children, int mutableAggBufferOffset, int inputAggBufferOffset) {
        super(function, children, mutableAggBufferOffset, inputAggBufferOffset);
    }

    @Override
    public Seq<AbstractDataType> inputTypes() {
        return Numbers.types(children().size(), function().takesLabel());
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        return ImplicitCastInputTypes.super.checkInputDataTypes();
    }

    @Override
    public TupleCounts createAggregationBuffer() {
        return empty(Collections.nCopies(children().size(), ValueType.DOUBLE));
    }

    @Override
    public TupleCounts update(TupleCounts buffer, InternalRow row) {
        int arguments = children().size();
        if (words == null) {
            words = new long[arguments];
        }
        for (int i = 0; i < arguments; i++) {
            Object value = child(i).eval(row);
            if (value == null) {
                return buffer;
            }
            double number = Numbers.of(value);
            String expected = function().expected(i, number);
            if (!expected.isEmpty()) {
                throw new UserException(
                        "Cannot compute " + prettyName() + ": expected " + expected + ", found " + number);
            }
            words[i] = ValueType.word(number);
        }
        try {
            buffer.add(words, 0, 1);
        } catch (TooManyTuples e) {
            throw tooMany(e);
        }
        return buffer;
    }

    @Override
    NumberAggregate with(Seq<Expression> newChildren, int mutableOffset, int inputOffset) {
        return new NumberAggregate(function(), newChildren, mutableOffset, inputOffset);
    }
}
