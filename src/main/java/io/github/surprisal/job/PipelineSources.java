package io.github.surprisal.job;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Where columns come from in the raw table, for saved pipelines and for SQL. */
final class PipelineSources {
    private PipelineSources() {}

    /** Columns that are none of the raw table, such as derived ones and fields of structs, and the SQL that computes them. */
    static Map<String, String> expressions(TableConfig config, Table table) {
        Map<String, String> expressions = new HashMap<>(table.expressions());
        config.columns().forEach((name, column) -> {
            if (!column.expression().isEmpty()) {
                expressions.put(name, column.expression());
            }
        });
        return expressions;
    }

    /** SQL of the value of a column, over those of the raw table; of an element of a vector its name. */
    static UnaryOperator<String> sql(TableConfig config, Table table) {
        Map<String, String> expressions = expressions(config, table);
        return column -> sql(column, expressions);
    }

    /** The same of a feature of a model that knows its expressions. */
    static String sql(String column, Map<String, String> expressions) {
        String expression = expressions.get(column);
        return expression == null ? Names.quoted(column) : "(" + expression.strip() + ")";
    }

    /** Features that are elements of a vector column. */
    static Map<String, Table.Element> elements(Table table, Encoding encoding) {
        Map<String, Table.Element> elements = new HashMap<>();
        for (FeatureEncoding feature : encoding.features()) {
            Table.Element element = table.elements().get(feature.feature());
            if (element != null) {
                elements.put(feature.feature(), element);
            }
        }
        return elements;
    }
}
