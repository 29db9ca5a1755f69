package io.github.surprisal.ml;

import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Nearest;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a stage works on, as a table of the rooms. */
final class Inputs {
    private Inputs() {}

    /** A column by its name, in whatever case where there is none of just this one, as Spark finds columns; complains where there is none at all. */
    static StructField check(StructType schema, String name, String what) {
        return find(schema, name).orElseThrow(() -> {
            List<String> names = Arrays.asList(schema.fieldNames());
            String nearest = Nearest.to(name, names);
            return new UserException("Cannot " + what + ": column '" + name + "' not found, "
                    + (nearest.isEmpty() ? "columns are " + names : "did you mean '" + nearest + "'?"));
        });
    }

    private static Optional<StructField> find(StructType schema, String name) {
        return Arrays.stream(schema.fields())
                .filter(field -> field.name().equals(name))
                .findFirst()
                .or(() -> Arrays.stream(schema.fields())
                        .filter(field -> field.name().equalsIgnoreCase(name))
                        .findFirst());
    }

    /** Complains of a column that is to be learned from and is the label, or the weight, too. */
    static void checkRoles(StructType schema, String[] inputs, Map<String, String> roles, String what) {
        for (String input : inputs) {
            roles.forEach((role, name) -> {
                Optional<StructField> column = find(schema, input);
                if (column.isPresent() && column.equals(find(schema, name))) {
                    throw new UserException("Cannot " + what + ": expected a " + role
                            + " that is none of inputCols, found '" + name + "' among them");
                }
            });
        }
    }

    /** Complains of a column that is there already. */
    static void checkFree(StructType schema, String name, String what) {
        if (Arrays.stream(schema.fieldNames()).anyMatch(name::equalsIgnoreCase)) {
            throw new UserException("Cannot " + what + ": expected no column '" + name + "' for the output, found one");
        }
    }

    /** A schema with the columns that a classifier's model adds, by field of {@link Scoring}'s struct; complains of one that is there. */
    static StructType withOutputs(StructType schema, Map<String, String> outputs) {
        StructType result = schema;
        for (Map.Entry<String, String> output : outputs.entrySet()) {
            checkFree(result, output.getValue(), "train");
            result = result.add(output.getValue(), Scoring.type(output.getKey()));
        }
        return result;
    }

    /**
     * These columns with a label.
     *
     * @param weight a numeric column, or empty
     * @param types by feature: the type to cast it to
     */
    static Table table(
            Dataset<?> dataset, List<String> features, String label, String weight, Map<String, String> types) {
        List<Column> columns = new ArrayList<>();
        for (String feature : features) {
            Column column = functions.col(Names.quoted(feature));
            columns.add(
                    types.containsKey(feature) ? column.cast(types.get(feature)).as(feature) : column);
        }
        columns.add(functions.col(Names.quoted(label)));
        if (!weight.isEmpty()) {
            columns.add(functions.col(Names.quoted(weight)).cast("double").as(weight));
        }
        return TableReader.read(
                dataset.sparkSession(),
                new TableConfig(
                        new Source.Rows(dataset.select(columns.toArray(Column[]::new))),
                        "",
                        label,
                        List.of(),
                        weight,
                        List.of(),
                        List.of(),
                        Map.of()));
    }

    /** Gains in bits, null a category. */
    static MeasureConfig measure(int bins, Map<String, Binning> binningOf) {
        return new MeasureConfig(
                Unit.BITS,
                Estimator.PLUG_IN,
                MeasureConfig.Nulls.CATEGORY,
                Binning.AUTO,
                bins,
                0.05,
                MeasureConfig.RankBy.ADJUSTED_GAIN,
                binningOf,
                Map.of());
    }
}
