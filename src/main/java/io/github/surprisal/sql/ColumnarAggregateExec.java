package io.github.surprisal.sql;

import io.github.surprisal.spark.EvenShares;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * Partial aggregation of measures, by groups or over a whole table, from batches of columns: gives what the object hash aggregation gives that it
 * takes the place of, rows with a group and the state of each measure, without making a row of each row.
 */
public final class ColumnarAggregateExec extends SparkPlan {
    private static final long serialVersionUID = 1L;

    private static final String ROWS = "numInputRows";
    private static final String TIME = "aggTime";

    private final Seq<NamedExpression> groups;
    private final Seq<AggregateExpression> aggregates;
    private final Seq<Expression> conditions;
    private final Seq<Attribute> output;
    private final SparkPlan child;
    private transient Map<String, SQLMetric> metrics;

    /**
     * Takes the product's elements in order: catalyst copies plans by them.
     *
     * @param groups columns of the child; of none there is one row
     * @param aggregates measures of columns of the child, and counts of rows
     * @param conditions that rows are to meet, asked one after the other; none without groups
     * @param output the groups and the states
     * @param child gives batches
     */
    public ColumnarAggregateExec(
            Seq<NamedExpression> groups,
            Seq<AggregateExpression> aggregates,
            Seq<Expression> conditions,
            Seq<Attribute> output,
            SparkPlan child) {
        this.conditions = conditions;
        this.groups = groups;
        this.aggregates = aggregates;
        this.output = output;
        this.child = child;
    }

    @Override
    public Seq<Attribute> output() {
        return output;
    }

    @Override
    public AttributeSet producedAttributes() {
        return outputSet();
    }

    @Override
    public Seq<SparkPlan> children() {
        return CollectionConverters.asScala(List.of(child)).toSeq();
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
        return new ColumnarAggregateExec(groups, aggregates, conditions, output, newChildren.apply(0));
    }

    /** What Spark's page shows of it. */
    @Override
    public synchronized scala.collection.immutable.Map<String, SQLMetric> metrics() {
        if (metrics == null) {
            metrics = Map.of(
                    ROWS,
                    SQLMetrics.createMetric(sparkContext(), "number of input rows"),
                    TIME,
                    SQLMetrics.createTimingMetric(sparkContext(), "time in aggregation build", -1));
        }
        return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(metrics));
    }

    @Override
    public RDD<InternalRow> doExecute() {
        List<AggregateFunction> functions = new ArrayList<>();
        for (AggregateExpression aggregate : ColumnarCounting.list(aggregates)) {
            AggregateFunction function = aggregate.aggregateFunction();
            functions.add((AggregateFunction) bound(function));
        }
        List<Expression> asked = List.copyOf(
                ColumnarCounting.list(conditions).stream().map(this::bound).toList());
        List<BoundReference> keys = new ArrayList<>();
        for (NamedExpression group : ColumnarCounting.list(groups)) {
            keys.add((BoundReference) bound((Expression) group));
        }
        JavaRDD<ColumnarBatch> batches = child.executeColumnar().toJavaRDD();
        return (isPartitioned() ? batches : EvenShares.inLocalMode(batches))
                .mapPartitions(new Task(keys, functions, asked, longMetric(ROWS), longMetric(TIME)))
                .rdd();
    }

    /** As that of what is read, which others may rely on: a table in buckets is grouped and joined without a shuffle. */
    @Override
    public Partitioning outputPartitioning() {
        return isPartitioned() ? child.outputPartitioning() : super.outputPartitioning();
    }

    private boolean isPartitioned() {
        return !groups.isEmpty() && !(child.outputPartitioning() instanceof UnknownPartitioning);
    }

    /** A function's arguments, but for the number that stands for all rows in {@code count(*)}. */
    static List<Expression> columns(AggregateFunction function) {
        return ColumnarCounting.list(function.children()).stream()
                .filter(child ->
                        !(function instanceof Count && child instanceof Literal literal && literal.value() != null))
                .toList();
    }

    /** The places of these in a batch, once the function is bound. */
    static int[] ordinals(AggregateFunction function) {
        return columns(function).stream()
                .mapToInt(column -> ((BoundReference) column).ordinal())
                .toArray();
    }

    /** The type of a function's state. */
    static DataType stateType(AggregateFunction function) {
        return function instanceof Count ? DataTypes.LongType : DataTypes.BinaryType;
    }

    /** An expression of columns as one of places in the batches. */
    private Expression bound(Expression expression) {
        return expression instanceof Attribute column
                ? new BoundReference(ordinal(column), column.dataType(), column.nullable())
                : expression.mapChildren(new Bound());
    }

    private final class Bound extends AbstractFunction1<Expression, Expression> {
        @Override
        public Expression apply(Expression expression) {
            return bound(expression);
        }
    }

    /** A column's place in the batches. */
    private int ordinal(Attribute column) {
        List<Attribute> columns = ColumnarCounting.list(child.output());
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).exprId().equals(column.exprId())) {
                return i;
            }
        }
        throw new IllegalStateException("No column " + column + " in " + columns);
    }

    /** What a task does: all batches of a partition into one row, or one a group. */
    private record Task(
            List<BoundReference> groups,
            List<AggregateFunction> functions,
            List<Expression> conditions,
            SQLMetric rows,
            SQLMetric time)
            implements FlatMapFunction<Iterator<ColumnarBatch>, InternalRow> {
        @Override
        public Iterator<InternalRow> call(Iterator<ColumnarBatch> batches) {
            return groups.isEmpty()
                    ? whole(batches)
                    : new GroupCounter(groups, functions, conditions, batches, rows, time);
        }

        private Iterator<InternalRow> whole(Iterator<ColumnarBatch> batches) {
            BatchCounter counter = new BatchCounter(functions);
            long spent = 0;
            while (batches.hasNext()) {
                ColumnarBatch batch = batches.next();
                long start = System.nanoTime();
                counter.count(batch);
                spent += System.nanoTime() - start;
                rows.add(batch.numRows());
                batch.closeIfFreeable();
            }
            time.add(TimeUnit.NANOSECONDS.toMillis(spent));
            DataType[] types =
                    functions.stream().map(ColumnarAggregateExec::stateType).toArray(DataType[]::new);
            InternalRow states = UnsafeProjection.create(types).apply(new GenericInternalRow(counter.states()));
            return List.of(states).iterator();
        }
    }

    @Override
    public String nodeName() {
        return "ColumnarAggregate";
    }

    @Override
    public int productArity() {
        return 5;
    }

    @Override
    public Object productElement(int index) {
        return switch (index) {
            case 0 -> groups;
            case 1 -> aggregates;
            case 2 -> conditions;
            case 3 -> output;
            case 4 -> child;
            default -> throw new IndexOutOfBoundsException(index);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ColumnarAggregateExec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnarAggregateExec that
                && groups.equals(that.groups)
                && aggregates.equals(that.aggregates)
                && conditions.equals(that.conditions)
                && output.equals(that.output)
                && child.equals(that.child);
    }

    @Override
    public int hashCode() {
        return Objects.hash(groups, aggregates, conditions, output, child);
    }
}
