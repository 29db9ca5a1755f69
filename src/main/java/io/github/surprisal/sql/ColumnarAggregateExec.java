package io.github.surprisal.sql;

import io.github.surprisal.spark.EvenShares;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Partial aggregation of measures over a whole table, from batches of columns: gives what the object hash aggregation gives that it takes
 * the place of, a row with the state of each measure, without making a row of each row.
 */
public final class ColumnarAggregateExec extends SparkPlan {
    private static final long serialVersionUID = 1L;

    private static final String ROWS = "numInputRows";
    private static final String TIME = "aggTime";

    private final Seq<AggregateExpression> aggregates;
    private final Seq<Attribute> output;
    private final SparkPlan child;
    private transient Map<String, SQLMetric> metrics;

    /**
     * Takes the product's elements in order: catalyst copies plans by them.
     *
     * @param aggregates measures of columns of the child
     * @param output their states
     * @param child gives batches
     */
    public ColumnarAggregateExec(Seq<AggregateExpression> aggregates, Seq<Attribute> output, SparkPlan child) {
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
        return new ColumnarAggregateExec(aggregates, output, newChildren.apply(0));
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
        List<ValueAggregate> measures = new ArrayList<>();
        for (AggregateExpression aggregate : ColumnarCounting.list(aggregates)) {
            ValueAggregate measure = (ValueAggregate) aggregate.aggregateFunction();
            List<Expression> columns = new ArrayList<>();
            for (Expression column : ColumnarCounting.list(measure.children())) {
                columns.add(new BoundReference(ordinal((Attribute) column), column.dataType(), column.nullable()));
            }
            measures.add(measure.with(CollectionConverters.asScala(columns).toSeq(), 0, 0));
        }
        return EvenShares.inLocalMode(child.executeColumnar().toJavaRDD())
                .mapPartitions(new Task(measures, longMetric(ROWS), longMetric(TIME)))
                .rdd();
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

    /** What a task does: all batches of a partition into one row. */
    private record Task(List<ValueAggregate> measures, SQLMetric rows, SQLMetric time)
            implements FlatMapFunction<Iterator<ColumnarBatch>, InternalRow> {
        @Override
        public Iterator<InternalRow> call(Iterator<ColumnarBatch> batches) {
            BatchCounter counter = new BatchCounter(measures);
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
            DataType[] types = new DataType[measures.size()];
            Arrays.fill(types, DataTypes.BinaryType);
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
        return 3;
    }

    @Override
    public Object productElement(int index) {
        return switch (index) {
            case 0 -> aggregates;
            case 1 -> output;
            case 2 -> child;
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
                && aggregates.equals(that.aggregates)
                && output.equals(that.output)
                && child.equals(that.child);
    }

    @Override
    public int hashCode() {
        return Objects.hash(aggregates, output, child);
    }
}
