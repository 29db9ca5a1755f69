package io.github.surprisal.cli.keys;

import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.table.SyntheticConfig;
import java.util.List;

/** The keys of {@code generate}. */
public final class GenerateKeys {
    private static final KeyType<List<Integer>> SIZES = KeyType.list("a list of whole numbers of at least 1", entry -> {
        String text = ConfigValues.isScalar(entry) ? ConfigValues.text(entry) : "";
        return text.matches("[1-9][0-9]{0,8}") ? Integer.valueOf(text) : null;
    });

    static final Key<Long> ROWS = new Key<>(
            "generate.rows",
            new KeyType<>("whole number ≥ 1", (values, path) -> {
                long rows = values.whole(path);
                if (rows < 1) {
                    throw values.wrong(path, "a whole number of at least 1");
                }
                return rows;
            }),
            "100000",
            "The size");

    static final Key<Long> SEED = new Key<>("generate.seed", KeyType.WHOLE, "42", "Another seed is another table");

    static final Key<String> FORMAT =
            new Key<>("generate.format", KeyType.TEXT, "parquet", "A format that Spark writes");

    static final Key<Integer> PARTITIONS =
            new Key<>("generate.partitions", KeyType.from(0), "0", "How many files; 0 for one per two million rows");

    static final Key<Double> LABEL_SHARE = new Key<>(
            "generate.label-share", KeyType.number("a number between 0 and 1", x -> x > 0 && x < 1), "0.3", "P(y = 1)");

    static final Key<Boolean> PLANTED = new Key<>(
            "generate.planted", KeyType.FLAG, "true", "The planted columns: see [generated tables](#generated-tables)");

    static final Key<List<Integer>> CATEGORIES = new Key<>(
            "generate.categories",
            SIZES,
            "[]",
            "For each k a column `c1`, `c2`, .. of k values that knows something of the label");

    static final Key<Double> NULLS = new Key<>(
            "generate.nulls",
            KeyType.number("a number from 0 to below 1", x -> x >= 0 && x < 1),
            "0.1",
            "Share of nulls in every fourth of them");

    static final Key<List<Integer>> GROUPS =
            new Key<>("generate.groups", SIZES, "[]", "For each k a column `g1`, .. of k equally frequent values");

    static final Key<List<Integer>> DISTINCT = new Key<>(
            "generate.distinct",
            SIZES,
            "[]",
            "For each k a column `d1`, .. of k equally frequent values, texts and fractions by turns");

    static final List<Key<?>> ALL =
            List.of(ROWS, SEED, FORMAT, PARTITIONS, LABEL_SHARE, PLANTED, CATEGORIES, NULLS, GROUPS, DISTINCT);

    private GenerateKeys() {}

    public static SyntheticConfig read(ConfigValues values) {
        return new SyntheticConfig(
                ROWS.in(values),
                SEED.in(values),
                FORMAT.in(values),
                PARTITIONS.in(values),
                LABEL_SHARE.in(values),
                PLANTED.in(values),
                CATEGORIES.in(values),
                NULLS.in(values),
                GROUPS.in(values),
                DISTINCT.in(values));
    }
}
