package io.github.surprisal.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Columns that SQL expressions of the config make or replace. Each sees the source's own columns, whatever the others replace, and those
 * that the source has not, but another expression makes.
 */
final class DerivedColumns {
    /** The SQL of a chain of columns, each of which names the one before several times, may double with each: it ends here. */
    private static final int LONGEST = 1_000_000;

    /** By name: the SQL, and where the names in it stand. */
    private final TreeMap<String, Parsed> columns;

    /** Those that the source has not. */
    private final Set<String> made = new HashSet<>();

    private final List<String> source;

    /** A name of one or more parts, of which the first is at these characters of the SQL. */
    private record Name(String first, int start, int end) {}

    private record Parsed(String name, String sql, List<Name> names) {
        String key() {
            return "table.columns." + name + ".expression";
        }
    }

    /**
     * @param expressions name → SQL
     * @throws UserException for SQL that cannot be parsed, and for two of one name
     */
    DerivedColumns(Map<String, String> expressions, List<String> source, boolean caseSensitive) {
        this.source = source;
        this.columns = caseSensitive ? new TreeMap<>() : new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        expressions.forEach((name, sql) -> {
            Parsed other = columns.put(
                    name, SourceRefusal.orExplain("table.columns." + name + ".expression", () -> parsed(name, sql)));
            if (other != null) {
                throw new UserException(
                        other.key() + " and table.columns." + name
                                + ".expression make the same column, for names are the same in upper and lower case; leave one out");
            }
        });
        Set<String> replaced = new HashSet<>();
        source.stream()
                .filter(columns::containsKey)
                .forEach(name -> replaced.add(columns.get(name).name()));
        columns.values().stream()
                .map(Parsed::name)
                .filter(name -> !replaced.contains(name))
                .forEach(made::add);
    }

    private static Parsed parsed(String name, String sql) {
        List<Name> names = new ArrayList<>();
        Expression parsed = CatalystSqlParser$.MODULE$.parseExpression(sql);
        for (Expression leaf : CollectionConverters.asJava(parsed.collectLeaves())) {
            if (leaf instanceof UnresolvedAttribute column
                    && column.origin().startIndex().isDefined()) {
                int start = sql.offsetByCodePoints(
                        0, (Integer) column.origin().startIndex().get());
                names.add(new Name(column.nameParts().head(), start, endOfFirst(sql, start)));
            }
        }
        return new Parsed(name, sql, names);
    }

    /** Where the first part of a name ends: at its second backtick, or where a plain word does. */
    private static int endOfFirst(String sql, int start) {
        int end = start;
        if (sql.charAt(start) != '`') {
            while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
                end++;
            }
            return end;
        }
        do {
            end = sql.indexOf('`', end + 1) + 1;
        } while (end < sql.length() && sql.charAt(end) == '`');
        return end;
    }

    /** The rows with them: made in the order in which they name each other, then those that replace the source's. */
    Dataset<Row> of(Dataset<Row> rows) {
        Dataset<Row> with = rows;
        Set<String> done = new HashSet<>();
        List<Parsed> left = new ArrayList<>(columns.values());
        left.removeIf(column -> !made.contains(column.name()));
        while (!left.isEmpty()) {
            List<Parsed> ready = left.stream()
                    .filter(column -> others(column).allMatch(done::contains))
                    .toList();
            // In a circle none is ready: Spark names the column that is not there.
            List<Parsed> next = ready.isEmpty() ? left : ready;
            with = added(with, next);
            next.forEach(column -> done.add(column.name()));
            left.removeIf(column -> done.contains(column.name()));
        }
        List<Parsed> replacing = columns.values().stream()
                .filter(column -> !made.contains(column.name()))
                .toList();
        with = added(with, replacing);
        return made.size() < 2
                ? with
                : with.select(Stream.concat(
                                source.stream(),
                                columns.values().stream().map(Parsed::name).filter(made::contains))
                        .map(name -> col(Names.quoted(name)))
                        .toArray(Column[]::new));
    }

    /** The names of columns that other expressions make and this one sees. */
    private Stream<String> others(Parsed column) {
        return column.names().stream()
                .map(name -> columns.get(name.first()))
                .filter(other -> other != null && made.contains(other.name()))
                .map(Parsed::name)
                .filter(other -> !other.equals(column.name()));
    }

    private static Dataset<Row> added(Dataset<Row> rows, List<Parsed> columns) {
        Map<String, Column> added = new LinkedHashMap<>();
        for (Parsed column : columns) {
            added.put(column.name(), SourceRefusal.orExplain(column.key(), () -> {
                rows.withColumn(column.name(), expr(column.sql()));
                return expr(column.sql());
            }));
        }
        return added.isEmpty() ? rows : rows.withColumns(added);
    }

    /**
     * Their SQL over a table whose columns are not those that the expressions see.
     *
     * @param others what those are: name → SQL
     */
    Map<String, String> over(Map<String, String> others) {
        Map<String, String> of = new TreeMap<>(columns.comparator());
        of.putAll(others);
        Map<String, String> over = new LinkedHashMap<>();
        columns.values().forEach(column -> text(column, of, over, new HashSet<>()));
        return over;
    }

    private String text(Parsed column, Map<String, String> others, Map<String, String> over, Set<String> open) {
        String known = over.get(column.name());
        if (known != null || !open.add(column.name())) {
            return known;
        }
        String text = replaced(column, name -> {
            Parsed other = columns.get(name);
            return other != null && made.contains(other.name()) ? text(other, others, over, open) : others.get(name);
        });
        over.put(column.name(), text);
        return text;
    }

    /** SQL with other SQL in place of the columns that there is any for. */
    private static String replaced(Parsed column, UnaryOperator<String> by) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (Name name : column.names().stream()
                .sorted((a, b) -> Integer.compare(a.start(), b.start()))
                .toList()) {
            String other = by.apply(name.first());
            if (other != null && text.length() + other.length() < LONGEST) {
                text.append(column.sql(), at, name.start()).append(Names.bracketed(other));
                at = name.end();
            }
        }
        return text.append(column.sql(), at, column.sql().length()).toString();
    }
}
