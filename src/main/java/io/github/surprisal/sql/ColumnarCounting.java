package io.github.surprisal.sql;

import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.spark.Guard;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.expressions.aggregate.Partial$;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.aggregate.ObjectHashAggregateExec;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Lets measures of columns be counted from Spark's batches of columns: where a partial aggregation groups by plain columns or not at all, all its
 * functions are measures of plain columns or count rows, and what it reads comes in batches, by groups filtered or not, it becomes a {@link ColumnarAggregateExec}. All else stays.
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
                    && isCountable(aggregate)
                    && isOfBatches(aggregate);
        }

        private static boolean isCountable(ObjectHashAggregateExec aggregate) {
            boolean isWhole = aggregate.groupingExpressions().isEmpty();
            return list(aggregate.groupingExpressions()).stream().allMatch(Replacement::isGroup)
                    && list(aggregate.aggregateExpressions()).stream()
                            .allMatch(function -> isOfColumns(function) && (isWhole || isOfNumbered(function)));
        }

        /** Whether what it reads comes in batches. Of a whole table rows that a condition is to be asked about are counted as fast one by one. */
        private static boolean isOfBatches(ObjectHashAggregateExec aggregate) {
            return Source.of(aggregate.child())
                    .filter(source -> isSparksOwn(source.batches)
                            && (source.conditions.isEmpty()
                                    || !aggregate.groupingExpressions().isEmpty()))
                    .isPresent();
        }

        @Override
        public SparkPlan apply(SparkPlan plan) {
            ObjectHashAggregateExec aggregate = (ObjectHashAggregateExec) plan;
            Source source = Source.of(aggregate.child()).orElseThrow();
            return new ColumnarAggregateExec(
                    aggregate.groupingExpressions(),
                    aggregate.aggregateExpressions(),
                    CollectionConverters.asScala(source.conditions()).toSeq(),
                    aggregate.output(),
                    source.batches());
        }

        /** What gives batches, and which of their rows are wanted. */
        private record Source(SparkPlan batches, List<Expression> conditions) {
            /** What is below filters and projections that only leave columns out. */
            static Optional<Source> of(SparkPlan plan) {
                if (plan instanceof ColumnarToRowExec toRows) {
                    return Optional.of(new Source(toRows.child(), List.of()));
                }
                if (plan instanceof ProjectExec project
                        && list(project.projectList()).stream().allMatch(Attribute.class::isInstance)) {
                    return of(project.child());
                }
                if (plan instanceof FilterExec filter && isOfRows(filter.condition())) {
                    return of(filter.child())
                            .map(source -> new Source(
                                    source.batches,
                                    Stream.concat(source.conditions.stream(), conjuncts(filter.condition()))
                                            .toList()));
                }
                return Optional.empty();
            }
        }

        /** What a condition asks one after the other: Spark does not ask what comes after a conjunct that is not true. */
        private static Stream<Expression> conjuncts(Expression condition) {
            return condition instanceof And and
                    ? Stream.concat(conjuncts(and.left()), conjuncts(and.right()))
                    : Stream.of(condition);
        }

        /** Whether a condition asks nothing but a row's own values: no other query, and no chance. */
        private static boolean isOfRows(Expression condition) {
            return condition.deterministic()
                    && !(condition instanceof PlanExpression<?>)
                    && list(condition.children()).stream().allMatch(Replacement::isOfRows);
        }

        private static boolean isSparksOwn(SparkPlan plan) {
            List<SparkPlan> below =
                    plan instanceof QueryStageExec stage ? List.of(stage.plan()) : list(plan.children());
            return plan.getClass().getName().startsWith(SPARKS_OWN)
                    && below.stream().allMatch(Replacement::isSparksOwn);
        }

        /** Whether groups are the different values of a column: not where strings that differ are one group, nor numbers of two zeros. */
        private static boolean isGroup(NamedExpression group) {
            return group instanceof Attribute attribute
                    && !(attribute.dataType() instanceof FloatType)
                    && !(attribute.dataType() instanceof DoubleType)
                    && values(attribute).filter(values -> !values.isCollated()).isPresent();
        }

        private static boolean isOfNumbered(AggregateExpression aggregate) {
            return aggregate.aggregateFunction() instanceof Count
                    || list(aggregate.aggregateFunction().children()).stream()
                            .allMatch(child -> values(child).isPresent());
        }

        private static Optional<ValueReader> values(Expression column) {
            return ValueType.reader(column.dataType()).flatMap(ValueType.Reader::values);
        }

        private static boolean isOfColumns(AggregateExpression aggregate) {
            return aggregate.mode() == Partial$.MODULE$
                    && !aggregate.isDistinct()
                    && aggregate.filter().isEmpty()
                    && (aggregate.aggregateFunction() instanceof ValueAggregate
                            || aggregate.aggregateFunction() instanceof Count)
                    && ColumnarAggregateExec.columns(aggregate.aggregateFunction()).stream()
                            .allMatch(Attribute.class::isInstance);
        }
    }

    static <T> List<T> list(Seq<T> sequence) {
        return CollectionConverters.asJava(sequence);
    }
}
