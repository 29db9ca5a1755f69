package io.github.surprisal.job;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Where columns come from in the raw table, for saved pipelines and for SQL. */
final class PipelineSources {
    private PipelineSources() {}

    /** SQL of the value of a column, over those of the raw table; of an element of a vector its name. */
    static UnaryOperator<String> sql(Table table) {
        return column -> sql(column, table.expressions());
    }

    /** The same of a feature of a model that knows its expressions. */
    static String sql(String column, Map<String, String> expressions) {
        String expression = expressions.get(column);
        return expression == null ? Names.quoted(column) : Names.bracketed(expression);
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
