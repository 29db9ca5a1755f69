package io.github.surprisal.count.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import io.github.surprisal.scan.Batch;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.Tuple2;

@ExtendWith(SparkExtension.class)
class TaskBlocksTest {
    private static final String EXAMPLE = String.join(
            " ",
            "00",
            "02 01 6e 01 79",
            "02 01 02",
            "08 00 02 01 02",
            "00 81 10 06 08",
            "00 01 00 0a 01 00",
            "00 01 01 01 61 0a 01 02",
            "01 88 08 08 08",
            "00 01 01 01 6e 0a 02 00",
            "00 01 01 01 79 0a 00 02",
            "ff ff ff ff 07");

    /** The example that the documentation of {@code count.wire} has. */
    @Test
    void bytesAreThoseOfTheExample(SparkSession session) {
        Table table = TestTables.of(
                session,
                new Source.Query(
                        "select /*+ coalesce(1) */ * from values ('a', 'n'), ('a', 'y'), ('a', 'y'), (null, 'n') as t(x, y)"),
                "y",
                List.of());
        ScanPlan plan = ScanPlan.of(table);

        List<Tuple2<Integer, byte[]>> blocks = TableBatches.map(
                        table, batches -> TaskBlocks.of(plan, batches, 1, 1L << 28))
                .collect();

        assertThat(blocks).singleElement().satisfies(block -> assertThat(
                        HexFormat.ofDelimiter(" ").formatHex(block._2()))
                .isEqualTo(EXAMPLE));
    }

    private static final int ROWS = 100_000;

    /** So few that they repeat in the rows by which a task decides whether to count or to list a column. */
    private static final int VALUES = 40_000;

    /** So many that their tally takes more than it may hold without asking for it. */
    private static final int COLUMNS = 24;

    private enum Other {
        NOTHING,
        ASKS_AT_FIRST,
        ASKS_LATER
    }

    /** How many tallies of a task's rows were handed on, the most memory that Spark had lent for them, and what it was after another had asked. */
    private static List<Long> handedOn(SparkSession session, Other other) {
        Table table = TestTables.of(
                session,
                new Source.Query(IntStream.range(0, COLUMNS)
                        .mapToObj(c -> "pmod(xxhash64(id, " + c + "), " + VALUES + ") as x" + c)
                        .collect(Collectors.joining(
                                ", ", "select ", ", id % 2 as y from range(0, " + ROWS + ", 1, 1)"))),
                "y",
                List.of());
        ScanPlan plan = ScanPlan.of(table);
        return TableBatches.map(table, batches -> {
                    Greedy greedy = new Greedy();
                    long[] most = new long[1];
                    int[] rows = new int[1];
                    boolean[] asked = new boolean[1];
                    long[] left = new long[1];
                    Iterator<Batch> watched = new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return batches.hasNext();
                        }

                        @Override
                        public Batch next() {
                            Batch batch = batches.next();
                            rows[0] += batch.rows();
                            if (!asked[0]
                                    && (other == Other.ASKS_AT_FIRST
                                            || (other == Other.ASKS_LATER && 2 * rows[0] > ROWS))) {
                                greedy.take();
                                asked[0] = true;
                                left[0] = greedy.ofOthers();
                            }
                            if (other == Other.ASKS_LATER) {
                                greedy.freeMemory(greedy.getUsed());
                            }
                            most[0] = Math.max(most[0], greedy.ofOthers());
                            return batch;
                        }
                    };
                    long blocks = 0;
                    Iterator<Tuple2<Integer, byte[]>> all = TaskBlocks.of(plan, watched, 1, 1L << 30);
                    while (all.hasNext()) {
                        all.next();
                        blocks++;
                    }
                    greedy.freeMemory(greedy.getUsed());
                    return List.of(blocks, most[0], left[0]).iterator();
                })
                .collect();
    }

    /** Another part of the task that takes all memory there is. */
    private static final class Greedy extends MemoryConsumer {
        private final TaskMemoryManager manager;

        Greedy() {
            this(TaskContext.get().taskMemoryManager());
        }

        private Greedy(TaskMemoryManager manager) {
            super(manager, 1 << 20, MemoryMode.ON_HEAP);
            this.manager = manager;
        }

        void take() {
            acquireMemory(Long.MAX_VALUE >> 1);
        }

        long ofOthers() {
            return manager.getMemoryConsumptionForThisTask() - getUsed();
        }

        @Override
        public long spill(long size, MemoryConsumer trigger) {
            return 0;
        }
    }

    @Test
    void sparkKnowsWhatTablesTake(SparkSession session) {
        List<Long> alone = handedOn(session, Other.NOTHING);

        assertThat(alone.get(0)).isEqualTo(1);
        assertThat(alone.get(1)).isBetween((long) COLUMNS * VALUES * 12, (long) COLUMNS * VALUES * 100);
    }

    @Test
    void whatSparkHasNoMemoryForIsHandedOn(SparkSession session) {
        assertThat(handedOn(session, Other.ASKS_AT_FIRST).get(0)).isGreaterThan(1);
    }

    @Test
    void whatOthersOfTheTaskNeedIsHandedOn(SparkSession session) {
        List<Long> taken = handedOn(session, Other.ASKS_LATER);

        assertThat(taken.get(0)).isEqualTo(2);
        // The memory of the tables is given back then and there.
        assertThat(taken.get(2)).isZero();
    }
}
