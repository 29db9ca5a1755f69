package io.github.surprisal.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Table;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * Where features come from that are not columns of the table.
 *
 * @param expressions feature → SQL
 * @param elements feature → element of a vector column
 */
record FeatureSources(Map<String, String> expressions, Map<String, Table.Element> elements) implements Serializable {
    static final FeatureSources NONE = new FeatureSources(Map.of(), Map.of());

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Those of a table: fields of structs and elements of vectors. */
    static FeatureSources of(Table table) {
        return new FeatureSources(new TreeMap<>(table.expressions()), new TreeMap<>(table.elements()));
    }

    /** The element that a feature is; empty where it is a column, or SQL says what it is. */
    Optional<Table.Element> element(String feature) {
        return expressions.containsKey(feature) ? Optional.empty() : Optional.ofNullable(elements.get(feature));
    }

    /** The column that a feature is which is no element. */
    Column column(String feature) {
        return expressions.containsKey(feature)
                ? functions.expr(expressions.get(feature))
                : functions.col(Names.quoted(feature));
    }

    /** The same with vectors in this column. */
    FeatureSources in(String vectors) {
        Map<String, Table.Element> there = new TreeMap<>();
        elements.forEach((feature, element) -> there.put(feature, new Table.Element(vectors, element.index())));
        return new FeatureSources(expressions, there);
    }

    /** The column that a feature is read from, where it is known to be one. */
    Optional<String> columnNeeded(String feature) {
        return expressions.containsKey(feature)
                ? Optional.empty()
                : Optional.of(element(feature).map(Table.Element::column).orElse(feature));
    }

    String toJson() {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode sql = root.putObject("expressions");
        new TreeMap<>(expressions).forEach(sql::put);
        ObjectNode vectors = root.putObject("elements");
        new TreeMap<>(elements).forEach((feature, element) -> vectors.putObject(feature)
                .put("column", element.column())
                .put("index", element.index()));
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FeatureSources fromJson(String json) {
        Map<String, String> expressions = new TreeMap<>();
        Map<String, Table.Element> elements = new TreeMap<>();
        try {
            JsonNode root = MAPPER.readTree(json);
            root.get("expressions")
                    .properties()
                    .forEach(entry ->
                            expressions.put(entry.getKey(), entry.getValue().textValue()));
            root.get("elements")
                    .properties()
                    .forEach(entry -> elements.put(
                            entry.getKey(),
                            new Table.Element(
                                    entry.getValue().get("column").textValue(),
                                    entry.getValue().get("index").intValue())));
        } catch (IOException e) {
            throw new UncheckedIOException("Not a map of sources: " + json, e);
        }
        return new FeatureSources(expressions, elements);
    }
}
