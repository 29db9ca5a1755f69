package io.github.surprisal.bench;

import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A table to train on, with the class in column {@code y}.
 *
 * @param ridge λ
 * @param whole whether all is compared from the files on, or only the fit
 * @param maker of the rows, when they are first asked for
 */
record TrainTable(
        String name,
        long rows,
        List<String> categorical,
        List<String> numeric,
        double ridge,
        boolean whole,
        Function<SparkSession, Dataset<Row>> maker) {
    /** Where the files of real tables are. */
    private static final String DATA = "SURPRISAL_DATA";

    /** @throws IllegalArgumentException for what is none of them, and for a real one without its file */
    static TrainTable of(String name, long rows) {
        return switch (name) {
            case "T" -> generated(name, rows, geometric(16, 4, 10_000, 30_000), 8, 0, 1e-4);
            case "D" -> generated(name, rows / 2, List.of(), 50, 0, 1e-6);
            case "L" -> generated(name, rows / 2, List.of(), 50, 10, 1e-6);
            case "S" -> generated(name, rows / 2, List.of(), 30, 0, 1e-6);
            case "K" -> generated(name, rows * 5, geometric(26, 10, 60_000, 1_000_000), 0, 0, 1e-4);
            case "a9a" -> a9a();
            case "adult" -> adult();
            case "letter" -> letter();
            default ->
                throw new IllegalArgumentException(
                        "no table '" + name + "', expected some of T, D, L, S, K, a9a, adult, letter");
        };
    }

    /** The columns to train on. */
    List<String> names() {
        return Stream.concat(categorical.stream(), numeric.stream()).toList();
    }

    /** Rows of it in some Parquet files, to train on. */
    Table read(SparkSession session, String path) {
        return TableReader.read(
                session,
                new TableConfig(
                        new Source.Files(path, "parquet", Map.of(), ""),
                        "",
                        "y",
                        List.of(),
                        "",
                        names(),
                        List.of(),
                        Map.of()));
    }

    /** The mean of −log p over all rows, in nats; any model numbers classes like the labels. */
    static double logLoss(SparkSession session, String path, Transformer pipeline) {
        return pipeline.transform(session.read().parquet(path))
                .select(
                        org.apache
                                .spark
                                .ml
                                .functions
                                .vector_to_array(col("probability"), "float64")
                                .as("p"),
                        col("y"))
                // Leaves of other programs' trees may say 0.
                .selectExpr("avg(-ln(greatest(p[y], 1e-15)))")
                .first()
                .getDouble(0);
    }

    /** The path of the rows as Parquet. */
    String path(SparkSession session, Path data) {
        Path path = data.resolve("train-" + name + "-" + rows);
        if (!Files.exists(path.resolve("_SUCCESS"))) {
            maker.apply(session).write().mode("overwrite").parquet(path.toString());
        }
        return path.toString();
    }

    private static String file(String name) {
        String directory = System.getenv(DATA);
        Path file = Path.of(directory == null ? "" : directory).resolve(name);
        if (directory == null || !Files.exists(file)) {
            throw new IllegalArgumentException("cannot read '" + name + "': expected it under the directory that the"
                    + " variable " + DATA + " names, which is " + (directory == null ? "not set" : directory));
        }
        return file.toString();
    }

    /** 123 numbers that are 0 or 1. */
    private static TrainTable a9a() {
        String file = file("a9a/a9a");
        List<String> columns =
                IntStream.rangeClosed(1, 123).mapToObj(i -> "f" + i).toList();
        return new TrainTable("a9a", 32_561, List.of(), columns, 1e-4, true, session -> {
            Dataset<Row> rows = session.read()
                    .format("libsvm")
                    .option("numFeatures", "123")
                    .load(file)
                    .select(
                            org.apache
                                    .spark
                                    .ml
                                    .functions
                                    .vector_to_array(col("features"), "float64")
                                    .as("x"),
                            col("label"));
            List<Column> all = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                all.add(col("x").getItem(i).as(columns.get(i)));
            }
            all.add(col("label").gt(0).cast("int").as("y"));
            return rows.select(all.toArray(Column[]::new)).coalesce(1);
        });
    }

    /** Eight categorical columns and six numbers by income. */
    private static TrainTable adult() {
        String file = file("adult/adult.data");
        List<String> numbers =
                List.of("age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week");
        List<String> texts = List.of(
                "workclass",
                "education",
                "marital_status",
                "occupation",
                "relationship",
                "race",
                "sex",
                "native_country");
        String schema = "age double, workclass string, fnlwgt double, education string, education_num double,"
                + " marital_status string, occupation string, relationship string, race string, sex string,"
                + " capital_gain double, capital_loss double, hours_per_week double, native_country string, income string";
        return new TrainTable("adult", 32_561, texts, numbers, 1e-4, true, session -> session.read()
                .schema(schema)
                .option("ignoreLeadingWhiteSpace", "true")
                .option("ignoreTrailingWhiteSpace", "true")
                .csv(file)
                .na()
                .drop("any", new String[] {"income"})
                .withColumn("y", col("income").equalTo(">50K").cast("int"))
                .drop("income")
                .coalesce(1));
    }

    /** Sixteen numbers by letter: 26 classes. */
    private static TrainTable letter() {
        String file = file("letter/letter.arff");
        List<String> columns =
                IntStream.rangeClosed(1, 16).mapToObj(i -> "x" + i).toList();
        return new TrainTable("letter", 20_000, List.of(), columns, 1e-4, true, session -> {
            List<Column> all = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                all.add(col("cells").getItem(i).cast("double").as(columns.get(i)));
            }
            all.add(functions.ascii(col("cells").getItem(16)).minus((int) 'A').as("y"));
            return session.read()
                    .text(file)
                    .where("value rlike '^[0-9].*,[A-Z]$'")
                    .select(functions.split(col("value"), ",").as("cells"))
                    .select(all.toArray(Column[]::new))
                    .coalesce(1);
        });
    }

    private static Column col(String name) {
        return functions.col(name);
    }

    /** Numbers are normal, categories skewed; the label's log-odds are sums of sines of the codes and of the numbers. */
    private static TrainTable generated(
            String name, long rows, List<Integer> categories, int numbers, int collinear, double ridge) {
        List<String> categorical =
                IntStream.range(0, categories.size()).mapToObj(i -> "c" + i).toList();
        List<String> numeric =
                IntStream.range(0, numbers).mapToObj(i -> "x" + i).toList();
        return new TrainTable(name, rows, categorical, numeric, ridge, !categories.isEmpty(), session -> {
            Dataset<Row> table = session.range(0, rows, 1, 4).toDF("id");
            Column odds = functions.lit(-0.5);
            for (int i = 0; i < categories.size(); i++) {
                Column code = functions.floor(
                        functions.pow(functions.rand(100 + i), 2).multiply(categories.get(i)));
                table = table.withColumn("c" + i, functions.concat(functions.lit("v"), code));
                odds = odds.plus(functions
                        .sin(functions
                                .substring(functions.col("c" + i), functions.lit(2), functions.lit(9))
                                .cast("double")
                                .multiply(12.9898))
                        .multiply(0.6));
            }
            for (int i = 0; i < numbers; i++) {
                boolean sum = i >= numbers - collinear;
                Column number = sum
                        ? functions
                                .col("x" + (i - 20))
                                .plus(functions.col("x" + (i - 19)))
                                .plus(functions.randn(200 + i).multiply(1e-3))
                        : functions.randn(200 + i).multiply(i + 1).plus(10 * i);
                table = table.withColumn("x" + i, number);
                odds = odds.plus(functions.col("x" + i).minus(10 * i).multiply(0.5 / (i + 1) * Math.cos(i)));
            }
            return table.withColumn(
                            "y",
                            functions
                                    .rand(99)
                                    .lt(functions
                                            .lit(1)
                                            .divide(functions
                                                    .exp(odds.multiply(-1))
                                                    .plus(1)))
                                    .cast("int"))
                    .drop("id");
        });
    }

    /** So many sizes from {@code least} up to about {@code most}, with this sum. */
    private static List<Integer> geometric(int columns, int least, int most, int sum) {
        double low = 0.1;
        double high = 20;
        for (int i = 0; i < 60; i++) {
            double bend = (low + high) / 2;
            double total = IntStream.range(0, columns)
                    .mapToDouble(c -> size(c, columns, least, most, bend))
                    .sum();
            low = total > sum ? bend : low;
            high = total > sum ? high : bend;
        }
        double bend = low;
        return IntStream.range(0, columns)
                .mapToObj(c -> (int) Math.round(size(c, columns, least, most, bend)))
                .toList();
    }

    private static double size(int column, int columns, int least, int most, double bend) {
        return least * Math.pow((double) most / least, Math.pow(column / (columns - 1.0), bend));
    }
}
