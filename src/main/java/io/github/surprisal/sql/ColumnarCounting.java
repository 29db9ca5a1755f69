package io.github.surprisal.sql;

import io.github.surprisal.spark.Guard;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Partial$;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.aggregate.ObjectHashAggregateExec;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Lets measures of columns of a whole table be counted from Spark's batches of columns: where a partial aggregation has no groups, all its
 * functions are measures of plain columns, and what it reads comes in batches, it becomes a {@link ColumnarAggregateExec}. All else stays.
 */
final class ColumnarCounting extends ColumnarRule {
    /** The setting of a session by which all is counted row by row. */
    static final String ENABLED = "spark.surprisal.sql.batches";

    /** Where Spark's own operators are; others make batches that only operators of their own may read, such as on a graphics card. */
    private static final String SPARKS_OWN = "org.apache.spark.sql.execution.";

    /** After Spark has seen where batches become rows, so that this is seen in the plan. */
    @Override
    public Rule<SparkPlan> postColumnarTransitions() {
        return new Rule<>() {
            @Override
            public SparkPlan apply(SparkPlan plan) {
                if (!Boolean.parseBoolean(plan.conf().getConfString(ENABLED, "true"))) {
                    return plan;
                }
                try {
                    return plan.transformUp(new Replacement());
                } catch (LinkageError e) {
                    Guard.COLUMNS.fire(e);
                    return plan;
                }
            }
        };
    }

    private static final class Replacement extends AbstractPartialFunction<SparkPlan, SparkPlan> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isDefinedAt(SparkPlan plan) {
            return plan instanceof ObjectHashAggregateExec aggregate
                    && !aggregate.isStreaming()
                    && aggregate.groupingExpressions().isEmpty()
                    && source(aggregate.child()) instanceof ColumnarToRowExec batches
                    && isSparksOwn(batches.child())
                    && list(aggregate.aggregateExpressions()).stream().allMatch(Replacement::isOfColumns);
        }

        @Override
        public SparkPlan apply(SparkPlan plan) {
            ObjectHashAggregateExec aggregate = (ObjectHashAggregateExec) plan;
            return new ColumnarAggregateExec(
                    aggregate.aggregateExpressions(),
                    aggregate.output(),
                    ((ColumnarToRowExec) source(aggregate.child())).child());
        }

        /** What is below a projection that only leaves columns out. */
        private static SparkPlan source(SparkPlan child) {
            return child instanceof ProjectExec project
                            && list(project.projectList()).stream().allMatch(Attribute.class::isInstance)
                    ? project.child()
                    : child;
        }

        private static boolean isSparksOwn(SparkPlan plan) {
            List<SparkPlan> below =
                    plan instanceof QueryStageExec stage ? List.of(stage.plan()) : list(plan.children());
            return plan.getClass().getName().startsWith(SPARKS_OWN)
                    && below.stream().allMatch(Replacement::isSparksOwn);
        }

        private static boolean isOfColumns(AggregateExpression aggregate) {
            return aggregate.mode() == Partial$.MODULE$
                    && !aggregate.isDistinct()
                    && aggregate.filter().isEmpty()
                    && aggregate.aggregateFunction() instanceof ValueAggregate measure
                    && list(measure.children()).stream().allMatch(Attribute.class::isInstance);
        }
    }

    static <T> List<T> list(Seq<T> sequence) {
        return CollectionConverters.asJava(sequence);
    }
}
