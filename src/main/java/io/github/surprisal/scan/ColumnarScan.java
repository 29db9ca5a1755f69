package io.github.surprisal.scan;

import io.github.surprisal.scan.parquet.PageScan;
import io.github.surprisal.spark.Guard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The columns of a table as the source itself reads them, where nothing but a choice of columns stands between: a plain
 * read of Parquet or ORC, a cached table, any source that gives batches; and where rows are left out that a column of bytes marks,
 * as those that a Delta table has deleted. Whatever else the plan does to rows (another filter, a cast, a derived column) takes
 * the rows.
 *
 * @param way how the source is read
 * @param batches the source's batches
 * @param vectorOf for each column of the table, which vector of a batch it is; −1 − n where it is the whole number n in
 *     every row
 * @param flag the vector of bytes that is 0 in the rows that count; {@value #ALL} where all rows do
 */
public record ColumnarScan(SourceReader way, JavaRDD<ColumnarBatch> batches, int[] vectorOf, int flag) {
    /** No row is left out. */
    static final int ALL = -1;

    private static final int MISSING = -2;

    /** Where a derived column comes from: no attribute has this id. */
    private static final long NOWHERE = -1;

    public static Optional<ColumnarScan> of(Dataset<Row> rows) {
        try {
            return ofPlan(rows);
        } catch (LinkageError e) {
            Guard.COLUMNS.fire(e);
            return Optional.empty();
        }
    }

    private static Optional<ColumnarScan> ofPlan(Dataset<Row> rows) {
        Optional<Chosen> chosen = chosen(rows);
        if (chosen.isEmpty() || !chosen.get().source().supportsColumnar()) {
            return Optional.empty();
        }
        SparkPlan source = chosen.get().source();
        int[] vectorOf = chosen.get().columns();
        Optional<JavaRDD<ColumnarBatch>> pages = PageScan.of(source);
        return Optional.of(
                pages.isPresent()
                        ? new ColumnarScan(
                                SourceReader.PAGES,
                                pages.get(),
                                vectorOf,
                                chosen.get().flag())
                        : new ColumnarScan(
                                SourceReader.COLUMNAR,
                                source.executeColumnar().toJavaRDD(),
                                vectorOf,
                                chosen.get().flag()));
    }

    /**
     * Where rows come from, if only columns are chosen of them, and rows by a flag.
     *
     * @param columns for each column, which one of the source it is; −1 − n where it is the whole number n in every row
     * @param flag the column of the source that is 0 in the rows that are chosen; {@value ColumnarScan#ALL} for all rows
     */
    record Chosen(SparkPlan source, int[] columns, int flag) {}

    static Optional<Chosen> chosen(Dataset<Row> rows) {
        SparkPlan plan = rows.queryExecution().executedPlan();
        List<Attribute> wanted = list(plan.output());
        Map<Long, Long> renamed = new HashMap<>();
        Map<Long, Integer> constants = new HashMap<>();
        Optional<Attribute> flag = Optional.empty();
        while (true) {
            if (plan instanceof AdaptiveSparkPlanExec adaptive) {
                plan = adaptive.inputPlan();
            } else if (plan instanceof WholeStageCodegenExec stage) {
                plan = stage.child();
            } else if (plan instanceof InputAdapter adapter) {
                plan = adapter.child();
            } else if (plan instanceof ColumnarToRowExec toRow) {
                plan = toRow.child();
            } else if (plan instanceof ProjectExec project) {
                note(project, renamed, constants);
                plan = project.child();
            } else if (plan instanceof FilterExec filter
                    && flag.isEmpty()
                    && zero(filter.condition()).isPresent()) {
                flag = zero(filter.condition());
                plan = filter.child();
            } else {
                break;
            }
        }
        if (!plan.children().isEmpty()) {
            return Optional.empty();
        }
        int[] columns = new int[wanted.size()];
        Map<Long, Integer> positions = new HashMap<>();
        for (Attribute attribute : list(plan.output())) {
            positions.putIfAbsent(attribute.exprId().id(), positions.size());
        }
        for (int i = 0; i < columns.length; i++) {
            long origin = origin(wanted.get(i), renamed);
            int position = positions.getOrDefault(origin, -1);
            if (position < 0 && !constants.containsKey(origin)) {
                return Optional.empty();
            }
            columns[i] = position < 0 ? -1 - constants.get(origin) : position;
        }
        int flagAt = flag.map(of -> positions.getOrDefault(origin(of, renamed), MISSING))
                .orElse(ALL);
        return flagAt == MISSING ? Optional.empty() : Optional.of(new Chosen(plan, columns, flagAt));
    }

    /** The column of bytes that a condition asks to be 0, if it asks for nothing else. */
    private static Optional<Attribute> zero(Expression condition) {
        if (condition instanceof And and) {
            Optional<Attribute> flag = zero(and.right());
            return flag.filter(of -> and.left() instanceof IsNotNull known
                    && known.child() instanceof Attribute attribute
                    && attribute.exprId().equals(of.exprId()));
        }
        return condition instanceof EqualTo equal
                        && equal.left() instanceof Attribute attribute
                        && attribute.dataType().equals(DataTypes.ByteType)
                        && equal.right() instanceof Literal literal
                        && literal.value() instanceof Byte value
                        && value == 0
                ? Optional.of(attribute)
                : Optional.empty();
    }

    /** Notes where a projection's columns come from that are chosen, renamed, or small numbers; the others come from nowhere. */
    private static void note(ProjectExec project, Map<Long, Long> renamed, Map<Long, Integer> constants) {
        for (NamedExpression expression : list(project.projectList())) {
            Expression source = expression instanceof Alias alias ? alias.child() : (Expression) expression;
            long id = expression.exprId().id();
            if (source instanceof Literal literal && literal.value() instanceof Integer number && number >= 0) {
                constants.put(id, number);
            } else {
                renamed.put(
                        id,
                        source instanceof Attribute attribute
                                ? attribute.exprId().id()
                                : NOWHERE);
            }
        }
    }

    private static long origin(Attribute attribute, Map<Long, Long> renamed) {
        long id = attribute.exprId().id();
        while (renamed.containsKey(id) && renamed.get(id) != id) {
            id = renamed.get(id);
        }
        return id;
    }

    /** A copy: the nth of Scala's lists is found by walking there. */
    private static <T> List<T> list(scala.collection.Seq<T> seq) {
        return new ArrayList<>(CollectionConverters.asJava(seq));
    }
}
