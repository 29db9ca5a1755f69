package io.github.surprisal.table;

import static org.apache.spark.sql.functions.expr;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Columns that SQL expressions of the config make or replace. Each sees the source's own columns, whatever the others replace; of a
 * name that the source has not, but another expression makes, it sees that one's text.
 */
final class DerivedColumns {
    private final Map<String, String> texts;

    /** @param expressions name → SQL */
    DerivedColumns(Map<String, String> expressions, List<String> source, boolean caseSensitive) {
        Map<String, String> made = named(caseSensitive);
        made.putAll(expressions);
        source.forEach(made::remove);
        this.texts = new LinkedHashMap<>();
        expressions.forEach((name, sql) -> {
            String text = sql;
            // What is longer than a chain of all of them is a circle, whose names Spark then refuses.
            for (int link = 0; link < expressions.size(); link++) {
                String before = text;
                text = SourceRefusal.orExplain(
                        key(name), () -> replaced(before, other -> Optional.ofNullable(made.get(other))));
            }
            texts.put(name, text);
        });
    }

    /** The rows with them. */
    Dataset<Row> of(Dataset<Row> rows) {
        Map<String, org.apache.spark.sql.Column> columns = new LinkedHashMap<>();
        texts.forEach((name, sql) -> columns.put(name, SourceRefusal.orExplain(key(name), () -> {
            rows.withColumn(name, expr(sql));
            return expr(sql);
        })));
        return columns.isEmpty() ? rows : rows.withColumns(columns);
    }

    /**
     * Their SQL over a table whose columns are not those that the expressions see.
     *
     * @param made what those are: name → SQL
     */
    Map<String, String> over(Map<String, String> made, boolean caseSensitive) {
        Map<String, String> of = named(caseSensitive);
        of.putAll(made);
        Map<String, String> over = new LinkedHashMap<>();
        texts.forEach((name, sql) -> over.put(name, replaced(sql, other -> Optional.ofNullable(of.get(other)))));
        return over;
    }

    private static String key(String name) {
        return "table.columns." + name + ".expression";
    }

    /** SQL with other SQL in place of some of the columns. */
    private static String replaced(String sql, Function<String, Optional<String>> by) {
        Expression parsed = CatalystSqlParser$.MODULE$.parseExpression(sql);
        TreeMap<Integer, UnresolvedAttribute> places = new TreeMap<>();
        for (Expression leaf : CollectionConverters.asJava(parsed.collectLeaves())) {
            if (leaf instanceof UnresolvedAttribute column
                    && column.nameParts().size() == 1
                    && column.origin().startIndex().isDefined()) {
                places.put((Integer) column.origin().startIndex().get(), column);
            }
        }
        StringBuilder text = new StringBuilder(sql);
        places.descendingMap()
                .forEach((start, column) -> by.apply(column.nameParts().head())
                        .ifPresent(other -> text.replace(
                                sql.offsetByCodePoints(0, start),
                                sql.offsetByCodePoints(
                                        0, (Integer) column.origin().stopIndex().get() + 1),
                                Names.bracketed(other))));
        return text.toString();
    }

    private static Map<String, String> named(boolean caseSensitive) {
        return caseSensitive ? new TreeMap<>() : new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }
}
