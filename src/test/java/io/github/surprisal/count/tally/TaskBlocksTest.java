package io.github.surprisal.count.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import java.util.HexFormat;
import java.util.List;
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
}
