package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Scores tables with the columns that a model was trained on. They are cast to the types that they had then; what cannot be cast
 * counts as null, and a category that was not trained on takes what the rare ones share, or nothing. No row is dropped.
 *
 * @param sources where features that are not columns come from
 * @param classes the labels as text, by class
 */
record RawScoring(Encoding encoding, FeatureSources sources, Scorer scorer, List<String> classes) {
    /**
     * Adds columns.
     *
     * @param outputs field of {@link Scoring}'s struct → column of the table, of those that are wanted
     * @param thresholds of the classes; empty for none
     */
    Dataset<Row> transform(Dataset<?> dataset, Map<String, String> outputs, double[] thresholds) {
        Column scored = scored(dataset, thresholds);
        String struct = Identifiable.randomUID("surprisal");
        List<Column> all = new ArrayList<>(List.of(functions.col("*")));
        outputs.forEach((field, name) -> all.add(functions
                .col(struct)
                .getField(field)
                .as(name, output(field, name).metadata())));
        return dataset.withColumn(struct, scored)
                .select(all.toArray(Column[]::new))
                .drop(struct);
    }

    /** The same of features that are the elements of vectors, in their order. */
    RawScoring ofVectors(String column) {
        Map<String, Table.Element> elements = new HashMap<>();
        for (int i = 0; i < encoding.features().size(); i++) {
            elements.put(encoding.features().get(i).feature(), new Table.Element(column, i));
        }
        return new RawScoring(encoding, new FeatureSources(Map.of(), elements), scorer, classes);
    }

    private Column scored(Dataset<?> dataset, double[] thresholds) {
        Located found = located(dataset);
        return Scoring.of(found.columns(), found.row(), encoding, scorer, classes, thresholds);
    }

    /**
     * The features of the model in a table.
     *
     * @param columns that they are, or are elements of
     * @param row where in these they are
     */
    record Located(List<Column> columns, FeatureRow row) {}

    /** Columns and vectors once each. */
    Located located(Dataset<?> dataset) {
        List<FeatureEncoding> features = encoding.features();
        List<FeatureEncoding> alone = features.stream()
                .filter(feature -> sources.element(feature.feature()).isEmpty())
                .toList();
        Features found = features(dataset, alone);
        List<Column> columns = new ArrayList<>(found.columns());
        Map<String, Integer> vectors = new HashMap<>();
        int[] at = new int[features.size()];
        int[] elements = new int[at.length];
        DataType[] types = new DataType[at.length];
        int column = 0;
        for (int f = 0; f < at.length; f++) {
            Table.Element element = sources.element(features.get(f).feature()).orElse(null);
            elements[f] = element == null ? -1 : element.index();
            if (element == null) {
                at[f] = column;
                types[f] = found.types()[column++];
            } else {
                at[f] = vectors.computeIfAbsent(element.column(), name -> {
                    columns.add(vector(dataset, name));
                    return columns.size() - 1;
                });
                types[f] = DataTypes.DoubleType;
            }
        }
        return new Located(columns, new FeatureRow(at, elements, types));
    }

    private static Column vector(Dataset<?> dataset, String name) {
        DataType type = Inputs.check(dataset.schema(), name, "score table").dataType();
        if (!type.equals(SQLDataTypes.VectorType())) {
            throw new UserException(
                    "Cannot score table: column '%s' must be a vector, found %s".formatted(name, type.simpleString()));
        }
        return functions.col(Names.quoted(name));
    }

    /** The features in the columns of a table, as they were trained on. */
    private record Features(List<Column> columns, DataType[] types) {}

    /** Numbers as they come, everything else cast to the type that it had. */
    private Features features(Dataset<?> dataset, List<FeatureEncoding> features) {
        DataType[] found = Arrays.stream(found(dataset, features).schema().fields())
                .map(StructField::dataType)
                .toArray(DataType[]::new);
        List<Column> columns = new ArrayList<>();
        DataType[] types = new DataType[found.length];
        for (int i = 0; i < found.length; i++) {
            types[i] = readType(features.get(i), found[i]);
            Column value = sources.column(features.get(i).feature());
            columns.add(types[i].equals(found[i]) ? value : value.try_cast(types[i]));
        }
        return new Features(columns, types);
    }

    /** The schema afterwards; complains of columns that are missing or already there. */
    StructType schema(StructType schema, Map<String, String> outputs) {
        List<String> names = Arrays.asList(schema.fieldNames());
        List<String> missing = encoding.features().stream()
                .flatMap(feature -> sources.columnNeeded(feature.feature()).stream())
                .filter(name -> names.stream().noneMatch(name::equalsIgnoreCase))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            throw new UserException(
                    "Cannot score table: columns %s not found, columns are %s".formatted(missing, names));
        }
        return withOutputs(schema, outputs);
    }

    /** A schema with the outputs at its end; complains of one that is there already. */
    StructType withOutputs(StructType schema, Map<String, String> outputs) {
        StructType result = schema;
        for (Map.Entry<String, String> output : outputs.entrySet()) {
            if (Arrays.stream(result.fieldNames()).anyMatch(output.getValue()::equalsIgnoreCase)) {
                throw new UserException("Cannot add column '%s': it exists already".formatted(output.getValue()));
            }
            result = result.add(output(output.getKey(), output.getValue()));
        }
        return result;
    }

    /** A column with what Spark's stages look for in its metadata: how many classes there are, and what they are called. */
    private StructField output(String field, String name) {
        return switch (field) {
            case Scoring.PREDICTION -> {
                NominalAttribute attribute = NominalAttribute.defaultAttr().withName(name);
                yield (areNumbers()
                                ? attribute.withNumValues(classes.size())
                                : attribute.withValues(classes.toArray(String[]::new)))
                        .toStructField();
            }
            case Scoring.LABEL -> DataTypes.createStructField(name, DataTypes.StringType, true);
            default -> new AttributeGroup(name, classes.size()).toStructField();
        };
    }

    /** Whether the classes have no names beside their numbers. */
    private boolean areNumbers() {
        return IntStream.range(0, classes.size()).allMatch(k -> classes.get(k).equals(String.valueOf(k)));
    }

    /** The features as the table has them, with the types they have there. */
    private Dataset<Row> found(Dataset<?> dataset, List<FeatureEncoding> features) {
        Column[] columns = features.stream()
                .map(feature -> sources.column(feature.feature()))
                .toArray(Column[]::new);
        try {
            return dataset.select(columns);
        } catch (Exception e) { // Scala throws the checked AnalysisException without declaring it
            if (e instanceof AnalysisException analysis) {
                throw new UserException("Cannot score table: " + analysis.getSimpleMessage(), e);
            }
            throw e;
        }
    }

    /** The type to read a feature with: a number as it comes, since it need not be what it was to the last bit. */
    private static DataType readType(FeatureEncoding feature, DataType found) {
        if (!(feature instanceof FeatureEncoding.Categorical) && feature.type() instanceof NumericType) {
            return found instanceof NumericType && ValueReader.of(found).isPresent() ? found : DataTypes.DoubleType;
        }
        return feature.type();
    }
}
