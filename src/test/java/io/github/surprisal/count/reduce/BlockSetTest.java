package io.github.surprisal.count.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.Categories;
import io.github.surprisal.count.tally.CellTable;
import io.github.surprisal.count.tally.ColumnTally;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.TaskBlocks;
import io.github.surprisal.count.wire.ColumnSection;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

/** A partition's blocks say the same after small ones are merged, in fewer bytes. */
@ExtendWith(SparkExtension.class)
class BlockSetTest {
    private static final int PARTITIONS = 3;

    private static final int PARTITION = 1;

    @ParameterizedTest
    @ValueSource(strings = {"", "w"})
    void tasksThatSawTheSameValuesTakeTheRoomOfOne(String weight, SparkSession session) {
        List<byte[]> blocks = new ArrayList<>();
        ScanPlan plan = tally(session, 12_000, "pmod(hash(id), 12000)", weight, blocks);
        List<byte[]> many = Collections.nCopies(1 + (6 << 20) / blocks.get(0).length, blocks).stream()
                .flatMap(List::stream)
                .toList();

        BlockSet merged = BlockSet.of(plan, PARTITIONS, many.iterator());

        BlockSet all = new BlockSet(plan);
        many.forEach(all::add);
        assertThat(merged.bytes()).isLessThan(all.bytes() / 2);
        assertThat(described(merged)).isEqualTo(described(all));
    }

    @Test
    void tasksThatSawOthersAreLeft(SparkSession session) {
        List<byte[]> blocks = new ArrayList<>();
        ScanPlan plan = null;
        for (int task = 0; task < 25; task++) {
            plan = tally(session, 60_000, "id + " + task + " * 1000000L", "", blocks);
        }
        BlockSet set = BlockSet.of(plan, PARTITIONS, blocks.iterator());

        assertThat(set.bytes()).isGreaterThan(4 << 20);
        assertThat(set.bytes())
                .isEqualTo(blocks.stream().mapToLong(block -> block.length).sum());
    }

    /** Adds the blocks of one task for one partition. */
    private static ScanPlan tally(SparkSession session, int rows, String id, String weight, List<byte[]> blocks) {
        session.range(0, rows, 1, 1)
                .selectExpr(
                        "concat('v', id % 50) as text",
                        "if(id % 5 = 0, null, id % 700) as number",
                        id + " as id",
                        "id % 8 / 8.0D as w",
                        "concat('g', id % 3) as g",
                        "id % 2 as y")
                .createOrReplaceTempView("blocks");
        Table table = TableReader.read(
                session,
                new TableConfig(
                        new Source.Query("select * from blocks"),
                        "",
                        "y",
                        List.of(List.of("g")),
                        weight,
                        List.of("text", "number", "id"),
                        List.of(),
                        Map.of()));
        ScanPlan plan = ScanPlan.of(table);
        TableBatches.map(table, batches -> TaskBlocks.of(plan, batches, PARTITIONS, 1L << 28)).collect().stream()
                .filter(block -> block._1() == PARTITION)
                .map(Tuple2::_2)
                .forEach(blocks::add);
        return plan;
    }

    /** The values of every column, part by part, with their counts by stratum. */
    private static List<String> described(BlockSet set) {
        List<String> described = new ArrayList<>();
        described.add(Arrays.toString(set.stratification().totals()[0].wholes()));
        for (int c = 0; c < set.plan().counted().length; c++) {
            for (int part = 0; part < ColumnSection.PARTS; part++) {
                ColumnTally tally = set.piece(
                        c,
                        part,
                        set.stratification()
                                .tally(new ValueIndex(set.plan()
                                        .readers()
                                        .get(set.plan().counted()[c])
                                        .type())));
                CellTable.ByValue cells = tally.byValue()[0];
                int[] ascending = tally.values().ascending();
                Categories categories = CanonicalOrder.categories(tally.values(), ascending);
                described.add(c + "." + part + " null " + cells(cells, 0));
                for (int i = 0; i < ascending.length; i++) {
                    described.add(c + "." + part + " " + categories.text(i) + " " + cells(cells, ascending[i]));
                }
            }
        }
        return described;
    }

    private static String cells(CellTable.ByValue cells, int id) {
        StringBuilder text = new StringBuilder();
        for (int at = cells.starts()[id]; at < cells.starts()[id + 1]; at++) {
            text.append(cells.strata()[at])
                    .append(':')
                    .append(cells.wholes()[at])
                    .append('+')
                    .append(cells.fraction(at))
                    .append(' ');
        }
        return text.toString();
    }
}
