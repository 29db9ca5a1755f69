package io.github.surprisal.connect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Rows of Spark as values of Java's own classes alone, and back. */
final class PlainValues {
    private PlainValues() {}

    /** A row's values, in which arrays are lists, maps are Java's and rows are values again. */
    static Object[] cells(Row row) {
        Object[] cells = new Object[row.length()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = plain(row.get(i));
        }
        return cells;
    }

    private static Object plain(Object value) {
        if (value instanceof Row row) {
            return cells(row);
        }
        if (value instanceof scala.collection.Seq<?> values) {
            List<Object> list = new ArrayList<>();
            CollectionConverters.asJava(values).forEach(one -> list.add(plain(one)));
            return list;
        }
        if (value instanceof scala.collection.Map<?, ?> values) {
            Map<Object, Object> map = new LinkedHashMap<>();
            CollectionConverters.asJava(values).forEach((key, one) -> map.put(plain(key), plain(one)));
            return map;
        }
        return value;
    }

    /** The row of this type whose {@link #cells} these are. */
    static Row row(Object[] cells, StructType type) {
        Object[] values = new Object[cells.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = spark(cells[i], type.fields()[i].dataType());
        }
        return RowFactory.create(values);
    }

    private static Object spark(Object value, DataType type) {
        if (value == null) {
            return null;
        }
        if (type instanceof StructType struct) {
            return row((Object[]) value, struct);
        }
        if (type instanceof ArrayType array) {
            List<Object> values = new ArrayList<>();
            ((List<?>) value).forEach(one -> values.add(spark(one, array.elementType())));
            return CollectionConverters.asScala(values).toSeq();
        }
        if (type instanceof MapType map) {
            Map<Object, Object> values = new LinkedHashMap<>();
            ((Map<?, ?>) value)
                    .forEach((key, one) -> values.put(spark(key, map.keyType()), spark(one, map.valueType())));
            return CollectionConverters.asScala(values);
        }
        return value;
    }
}
