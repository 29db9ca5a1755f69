package io.github.surprisal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import scala.collection.immutable.Seq;

/** A measure of values, of any atomic types: a row counts unless an argument is null. */
public final class ValueAggregate extends TupleAggregate {
    private static final long serialVersionUID = 1L;

    private transient Argument[] arguments;
    private transient long[] words;

    /** An aggregate of these arguments. */
    public ValueAggregate(
            SqlFunction function, Seq<Expression> children, int mutableAggBufferOffset, int inputAggBufferOffset) {
        super(function, children, mutableAggBufferOffset, inputAggBufferOffset);
    }

    /** How the values of an argument are read: from the row as it is, or from what an expression gives. */
    private record Argument(Expression child, int ordinal, ValueType.Reader reader, GenericInternalRow value) {
        static Argument of(Expression child) {
            ValueType.Reader reader = ValueType.reader(child.dataType()).orElseThrow();
            int ordinal = child instanceof BoundReference bound ? bound.ordinal() : -1;
            return new Argument(child, ordinal, reader, new GenericInternalRow(1));
        }

        boolean read(InternalRow row, long[] words, int at) {
            if (ordinal >= 0) {
                if (row.isNullAt(ordinal)) {
                    return false;
                }
                reader.read(row, ordinal, words, at);
                return true;
            }
            Object found = child.eval(row);
            if (found == null) {
                return false;
            }
            value.update(0, found);
            reader.read(value, 0, words, at);
            return true;
        }
    }

    private Argument[] arguments() {
        if (arguments == null) {
            Argument[] found = new Argument[children().size()];
            int width = 0;
            for (int i = 0; i < found.length; i++) {
                found[i] = Argument.of(child(i));
                width += found[i].reader().type().words();
            }
            words = new long[width];
            arguments = found;
        }
        return arguments;
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        for (int i = 0; i < children().size(); i++) {
            Optional<ValueType.Reader> reader = ValueType.reader(child(i).dataType());
            if (reader.isEmpty()) {
                return new TypeCheckResult.TypeCheckFailure("argument " + (i + 1) + " of " + prettyName()
                        + ", " + child(i).sql() + ", must be of an atomic type, found "
                        + child(i).dataType().catalogString());
            }
        }
        return TypeCheckResult.TypeCheckSuccess$.MODULE$;
    }

    @Override
    public TupleCounts createAggregationBuffer() {
        List<ValueType> types = new ArrayList<>();
        for (Argument argument : arguments()) {
            types.add(argument.reader().type());
        }
        return empty(types);
    }

    @Override
    public TupleCounts update(TupleCounts buffer, InternalRow row) {
        int at = 0;
        for (Argument argument : arguments()) {
            if (!argument.read(row, words, at)) {
                return buffer;
            }
            at += argument.reader().type().words();
        }
        try {
            if (at == 1) {
                buffer.add(words[0]);
            } else if (at == 2) {
                buffer.addBoth(words[0], words[1]);
            } else {
                buffer.add(words, 0, 1);
            }
        } catch (TooManyTuples e) {
            throw tooMany(e);
        }
        return buffer;
    }

    @Override
    ValueAggregate with(Seq<Expression> newChildren, int mutableOffset, int inputOffset) {
        return new ValueAggregate(function(), newChildren, mutableOffset, inputOffset);
    }
}
