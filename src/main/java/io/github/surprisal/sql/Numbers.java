package io.github.surprisal.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.TypeCollection;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Arguments that are numbers: doubles, and whatever Spark casts to one; a label may be a boolean. */
final class Numbers {
    private Numbers() {}

    static Seq<AbstractDataType> types(int arguments, boolean firstIsLabel) {
        List<AbstractDataType> types = new ArrayList<>();
        for (int i = 0; i < arguments; i++) {
            types.add(
                    i == 0 && firstIsLabel
                            ? TypeCollection.apply(seq(List.of(DataTypes.DoubleType, DataTypes.BooleanType)))
                            : DataTypes.DoubleType);
        }
        return seq(types);
    }

    private static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }

    static double of(Object value) {
        return value instanceof Boolean isTrue ? (isTrue ? 1 : 0) : (Double) value;
    }
}
