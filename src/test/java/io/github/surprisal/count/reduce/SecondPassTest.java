package io.github.surprisal.count.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.TaskBlocks;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.Tuple2;

/** Answers that are put together on the way say what they say one by one. */
@ExtendWith(SparkExtension.class)
class SecondPassTest {
    private static final int PARTITIONS = 5;

    @Test
    void answersAsOne(SparkSession session) {
        // Numbers over the limit, one of them with more cells by group than are given, decimals, and texts.
        session.range(0, 6_000, 1, 3)
                .selectExpr(
                        "IF(id % 50 = 0, NULL, hash(id) / 3.0D) AS x",
                        "CAST(pmod(hash(id, 1), 2500) AS DECIMAL(30, 2)) AS wide",
                        "pmod(hash(id, 2), 900) AS few",
                        "concat('t', pmod(hash(id, 3), 3000)) AS text",
                        "concat('g', id % 40) AS g",
                        "id % 7 = 0 AS y")
                .createOrReplaceTempView("answers");
        Table table = TableReader.read(
                session,
                new TableConfig(
                        new Source.Query("select * from answers"),
                        "",
                        "y",
                        List.of(List.of("g")),
                        "",
                        List.of(),
                        List.of(),
                        Map.of()));
        ScanPlan plan = ScanPlan.of(table);
        CountConfig config = new CountConfig(1_000, 4_000, false);
        List<Tuple2<Integer, byte[]>> blocks = TableBatches.map(
                        table, batches -> TaskBlocks.of(plan, batches, PARTITIONS, 1L << 30))
                .collect();
        List<Reducer.Reduced> reduced = partitions()
                .mapToObj(p -> Reducer.reduce(set(plan, blocks, p), new Reducer.Bounds(250, 1_000, 400)))
                .toList();

        CountsBuilder oneByOne = CountsBuilder.of(plan, reduced, config, table.input());
        SecondPass pass = oneByOne.secondPass().orElseThrow();
        List<byte[]> answers =
                partitions().mapToObj(p -> pass.answer(set(plan, blocks, p))).toList();
        oneByOne.add(answers);
        Counts expected = oneByOne.counts(Set.of(), 1);

        for (int together = 2; together <= PARTITIONS; together++) {
            List<byte[]> merged = new ArrayList<>();
            for (int from = 0; from < PARTITIONS; from += together) {
                merged.add(pass.merged(
                        plan,
                        answers.subList(from, Math.min(PARTITIONS, from + together))
                                .iterator()));
            }
            CountsBuilder builder = CountsBuilder.of(plan, reduced, config, table.input());
            builder.secondPass();
            builder.add(merged);
            assertThat(builder.counts(Set.of(), 1)).usingRecursiveComparison().isEqualTo(expected);
        }
        assertThat(pass.edges()).isNotEmpty();
        assertThat(pass.groupEdges()).isNotEmpty();
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
