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
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;

/**
 * Where features come from that are not columns of the table.
 *
 * @param expressions feature → SQL
 * @param elements feature → element of a vector column
 */
record FeatureSources(Map<String, String> expressions, Map<String, Table.Element> elements) implements Serializable {
    static final FeatureSources NONE = new FeatureSources(Map.of(), Map.of());

    /** Without elements, which are null: what a null vector is scored as. */
    private static final Column NO_ELEMENTS = functions
            .udf((UDF0<Vector>) () -> Vectors.zeros(0), SQLDataTypes.VectorType())
            .apply();

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Those of a table: fields of structs and elements of vectors. */
    static FeatureSources of(Table table) {
        return new FeatureSources(new TreeMap<>(table.expressions()), new TreeMap<>(table.elements()));
    }

    Column column(String feature) {
        if (expressions.containsKey(feature)) {
            return functions.expr(expressions.get(feature));
        }
        Table.Element element = elements.get(feature);
        if (element != null) {
            Column vector = functions.coalesce(quoted(element.column()), NO_ELEMENTS);
            Column array = org.apache.spark.ml.functions.vector_to_array(vector, "float64");
            return functions.get(array, functions.lit(element.index()));
        }
        return quoted(feature);
    }

    /** The same with vectors in this column. */
    FeatureSources in(String vectors) {
        Map<String, Table.Element> there = new TreeMap<>();
        elements.forEach((feature, element) -> there.put(feature, new Table.Element(vectors, element.index())));
        return new FeatureSources(expressions, there);
    }

    /** The column that a feature is read from, where it is known to be one. */
    Optional<String> columnNeeded(String feature) {
        if (expressions.containsKey(feature)) {
            return Optional.empty();
        }
        Table.Element element = elements.get(feature);
        return Optional.of(element == null ? feature : element.column());
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

    private static Column quoted(String name) {
        return functions.col(Names.quoted(name));
    }
}
