package io.github.surprisal.select;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * A table to select from, encoded and cached: a label of two classes, columns of 2 to 32 categories of which two of five tell
 * something, and a grouping of 50 groups.
 */
final class SelectTable implements AutoCloseable {
    static final MeasureConfig MEASURE = new MeasureConfig(
            Unit.BITS,
            Estimator.PLUG_IN,
            MeasureConfig.Nulls.CATEGORY,
            MeasureConfig.Binning.AUTO,
            32,
            0.05,
            MeasureConfig.RankBy.ADJUSTED_GAIN,
            Map.of(),
            Map.of());

    private static final int[] SIZES = {2, 3, 4, 5, 8, 10, 16, 24, 32};

    private static final int GROUPS = 50;

    private static final int FILES = 4;

    private final String path;
    private final int rows;
    private final Counts counts;
    private final Measures measures;
    private final Candidates candidates;
    private final EncodedTable encoded;
    private final Codes codes;

    private SelectTable(SparkSession session, String path, int rows, boolean grouped) {
        this.path = path;
        this.rows = rows;
        Table table = read(session, path, grouped);
        this.counts = count(table);
        this.measures = Measurer.measure(counts, MEASURE);
        this.candidates = Candidates.of(table, counts, measures, MEASURE, Candidates.Rows.ALONE);
        this.encoded = Encoder.encodeUnordered(table, candidates.encoding(), counts);
        this.codes = candidates.codes(SelectConfig.MAX_CATEGORIES);
        encoded.blocks().persist(StorageLevel.MEMORY_ONLY());
        encoded.blocks().count();
    }

    /** Encodes a table, which is made when first asked for. */
    static SelectTable of(SparkSession session, Path data, int rows, int columns, boolean grouped)
            throws IOException, SQLException {
        return new SelectTable(session, path(data, rows, columns), rows, grouped);
    }

    /** Its files, written by DuckDB: Spark takes minutes for a thousand columns. */
    static String path(Path data, int rows, int columns) throws IOException, SQLException {
        Path folder = data.resolve("selection-" + rows + "x" + columns);
        Path done = folder.resolve("_SUCCESS");
        if (!Files.exists(done)) {
            Files.createDirectories(folder);
            String label = draw(-1, 100) + " < 40";
            List<String> expressions = new ArrayList<>();
            expressions.add("(" + label + ")::INT AS y");
            expressions.add(draw(-2, GROUPS) + " AS g");
            for (int c = 0; c < columns; c++) {
                int size = SIZES[c % SIZES.length];
                String told = "CASE WHEN " + draw(-3 - c, 100) + " < " + (2 + c % 7) + " THEN (" + label
                        + ")::INT ELSE " + draw(c, size) + " END";
                expressions.add((c % 5 < 2 ? told : draw(c, size)) + " AS c" + c);
            }
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                for (int file = 0; file < FILES; file++) {
                    statement.execute("COPY (SELECT " + String.join(", ", expressions) + " FROM range("
                            + (long) rows * file / FILES + ", " + (long) rows * (file + 1) / FILES + ") t(id)) TO '"
                            + folder.resolve("part-" + file + ".parquet") + "'");
                }
            }
            Files.createFile(done);
        }
        return folder.toString();
    }

    private static String draw(int what, int size) {
        return "(hash(id + " + what + " * 4294967296) % " + size + ")::INT";
    }

    static Table read(SparkSession session, String path, boolean grouped) {
        return TableReader.read(
                session,
                new TableConfig(
                        new Source.Files(path, "parquet", Map.of(), ""),
                        "",
                        "y",
                        grouped ? List.of(List.of("g")) : List.of(),
                        "",
                        List.of(),
                        grouped ? List.of() : List.of("g"),
                        Map.of()));
    }

    static Counts count(Table table) {
        return CountScan.count(table, new CountConfig(65_536));
    }

    String path() {
        return path;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return codes.size();
    }

    /** The groups, that of all rows first. */
    List<Group> groups() {
        return counts.groups();
    }

    Candidates candidates() {
        return candidates;
    }

    EncodedTable encoded() {
        return encoded;
    }

    /** What is known of the columns in a group of rows by themselves. */
    List<Candidate.Alone> alone(Group group) {
        return measures.gains().stream()
                .filter(gain -> gain.group().equals(group))
                .map(Selector::alone)
                .toList();
    }

    /** Pair counts over the blocks; the groups are the parts of the rows. */
    BlockPairs pairs(boolean byChance, PairCounts.Redundancy redundancy) {
        return pairs(byChance, redundancy, false);
    }

    /** The same, by groups too if so. */
    BlockPairs pairs(boolean byChance, PairCounts.Redundancy redundancy, boolean byGroup) {
        int parts = byGroup ? groups().size() - 1 : 0;
        int[][] partOf = new int[parts + 1][];
        int[] placeOf = new int[parts + 1];
        partOf[0] = new int[] {Layer.WHOLE, 0};
        for (int g = 1; g <= parts; g++) {
            partOf[g] = new int[] {0, g - 1};
            placeOf[g] = g - 1;
        }
        return new BlockPairs(
                encoded.blocks(),
                new BlockPairs.Setup(
                        codes,
                        new PairCounts.Rules(byChance, redundancy, Estimator.PLUG_IN),
                        true,
                        false,
                        false,
                        new PackedBlock.Parts(parts > 0 ? 1 : 0, placeOf, 0),
                        partOf,
                        parts > 0 ? new int[] {parts} : new int[0],
                        0,
                        Packing.most(byGroup)));
    }

    /** The same codes in arrays. */
    PlainLoop plain() {
        byte[][] all = new byte[codes.size()][rows];
        byte[] labels = new byte[rows];
        int at = 0;
        for (EncodedBlock block : encoded.blocks().collect()) {
            int from = at;
            IntStream.range(0, all.length).parallel().forEach(x -> {
                CodeColumn column = block.codes()[codes.columns()[x]];
                for (int row = 0; row < block.rows(); row++) {
                    all[x][from + row] = (byte) codes.categoryOf()[x][column.at(row)];
                }
            });
            for (int row = 0; row < block.rows(); row++) {
                labels[at + row] = (byte) block.labels().at(row);
            }
            at += block.rows();
        }
        return new PlainLoop(all, codes.sizes(), labels, codes.classes());
    }

    @Override
    public void close() {
        encoded.blocks().unpersist(true);
    }
}
