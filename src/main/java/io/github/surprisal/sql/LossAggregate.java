package io.github.surprisal.sql;

import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.ExactSums;
import io.github.surprisal.measure.Entropies;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.UserException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.types.AbstractDataType;
import scala.collection.immutable.Seq;

/** The mean log-loss of the probabilities of a label's second class, in bits: an exact sum, whatever the order of the rows. */
public final class LossAggregate extends SurprisalAggregate<ExactSums> implements ImplicitCastInputTypes {
    private static final long serialVersionUID = 1L;

    private static final int LOSS = 0;
    private static final int ROWS = 1;
    private static final int INFINITE = 2;
    private static final int SUMS = 3;

    /** An aggregate of a label and a probability. */
    public LossAggregate(
            SqlFunction function, Seq<Expression> children, int mutableAggBufferOffset, int inputAggBufferOffset) {
        super(function, children, mutableAggBufferOffset, inputAggBufferOffset);
    }

    @Override
    public Seq<AbstractDataType> inputTypes() {
        return Numbers.types(children().size(), true);
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        return ImplicitCastInputTypes.super.checkInputDataTypes();
    }

    @Override
    public ExactSums createAggregationBuffer() {
        return new ExactSums(SUMS);
    }

    @Override
    public ExactSums update(ExactSums sums, InternalRow row) {
        Object label = child(0).eval(row);
        Object probability = child(1).eval(row);
        if (label == null || probability == null) {
            return sums;
        }
        double p = Numbers.of(probability);
        double y = Numbers.of(label);
        for (int i = 0; i < 2; i++) {
            String expected = function().expected(i, i == 0 ? y : p);
            if (!expected.isEmpty()) {
                throw new UserException(
                        "Cannot compute " + prettyName() + ": expected " + expected + ", found " + (i == 0 ? y : p));
            }
        }
        double loss = y == 1 ? Entropies.surprisal(p) : -Elementary.log1p(-p);
        sums.add(Double.isInfinite(loss) ? INFINITE : LOSS, Double.isInfinite(loss) ? 1 : loss);
        sums.add(ROWS, 1);
        return sums;
    }

    @Override
    public ExactSums merge(ExactSums sums, ExactSums others) {
        return sums.merge(others);
    }

    @Override
    public Object eval(ExactSums sums) {
        double rows = sums.value(ROWS);
        if (rows == 0) {
            return null;
        }
        return sums.value(INFINITE) > 0 ? Double.POSITIVE_INFINITY : Unit.BITS.fromNats(sums.value(LOSS) / rows);
    }

    @Override
    public byte[] serialize(ExactSums sums) {
        long[] array = sums.toArray();
        ByteBuffer bytes = ByteBuffer.allocate(array.length * Long.BYTES);
        bytes.asLongBuffer().put(array);
        return bytes.array();
    }

    @Override
    public ExactSums deserialize(byte[] bytes) {
        LongBuffer from = ByteBuffer.wrap(bytes).asLongBuffer();
        long[] array = new long[from.remaining()];
        from.get(array);
        return ExactSums.of(array);
    }

    @Override
    LossAggregate with(Seq<Expression> newChildren, int mutableOffset, int inputOffset) {
        return new LossAggregate(function(), newChildren, mutableOffset, inputOffset);
    }
}
