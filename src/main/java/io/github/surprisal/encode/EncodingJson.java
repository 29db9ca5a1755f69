package io.github.surprisal.encode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.surprisal.count.Categories;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.ValueReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * An {@link Encoding} as JSON: one object per feature. 64-bit keys are written as numbers, byte strings in Base64, since
 * neither has to be valid text.
 */
final class EncodingJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private EncodingJson() {}

    static String write(Encoding encoding) {
        ArrayNode features = MAPPER.createArrayNode();
        for (FeatureEncoding feature : encoding.features()) {
            ObjectNode node = features.addObject();
            node.put("feature", feature.feature());
            node.put("type", feature.type().json());
            if (feature instanceof FeatureEncoding.Categorical categorical) {
                node.put("kind", "categorical");
                node.put("other", categorical.other());
                node.put("nulls", categorical.nulls());
                write(categorical.categories(), node.putArray("categories"));
            } else if (feature instanceof FeatureEncoding.Binned binned) {
                node.put("kind", "binned");
                node.put("nulls", binned.nulls());
                write(binned.cutpoints(), node.putArray("edges"));
            } else if (feature instanceof FeatureEncoding.Numeric numeric) {
                node.put("kind", "numeric");
                node.put("nulls", numeric.nulls());
                node.put("mean", numeric.mean());
                node.put("offset", numeric.offset());
            }
        }
        try {
            return MAPPER.writeValueAsString(features);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Encoding read(String json) {
        List<FeatureEncoding> features = new ArrayList<>();
        try {
            for (JsonNode node : MAPPER.readTree(json)) {
                features.add(feature(node));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Not an encoding: " + json, e);
        }
        return new Encoding(features);
    }

    private static FeatureEncoding feature(JsonNode node) throws IOException {
        String name = node.get("feature").textValue();
        DataType type = DataType.fromJson(node.get("type").textValue());
        boolean nulls = node.get("nulls").booleanValue();
        return switch (node.get("kind").textValue()) {
            case "numeric" ->
                new FeatureEncoding.Numeric(
                        name,
                        type,
                        node.get("mean").doubleValue(),
                        nulls,
                        node.path("offset").booleanValue());
            case "binned" -> new FeatureEncoding.Binned(name, type, cutpoints(node, type), nulls);
            default ->
                new FeatureEncoding.Categorical(
                        name,
                        type,
                        categories(node.get("categories"), type),
                        node.get("other").booleanValue(),
                        nulls);
        };
    }

    /** Models of before had cutpoints that were doubles whatever the type. */
    private static Categories cutpoints(JsonNode node, DataType type) throws IOException {
        if (node.has("edges")) {
            return categories(node.get("edges"), type);
        }
        List<BigDecimal> cutpoints = new ArrayList<>();
        node.get("cutpoints").forEach(value -> cutpoints.add(BigDecimal.valueOf(value.doubleValue())));
        return Categories.ofNumbers(ValueReader.of(type).orElseThrow().type(), cutpoints);
    }

    private static void write(Categories categories, ArrayNode values) {
        for (int code = 0; code < categories.size(); code++) {
            if (categories.type().isBytes()) {
                values.add(categories.bytes(code));
            } else {
                values.add(categories.key(code));
            }
        }
    }

    private static Categories categories(JsonNode values, DataType sparkType) throws IOException {
        CategoryType type = ValueReader.of(sparkType).orElseThrow().type();
        if (!type.isBytes()) {
            long[] keys = new long[values.size()];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = values.get(i).longValue();
            }
            return Categories.ofKeys(type, keys);
        }
        byte[][] bytes = new byte[values.size()][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = values.get(i).binaryValue();
        }
        return Categories.ofBytes(type, bytes);
    }
}
