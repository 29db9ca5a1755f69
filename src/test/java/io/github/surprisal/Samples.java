package io.github.surprisal;

import io.github.surprisal.train.TrainConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Made-up tables. */
public final class Samples {
    /** Names that need quoting wherever they are used. */
    public static final List<String> ODD_NAMES = List.of("x.y z", "`größe`", "sex", "w", "label-1");

    private Samples() {}

    /** Number, number, category, weight and label; with nulls, NaN, equal rows and unlabelled rows among them. */
    public static List<Row> people(int rows, int classes, long seed) {
        Random random = new Random(seed);
        List<Row> people = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            Double x =
                    random.nextInt(20) == 0 ? null : random.nextInt(30) == 0 ? Double.NaN : random.nextGaussian() * 3;
            int size = random.nextInt(5);
            String sex = random.nextInt(10) == 0 ? null : List.of("f", "m", "d").get(random.nextInt(3));
            double margin = (x == null || x.isNaN() ? 0.5 : x) + size - 2 + ("f".equals(sex) ? 1 : 0);
            int label = Math.max(0, Math.min(classes - 1, (int) Math.round(margin / 2 + random.nextGaussian())));
            String text = random.nextInt(50) == 0 ? null : "class " + label;
            Row row = RowFactory.create(x, size, sex, (double) random.nextInt(4), text);
            people.add(row);
            if (i % 7 == 0) {
                people.add(row);
            }
        }
        return people;
    }

    /** These rows as a table, under the odd names. */
    public static Dataset<Row> table(SparkSession spark, List<Row> rows, int partitions) {
        StructType schema = new StructType()
                .add(ODD_NAMES.get(0), DataTypes.DoubleType)
                .add(ODD_NAMES.get(1), DataTypes.IntegerType)
                .add(ODD_NAMES.get(2), DataTypes.StringType)
                .add(ODD_NAMES.get(3), DataTypes.DoubleType)
                .add(ODD_NAMES.get(4), DataTypes.StringType);
        return spark.createDataFrame(
                org.apache.spark.api.java.JavaSparkContext.fromSparkContext(spark.sparkContext())
                        .parallelize(rows, partitions),
                schema);
    }

    /** The sample counted, with its weights or without, grouped by sex and by sex and size. */
    public static SmallTable counted(Dataset<Row> table, boolean weighted) {
        List<List<String>> groups = List.of(List.of("sex"), List.of("sex", ODD_NAMES.get(1)));
        return SmallTable.of(weighted ? table : table.drop("w"), ODD_NAMES.get(4), weighted ? "w" : "", groups);
    }

    /** Defaults, with this penalty and few iterations. */
    public static TrainConfig config(double regParam) {
        return new TrainConfig(
                TrainConfig.Engine.SURPRISAL, List.of("logistic"), 0.2, "", 42, regParam, 0, 20, 1e-8, true, true);
    }
}
