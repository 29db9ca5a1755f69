package io.github.surprisal.metric.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Rows of Parquet as Java's values: numbers, booleans, texts, moments, and lists, maps and structs of them as lists and maps.
 * Spark's own reader makes a job of it, which takes longer than a small file has rows.
 */
final class StoredCells extends RecordMaterializer<Object[]> {
    /** The day of the Unix epoch in Julian days, by which Spark's older timestamps count. */
    private static final long EPOCH_DAY = 2_440_588;

    private static final long SECONDS_A_DAY = 86_400;

    private final GroupConverter root;
    private Object[] row = new Object[0];

    /** @param places where in a row each column goes */
    StoredCells(MessageType schema, int[] places, int width) {
        Converter[] columns = new Converter[schema.getFieldCount()];
        for (int i = 0; i < columns.length; i++) {
            int place = places[i];
            columns[i] = converter(schema.getType(i), value -> row[place] = value);
        }
        root = new GroupConverter() {
            @Override
            public Converter getConverter(int field) {
                return columns[field];
            }

            @Override
            public void start() {
                row = new Object[width];
            }

            @Override
            public void end() {}
        };
    }

    @Override
    public Object[] getCurrentRecord() {
        return row;
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    private static Converter converter(Type type, Consumer<Object> to) {
        if (type.isPrimitive()) {
            return new Primitive(type, to);
        }
        GroupType group = type.asGroupType();
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof ListLogicalTypeAnnotation) {
            return new Elements(group.getType(0).asGroupType(), to);
        }
        if (logical instanceof MapLogicalTypeAnnotation) {
            Map<Object, Object> map = new LinkedHashMap<>();
            Converter entries = fields(group.getType(0).asGroupType(), fields -> {
                List<Object> entry = new ArrayList<>(fields.values());
                map.put(entry.get(0), entry.size() > 1 ? entry.get(1) : null);
            });
            return new Entries(entries, map, to);
        }
        return fields(group, to::accept);
    }

    private static Converter fields(GroupType group, Consumer<Map<String, Object>> to) {
        Map<String, Object> values = new LinkedHashMap<>();
        Converter[] fields = new Converter[group.getFieldCount()];
        for (int i = 0; i < fields.length; i++) {
            String name = group.getFieldName(i);
            fields[i] = converter(group.getType(i), value -> values.put(name, value));
        }
        return new GroupConverter() {
            @Override
            public Converter getConverter(int field) {
                return fields[field];
            }

            @Override
            public void start() {
                values.clear();
            }

            @Override
            public void end() {
                to.accept(new LinkedHashMap<>(values));
            }
        };
    }

    /** A list: a group around a repeated one of one field, which is not there where the element is null. */
    private static final class Elements extends GroupConverter {
        private final Consumer<Object> to;
        private final GroupConverter repeated;
        private List<Object> elements = new ArrayList<>();
        private Object element;

        Elements(GroupType group, Consumer<Object> to) {
            this.to = to;
            Converter field = converter(group.getType(0), value -> element = value);
            repeated = new GroupConverter() {
                @Override
                public Converter getConverter(int index) {
                    return field;
                }

                @Override
                public void start() {
                    element = null;
                }

                @Override
                public void end() {
                    elements.add(element);
                }
            };
        }

        @Override
        public Converter getConverter(int field) {
            return repeated;
        }

        @Override
        public void start() {
            elements = new ArrayList<>();
        }

        @Override
        public void end() {
            to.accept(elements);
        }
    }

    /** A map: a group around a repeated one of key and value. */
    private static final class Entries extends GroupConverter {
        private final Converter entries;
        private final Map<Object, Object> map;
        private final Consumer<Object> to;

        Entries(Converter entries, Map<Object, Object> map, Consumer<Object> to) {
            this.entries = entries;
            this.map = map;
            this.to = to;
        }

        @Override
        public Converter getConverter(int field) {
            return entries;
        }

        @Override
        public void start() {
            map.clear();
        }

        @Override
        public void end() {
            to.accept(new LinkedHashMap<>(map));
        }
    }

    private static final class Primitive extends PrimitiveConverter {
        private final PrimitiveTypeName type;
        private final boolean isTimestamp;
        private final Consumer<Object> to;
        private Object[] dictionary = new Object[0];

        Primitive(Type type, Consumer<Object> to) {
            this.type = type.asPrimitiveType().getPrimitiveTypeName();
            this.isTimestamp = type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation;
            this.to = to;
        }

        @Override
        public boolean hasDictionarySupport() {
            return type != PrimitiveTypeName.INT96 && !isTimestamp;
        }

        /** The texts of a column of names are made once, not in every row. */
        @Override
        public void setDictionary(Dictionary values) {
            dictionary = new Object[values.getMaxId() + 1];
            for (int id = 0; id < dictionary.length; id++) {
                dictionary[id] = switch (type) {
                    case DOUBLE -> values.decodeToDouble(id);
                    case INT64 -> values.decodeToLong(id);
                    case INT32 -> values.decodeToInt(id);
                    case FLOAT -> (double) values.decodeToFloat(id);
                    default -> values.decodeToBinary(id).toStringUsingUTF8();
                };
            }
        }

        @Override
        public void addValueFromDictionary(int id) {
            to.accept(dictionary[id]);
        }

        @Override
        public void addBinary(Binary value) {
            to.accept(type == PrimitiveTypeName.INT96 ? time(value) : value.toStringUsingUTF8());
        }

        @Override
        public void addLong(long value) {
            to.accept(
                    isTimestamp
                            ? Instant.ofEpochSecond(
                                    Math.floorDiv(value, 1_000_000L), 1_000 * Math.floorMod(value, 1_000_000L))
                            : (Object) value);
        }

        @Override
        public void addInt(int value) {
            to.accept(value);
        }

        @Override
        public void addDouble(double value) {
            to.accept(value);
        }

        @Override
        public void addFloat(float value) {
            to.accept((double) value);
        }

        @Override
        public void addBoolean(boolean value) {
            to.accept(value);
        }

        private static Instant time(Binary value) {
            ByteBuffer bytes = ByteBuffer.wrap(value.getBytes()).order(ByteOrder.LITTLE_ENDIAN);
            long nanos = bytes.getLong();
            return Instant.ofEpochSecond((bytes.getInt() - EPOCH_DAY) * SECONDS_A_DAY, nanos);
        }
    }
}
