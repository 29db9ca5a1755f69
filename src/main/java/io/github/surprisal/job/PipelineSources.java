package io.github.surprisal.job;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import java.util.HashMap;
import java.util.Map;

/** Where the features of a model come from in the raw table, for the saved pipeline. */
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
