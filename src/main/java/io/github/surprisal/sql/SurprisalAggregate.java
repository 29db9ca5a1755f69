package io.github.surprisal.sql;

import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.aggregate.TypedImperativeAggregate;
import org.apache.spark.sql.types.DataType;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * What a case class of Scala has and catalyst asks of an expression: equality, copying, its arguments as a product. Subclasses
 * have one public constructor, whose parameters are {@link #productElement} in order: catalyst copies expressions by it.
 *
 * @param <S> the state of a group
 */
public abstract class SurprisalAggregate<S> extends TypedImperativeAggregate<S> implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final SqlFunction function;
    private final Seq<Expression> children;
    private final int mutableAggBufferOffset;
    private final int inputAggBufferOffset;

    /**
     * Takes what every aggregate has.
     *
     * @param children the arguments
     * @param mutableAggBufferOffset where its state is in the buffer of all aggregates
     * @param inputAggBufferOffset where its state is in the input buffer
     */
    protected SurprisalAggregate(
            SqlFunction function, Seq<Expression> children, int mutableAggBufferOffset, int inputAggBufferOffset) {
        this.function = function;
        this.children = children;
        this.mutableAggBufferOffset = mutableAggBufferOffset;
        this.inputAggBufferOffset = inputAggBufferOffset;
    }

    /** The same aggregate of other arguments and offsets. */
    abstract SurprisalAggregate<S> with(Seq<Expression> arguments, int mutableOffset, int inputOffset);

    SqlFunction function() {
        return function;
    }

    @Override
    public Seq<Expression> children() {
        return children;
    }

    /** The argument at an index. */
    Expression child(int index) {
        return children.apply(index);
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        return with(newChildren, mutableAggBufferOffset, inputAggBufferOffset);
    }

    @Override
    public ImperativeAggregate withNewMutableAggBufferOffset(int offset) {
        return with(children, offset, inputAggBufferOffset);
    }

    @Override
    public ImperativeAggregate withNewInputAggBufferOffset(int offset) {
        return with(children, mutableAggBufferOffset, offset);
    }

    @Override
    public int mutableAggBufferOffset() {
        return mutableAggBufferOffset;
    }

    @Override
    public int inputAggBufferOffset() {
        return inputAggBufferOffset;
    }

    /** Null where a group has no rows, or its figure is undefined. */
    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public DataType dataType() {
        return function.resultType();
    }

    /** The name that it was called by. */
    @Override
    public String prettyName() {
        return getTagValue(FunctionRegistry$.MODULE$.FUNC_ALIAS()).getOrElse(function::sqlName);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Iterator<Object> stringArgs() {
        return (Iterator) children.iterator();
    }

    @Override
    public int productArity() {
        return 4;
    }

    @Override
    public Object productElement(int index) {
        return switch (index) {
            case 0 -> function;
            case 1 -> children;
            case 2 -> mutableAggBufferOffset;
            case 3 -> inputAggBufferOffset;
            default -> throw new IndexOutOfBoundsException(index);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return getClass().isInstance(other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SurprisalAggregate<?> that
                && that.getClass() == getClass()
                && that.function == function
                && that.children.equals(children)
                && that.mutableAggBufferOffset == mutableAggBufferOffset
                && that.inputAggBufferOffset == inputAggBufferOffset;
    }

    /** Catalyst's, from the product. */
    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
