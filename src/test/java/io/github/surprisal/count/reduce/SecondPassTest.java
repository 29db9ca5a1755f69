package io.github.surprisal.count.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.TaskBlocks;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

/** Answers that are put together on the way say what they say one by one. */
@ExtendWith(SparkExtension.class)
class SecondPassTest {
    private static final int PARTITIONS = 5;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answersAsOne(boolean hasGroups, SparkSession session) {
        // Numbers over the limit, one of them with more cells by group than are given, decimals, and texts.
        session.range(0, 2_000, 1, 3)
                .selectExpr(
                        "IF(id % 50 = 0, NULL, hash(id) / 3.0D) AS x",
                        "CAST(pmod(hash(id, 1), 1200) AS DECIMAL(30, 2)) AS wide",
                        "IF(id % 41 = 0, NULL, pmod(hash(id, 2), 300)) AS few",
                        "CAST(IF(id % 43 = 0, NULL, pmod(hash(id, 5), 350)) AS DECIMAL(30, 2)) AS fewWide",
                        "IF(id % 47 = 0, double('NaN'), pmod(hash(id, 6), 330)) AS fewNan",
                        "IF(id % 53 = 0, NULL, concat('f', pmod(hash(id, 7), 310))) AS fewText",
                        "concat('t', pmod(hash(id, 3), 1500)) AS text",
                        "concat('m', pmod(hash(id, 4), 60)) AS middling",
                        "concat('g', id % 12) AS g",
                        "id % 7 = 0 AS y")
                .createOrReplaceTempView("answers");
        Table table = TestTables.of(
                session, new Source.Query("select * from answers"), "y", hasGroups ? List.of(List.of("g")) : List.of());
        ScanPlan plan = ScanPlan.of(table);
        // Without groups there are no cells by group to be too many.
        CountConfig config = new CountConfig(400, hasGroups ? 1_200 : 200, false);
        List<Tuple2<Integer, byte[]>> blocks = TableBatches.map(
                        table, batches -> TaskBlocks.of(plan, batches, PARTITIONS, 1L << 30))
                .collect();
        Reducer.Bounds bounds = new Reducer.Bounds(120, 400, 200);
        Reducer.Bounds lower = new Reducer.Bounds(120, 400, 200, 1, 5);
        CountsBuilder plain = CountsBuilder.of(plan, reduced(plan, blocks, bounds), config, table.input());
        SecondPass bins = ask(plain, plan, blocks, 1).get(0);
        assertThat(bins.edges()).isNotEmpty();
        assertThat(bins.groupEdges().isEmpty()).isEqualTo(!hasGroups);
        Counts expected = plain.counts(Set.of(), 1);
        // What partitions send of a column, whole, by class alone or not at all, need not be the same.
        List<Reducer.Reduced> mixed = reduced(plan, blocks, bounds, lower, new Reducer.Bounds(120, 20, 200));
        for (int together : new int[] {1, 2, PARTITIONS}) {
            List<Reducer.Reduced> reduced = together == 2 ? mixed : reduced(plan, blocks, lower);
            CountsBuilder builder = CountsBuilder.of(plan, reduced, config, table.input());
            List<SecondPass> passes = ask(builder, plan, blocks, together);
            assertThat(passes).as("values, then bins").hasSize(2);
            assertThat(passes.get(0).wanted().isEmpty()).isFalse();
            assertThat(passes.get(0).byClass().cardinality()).isEqualTo(hasGroups ? 4 : 0);
            assertThat(passes.get(1).groupEdges().keySet())
                    .isEqualTo(bins.groupEdges().keySet());
            assertThat(same(builder.counts(Set.of(), 1), expected))
                    .as("whatever is sent at first, " + together + " answers together")
                    .isTrue();
        }
    }

    /** Asks the partitions for what is to be asked. */
    private static List<SecondPass> ask(
            CountsBuilder builder, ScanPlan plan, List<Tuple2<Integer, byte[]>> blocks, int together) {
        List<SecondPass> passes = new ArrayList<>();
        Consumer<SecondPass> ask = pass -> {
            passes.add(pass);
            List<byte[]> answers = partitions()
                    .mapToObj(p -> pass.answer(set(plan, blocks, p)))
                    .toList();
            List<byte[]> merged = new ArrayList<>();
            for (int from = 0; from < PARTITIONS && together > 1; from += together) {
                List<byte[]> some = answers.subList(from, Math.min(PARTITIONS, from + together));
                merged.add(pass.merged(plan, some.iterator()));
            }
            builder.add(pass, together > 1 ? merged : answers);
        };
        builder.values().ifPresent(ask);
        builder.bins().ifPresent(ask);
        return passes;
    }

    /** The greatest limit by which the driver is given no more values than it may be. */
    @Test
    void limitByNeed() {
        long[] distinct = new long[1_000];
        Arrays.fill(distinct, 30_000);
        assertThat(DriverShare.most(distinct, 65_536, DriverShare.MOST_VALUES)).isEqualTo(65_536);
        Arrays.fill(distinct, 500, 1_000, 60_000);
        assertThat(DriverShare.most(distinct, 65_536, DriverShare.MOST_VALUES)).isEqualTo(59_999);
        assertThat(DriverShare.most(distinct, 1_000, DriverShare.MOST_VALUES)).isEqualTo(1_000);
        assertThat(DriverShare.most(new long[] {70_000, 3}, 65_536, DriverShare.MOST_VALUES))
                .isEqualTo(65_536);
        assertThat(DriverShare.most(new long[0], 65_536, DriverShare.MOST_VALUES))
                .isEqualTo(65_536);
    }

    private static List<Reducer.Reduced> reduced(
            ScanPlan plan, List<Tuple2<Integer, byte[]>> blocks, Reducer.Bounds... bounds) {
        return partitions()
                .mapToObj(p -> Reducer.reduce(set(plan, blocks, p), bounds[p % bounds.length]))
                .toList();
    }

    /** A difference would be pages of values. */
    private static boolean same(Counts counts, Counts expected) {
        try {
            assertThat(counts).usingRecursiveComparison().isEqualTo(expected);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private static IntStream partitions() {
        return IntStream.range(0, PARTITIONS);
    }

    private static BlockSet set(ScanPlan plan, List<Tuple2<Integer, byte[]>> blocks, int partition) {
        return BlockSet.of(
                plan,
                PARTITIONS,
                blocks.stream()
                        .filter(block -> block._1() == partition)
                        .map(Tuple2::_2)
                        .iterator());
    }
}
