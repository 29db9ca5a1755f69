package io.github.surprisal.sql;

import io.github.surprisal.table.UserException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.types.AbstractDataType;
import scala.collection.immutable.Seq;

/** States put together to one: that of all the rows that they are of. States of no types are of no rows. */
public final class StateAggregate extends TupleAggregate implements ImplicitCastInputTypes {
    private static final long serialVersionUID = 1L;

    /** An aggregate of a column of states. */
    public StateAggregate(
            SqlFunction function, Seq<Expression> children, int mutableAggBufferOffset, int inputAggBufferOffset) {
        super(function, children, mutableAggBufferOffset, inputAggBufferOffset);
    }

    @Override
    public Seq<AbstractDataType> inputTypes() {
        return StateFormat.inputTypes();
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        return ImplicitCastInputTypes.super.checkInputDataTypes();
    }

    @Override
    public TupleCounts createAggregationBuffer() {
        return empty(List.of());
    }

    @Override
    public TupleCounts update(TupleCounts buffer, InternalRow row) {
        byte[] state = (byte[]) child(0).eval(row);
        return state == null ? buffer : merge(buffer, deserialize(state));
    }

    @Override
    public TupleCounts merge(TupleCounts buffer, TupleCounts input) {
        if (input.size() == 0) {
            input.release();
            return buffer;
        }
        if (buffer.size() > 0 && !buffer.types().equals(input.types())) {
            throw new UserException("Cannot compute " + prettyName() + ": expected states of the same types, found "
                    + names(buffer) + " and " + names(input));
        }
        return super.merge(buffer, input);
    }

    private static String names(TupleCounts counts) {
        return "("
                + String.join(", ", counts.types().stream().map(ValueType::name).toList()) + ")";
    }

    @Override
    StateAggregate with(Seq<Expression> newChildren, int mutableOffset, int inputOffset) {
        return new StateAggregate(function(), newChildren, mutableOffset, inputOffset);
    }
}
