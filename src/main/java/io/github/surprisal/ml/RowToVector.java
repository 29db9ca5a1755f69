package io.github.surprisal.ml;

import io.github.surprisal.encode.FeatureReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/** A struct of feature values → their vector. */
final class RowToVector implements UDF1<Row, Object> {
    private static final long serialVersionUID = 1L;

    private final StructType schema;
    private final FeatureReader reader;
    private transient volatile Function1<Object, Object> toCatalyst;

    RowToVector(StructType schema, FeatureReader reader) {
        this.schema = schema;
        this.reader = reader;
    }

    @Override
    public Object call(Row row) {
        Function1<Object, Object> convert = toCatalyst;
        if (convert == null) {
            convert = CatalystTypeConverters.createToCatalystConverter(schema);
            toCatalyst = convert;
        }
        return reader.read((InternalRow) convert.apply(row));
    }
}
