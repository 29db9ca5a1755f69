package io.github.surprisal.sql;

import io.github.surprisal.spark.TaskMemory;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The figure that a state tells: a function of one value, not an aggregate. */
public final class StateEstimate extends Expression
        implements ImplicitCastInputTypes, CodegenFallback, java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private transient TaskMemory memory;

    private final SqlFunction function;
    private final Expression child;

    /** The figure of a state. */
    public StateEstimate(SqlFunction function, Expression child) {
        this.function = function;
        this.child = child;
    }

    @Override
    public Seq<Expression> children() {
        return CollectionConverters.asScala(List.of(child)).toSeq();
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        return new StateEstimate(function, newChildren.head());
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
    public DataType dataType() {
        return DataTypes.DoubleType;
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public Object eval(InternalRow row) {
        Object state = child.eval(row);
        if (state == null) {
            return null;
        }
        memory = memory == null ? new TaskMemory() : memory;
        TupleCounts counts = StateFormat.counts((byte[]) state, function.limit(), memory);
        try {
            return function.result(counts);
        } finally {
            counts.release();
        }
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        return CodegenFallback.super.doGenCode(context, code);
    }

    @Override
    public String prettyName() {
        return getTagValue(FunctionRegistry$.MODULE$.FUNC_ALIAS()).getOrElse(function::sqlName);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Iterator<Object> stringArgs() {
        return (Iterator) children().iterator();
    }

    @Override
    public int productArity() {
        return 2;
    }

    @Override
    public Object productElement(int index) {
        return switch (index) {
            case 0 -> function;
            case 1 -> child;
            default -> throw new IndexOutOfBoundsException(index);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof StateEstimate;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateEstimate that && that.function == function && that.child.equals(child);
    }

    /** Catalyst's, from the product. */
    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
