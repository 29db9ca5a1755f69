package io.github.surprisal.ml;

import io.github.surprisal.table.UserException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What {@link MdlpDiscretizer} and its model are set up with, named as in Spark's {@code Bucketizer}: columns, or one of vectors. */
public interface MdlpDiscretizerParams extends Params {
    /** The params of one stage. */
    final class Set implements Serializable {
        private static final long serialVersionUID = 1L;

        private final StringArrayParam inputCols;
        private final StringArrayParam outputCols;
        private final Param<String> featuresCol;
        private final Param<String> outputCol;
        private final Param<String> labelCol;
        private final Param<String> weightCol;
        private final Param<String> handleInvalid;

        Set(Params of) {
            inputCols = new StringArrayParam(of, "inputCols", "input column names: numbers");
            outputCols = new StringArrayParam(of, "outputCols", "output column names: the bucket of each");
            featuresCol =
                    new Param<>(of, "featuresCol", "features column name: a vector, cut where there are no inputCols");
            outputCol = new Param<>(of, "outputCol", "output column name: the vector of each element's bucket");
            labelCol = new Param<>(of, "labelCol", "label column name");
            weightCol = new Param<>(of, "weightCol", "weight column name; all rows weigh 1 if not set or empty");
            handleInvalid = new Param<>(
                    of,
                    "handleInvalid",
                    "what to do with null and NaN: error, skip the row, or keep them in a bucket of their own, the last one",
                    new InformationGainSelectorParams.OneOf(List.of("error", "skip", "keep")));
        }
    }

    /** The params. */
    Set set();

    /** The columns to cut. */
    default StringArrayParam inputCols() {
        return set().inputCols;
    }

    /** The columns of buckets. */
    default StringArrayParam outputCols() {
        return set().outputCols;
    }

    /** The column of vectors to cut where there are no input columns. */
    default Param<String> featuresCol() {
        return set().featuresCol;
    }

    /** The column of vectors of buckets. */
    default Param<String> outputCol() {
        return set().outputCol;
    }

    /** The label, of any type. */
    default Param<String> labelCol() {
        return set().labelCol;
    }

    /** The weight. */
    default Param<String> weightCol() {
        return set().weightCol;
    }

    /** What to do with null and NaN. */
    default Param<String> handleInvalid() {
        return set().handleInvalid;
    }

    default String[] getInputCols() {
        return getOrDefault(inputCols());
    }

    default String[] getOutputCols() {
        return getOrDefault(outputCols());
    }

    default String getFeaturesCol() {
        return getOrDefault(featuresCol());
    }

    default String getOutputCol() {
        return getOrDefault(outputCol());
    }

    default String getLabelCol() {
        return getOrDefault(labelCol());
    }

    default String getWeightCol() {
        return getOrDefault(weightCol());
    }

    default String getHandleInvalid() {
        return getOrDefault(handleInvalid());
    }

    /** Whether a column of vectors is cut. */
    default boolean isOfVectors() {
        return !isDefined(inputCols());
    }

    /** A schema with the output columns; complains of columns that are not there, or cannot be cut. */
    default StructType withOutputs(StructType schema) {
        if (isOfVectors()) {
            DataType type =
                    Inputs.check(schema, getFeaturesCol(), "cut numbers").dataType();
            if (!type.equals(SQLDataTypes.VectorType())) {
                throw new UserException("Cannot cut column '%s': type must be a vector, found %s"
                        .formatted(getFeaturesCol(), type.simpleString()));
            }
            Inputs.checkFree(schema, getOutputCol(), "cut numbers");
            return schema.add(getOutputCol(), SQLDataTypes.VectorType(), true);
        }
        for (String name : getInputCols()) {
            Inputs.check(schema, name, "cut numbers");
        }
        String[] outputs = isDefined(outputCols()) ? getOutputCols() : new String[0];
        if (outputs.length != getInputCols().length) {
            throw new UserException("Cannot cut numbers: expected as many outputCols as inputCols, found %d and %d"
                    .formatted(outputs.length, getInputCols().length));
        }
        StructType result = schema;
        for (String output : outputs) {
            Inputs.checkFree(result, output, "cut numbers");
            result = result.add(
                    output,
                    DataTypes.DoubleType,
                    false,
                    NominalAttribute.defaultAttr().withName(output).toMetadata());
        }
        return result;
    }
}
