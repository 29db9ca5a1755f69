package io.github.surprisal.ml;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Split;
import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.evaluate.Evaluator;
import io.github.surprisal.evaluate.Scored;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.spark.Classic;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * The account of a model's log-loss on any table: its columns become a table of the rooms whose label is the number of the
 * model's class, and the evaluate room does the rest.
 *
 * @param raw the model, and the columns that it scores
 * @param name of the model
 * @param label its column
 * @param weight its column; empty where all rows weigh 1
 */
record Evaluating(RawScoring raw, String name, String label, String weight) {
    private static final String LABEL = "label";

    /** The table that is evaluated: features, label, weight if there is one, groups. */
    private static final class Parts {
        private final RawScoring.Located features;
        private final List<Column> more = new ArrayList<>();
        private final List<io.github.surprisal.table.Column> columns = new ArrayList<>();

        Parts(RawScoring raw, Dataset<?> dataset) {
            features = raw.located(dataset);
            DataType[] types = features.row().types();
            for (int f = 0; f < types.length; f++) {
                add(raw.encoding().features().get(f).feature(), types[f]);
            }
        }

        private void add(String name, DataType type) {
            columns.add(new io.github.surprisal.table.Column(name, type, Kind.CATEGORICAL));
        }

        /** Adds a column, and says which of the table's it is. */
        int add(String name, Column value, DataType type) {
            more.add(value);
            add(name, type);
            return columns.size() - 1;
        }

        Dataset<Row> rows(Dataset<?> dataset) {
            List<Column> read = new ArrayList<>(features.columns());
            read.addAll(more);
            Dataset<Row> rows = dataset.select(read.toArray(Column[]::new)).toDF(Names.safe(read.size()));
            if (features.row().isPlain()) {
                return rows;
            }
            List<DataType> types =
                    columns.stream().map(io.github.surprisal.table.Column::type).toList();
            StructType schema = new StructType();
            for (int i = 0; i < types.size(); i++) {
                schema = schema.add("c" + i, types.get(i));
            }
            FeatureRow row = features.row()
                    .with(features.columns().size(), types.subList(types.size() - more.size(), types.size()));
            return Classic.rows(
                    rows.sparkSession(),
                    rows.queryExecution().toRdd().toJavaRDD().map(row::of),
                    schema);
        }
    }

    /** In nats; overall first, then by group. */
    Evaluation evaluate(Dataset<?> dataset, List<String> groups) {
        StructType schema = dataset.schema();
        Inputs.check(schema, label, "evaluate");
        Parts parts = new Parts(raw, dataset);
        int labelAt = parts.add(LABEL, classOf(schema), DataTypes.IntegerType);
        int weightAt = -1;
        if (!weight.isEmpty()) {
            Inputs.check(schema, weight, "evaluate");
            weightAt = parts.add(weight, named(weight).cast("double"), DataTypes.DoubleType);
        }
        int first = parts.columns.size();
        groups.forEach(group -> addGroup(schema, group, parts));
        List<Integer> grouping =
                IntStream.range(first, parts.columns.size()).boxed().toList();
        Table table = new Table(
                parts.rows(dataset),
                parts.columns,
                IntStream.range(0, labelAt).boxed().toList(),
                labelAt,
                weightAt,
                grouping.isEmpty() ? List.of() : List.of(grouping),
                Map.of(),
                new Table.Input(List.of(), -1, -1));
        Counts classes = classes(dataset.sparkSession());
        try (EncodedTable encoded = Encoder.encode(table, raw.encoding(), classes, Split.allTest())) {
            Scored scored = new Scored(name, raw.classes(), raw.scorer());
            return Evaluator.evaluate(scored, List.of(encoded), Unit.NATS, Map.of());
        }
    }

    private static void addGroup(StructType schema, String group, Parts parts) {
        DataType type = Inputs.check(schema, group, "evaluate").dataType();
        if (ValueReader.of(type).isEmpty()) {
            throw new UserException(
                    "Cannot evaluate by column '" + group + "': type must be atomic, found " + type.simpleString());
        }
        parts.add(group, named(group), type);
    }

    private static Column named(String column) {
        return col(Names.quoted(column));
    }

    /** The number of the class that a label's text is; null where it is none of the model's. A whole number is written without a fraction. */
    private Column classOf(StructType schema) {
        Column value = named(label);
        DataType type = Inputs.check(schema, label, "evaluate").dataType();
        Column text = value.cast("string");
        if (type instanceof NumericType) {
            Column whole = value.try_cast("bigint");
            text = org.apache
                    .spark
                    .sql
                    .functions
                    .when(whole.equalTo(value), whole.cast("string"))
                    .otherwise(text);
        }
        Column[] classes = raw.classes().stream().map(name -> lit(name)).toArray(Column[]::new);
        Column position = array_position(array(classes), text).minus(1).cast("int");
        return org.apache.spark.sql.functions.when(position.geq(0), position);
    }

    /** The counts of a table with a row of each class: what encoding asks for of the table that was trained on. */
    private Counts classes(SparkSession session) {
        List<Row> rows = IntStream.range(0, raw.classes().size())
                .mapToObj(k -> RowFactory.create(k))
                .toList();
        Table table = new Table(
                session.createDataFrame(rows, new StructType().add("c0", DataTypes.IntegerType)),
                List.of(new io.github.surprisal.table.Column(LABEL, DataTypes.IntegerType, Kind.CATEGORICAL)),
                List.of(),
                0,
                -1,
                List.of(),
                Map.of(),
                new Table.Input(List.of(), -1, -1));
        return CountScan.count(table, new CountConfig(rows.size()));
    }
}
