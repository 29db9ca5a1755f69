package io.github.surprisal.ml;

import io.github.surprisal.count.Counts;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a classifier learns from.
 *
 * @param inputs columns of any type, or one of vectors
 * @param label the number of a class
 * @param weight empty where all rows weigh 1
 * @param offset empty where there is none
 */
record ClassifiedRows(String[] inputs, String label, String weight, String offset) {
    private static final int MAX_CLASSES = 10_000;

    /**
     * Looks at a schema.
     *
     * @throws UserException where a column is missing, or label, weight or offset is not a number
     */
    void check(StructType schema) {
        for (String name : inputs) {
            Inputs.check(schema, name, "train");
        }
        Inputs.checkRoles(schema, inputs, Map.of("labelCol", label, "weightCol", weight, "offsetCol", offset), "train");
        checkNumber(schema, label, "label", "the number of a class (as StringIndexer gives it)");
        if (!weight.isEmpty()) {
            checkNumber(schema, weight, "weight", "a number");
        }
        if (!offset.isEmpty()) {
            checkNumber(schema, offset, "offset", "a number");
        }
    }

    /** What is said where there is an offset and features are the elements of vectors, which a model scores without another column. */
    static UserException offsetOnVectors(String offset) {
        return new UserException(
                "Cannot train with offsetCol '" + offset + "' on vectors: expected inputCols, found featuresCol");
    }

    private static void checkNumber(StructType schema, String name, String role, String expected) {
        Inputs.check(schema, name, "train");
        for (StructField field : schema.fields()) {
            if (field.name().equalsIgnoreCase(name) && !(field.dataType() instanceof NumericType)) {
                throw new UserException("Cannot train on %s '%s': type must be %s, found %s"
                        .formatted(
                                role, field.name(), expected, field.dataType().simpleString()));
            }
        }
    }

    /** The table to count. */
    Table table(Dataset<?> dataset) {
        List<Column> columns = new ArrayList<>();
        for (String input : inputs) {
            columns.add(functions.col(Names.quoted(input)));
        }
        columns.add(functions.col(Names.quoted(label)));
        for (String number : List.of(weight, offset)) {
            if (!number.isEmpty()) {
                columns.add(functions.col(Names.quoted(number)).cast("double").as(number));
            }
        }
        return TableReader.read(
                dataset.sparkSession(),
                new TableConfig(
                        new Source.Rows(dataset.select(columns.toArray(Column[]::new))),
                        "",
                        label,
                        List.of(),
                        weight,
                        offset,
                        List.of(),
                        List.of(),
                        Map.of()));
    }

    /**
     * The numbers of the classes that rows have, ascending.
     *
     * @throws UserException where they are none, or margins are to be calibrated and a class below the greatest has no rows
     */
    int[] classes(Counts counts, Calibration.Method calibration) {
        int[] classes = new int[counts.classes().size()];
        for (int k = 0; k < classes.length; k++) {
            double value = counts.classes().number(k);
            if (!(value >= 0 && value < MAX_CLASSES && value == Math.rint(value))) {
                throw new UserException(
                        "Cannot train on label '%s': expected numbers of classes 0, 1, .. below %d, found %s"
                                .formatted(label, MAX_CLASSES, value));
            }
            classes[k] = (int) value;
        }
        boolean hasGaps = classes.length > 0 && classes[classes.length - 1] >= classes.length;
        if (hasGaps && calibration != Calibration.Method.NONE) {
            throw new UserException("Cannot calibrate on label '" + label
                    + "': expected rows of every class 0, 1, .., found " + Arrays.toString(classes));
        }
        return classes;
    }
}
