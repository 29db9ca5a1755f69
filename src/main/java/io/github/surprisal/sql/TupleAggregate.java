package io.github.surprisal.sql;

import io.github.surprisal.spark.TaskMemory;
import io.github.surprisal.table.UserException;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.immutable.Seq;

/** An aggregate whose state is how often each tuple of its arguments was seen, and whose result is a function of that. */
public abstract class TupleAggregate extends SurprisalAggregate<TupleCounts> {
    private static final long serialVersionUID = 1L;

    private transient TaskMemory memory;

    /** Takes what every aggregate has. */
    protected TupleAggregate(
            SqlFunction function, Seq<Expression> children, int mutableAggBufferOffset, int inputAggBufferOffset) {
        super(function, children, mutableAggBufferOffset, inputAggBufferOffset);
    }

    TaskMemory memory() {
        if (memory == null) {
            memory = new TaskMemory();
        }
        return memory;
    }

    TupleCounts empty(List<ValueType> types) {
        return new TupleCounts(types, function().limit(), memory());
    }

    @Override
    public TupleCounts merge(TupleCounts buffer, TupleCounts input) {
        if (buffer.size() == 0) {
            buffer.release();
            return input;
        }
        try {
            buffer.addAll(input);
        } catch (TooManyTuples e) {
            throw tooMany(e);
        }
        input.release();
        return buffer;
    }

    /** What is still to be counted may take memory, and more tuples than there may be. */
    private void finish(TupleCounts buffer) {
        try {
            buffer.finish();
        } catch (TooManyTuples e) {
            throw tooMany(e);
        }
    }

    @Override
    public Object eval(TupleCounts buffer) {
        finish(buffer);
        return buffer.size() == 0 ? null : function().result(buffer);
    }

    @Override
    public byte[] serialize(TupleCounts buffer) {
        finish(buffer);
        return StateFormat.bytes(buffer);
    }

    @Override
    public TupleCounts deserialize(byte[] bytes) {
        return StateFormat.counts(bytes, function().limit(), memory());
    }

    UserException tooMany(TooManyTuples e) {
        return new UserException(
                "Cannot compute " + prettyName() + " of a group in memory: expected at most "
                        + function().limit() + " different values, found more; "
                        + function().remedy(),
                e);
    }
}
