package io.github.surprisal.encode;

import io.github.surprisal.count.Counts;
import io.github.surprisal.scan.Batch;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.spark.Exchange;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import io.github.surprisal.table.Table;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Encodes tables. */
public final class Encoder {
    // How many partitions there are depends on the rows alone, since sums are made partition by partition.
    private static final long MAX_ROWS_PER_PARTITION = 250_000;

    private static final long MIN_ROWS_PER_PARTITION = 4096;

    private static final long BYTES_PER_PARTITION = 64L << 20;

    private static final long FEW_PARTITIONS = 8;

    private static final long ROWS_PER_FEW = 50_000;

    /** Numbers that a pass multiplies: a partition of fewer is not worth its task. */
    private static final long WORK_PER_FEW = 1_000_000;

    // What a task gathers before it hands it on: little enough for a cache, enough for each partition's share to be
    // worth it.
    private static final long BYTES_GATHERED = 4L << 20;

    private static final long MOST_GATHERED = 64L << 20;

    private static final long ROWS_PER_SECTION = 256;

    /** Of the memory for cached data, a fifth of the heap: the blocks made of the sections want theirs as well, and tasks what they have in hand. */
    private static final double SHARE_OF_MEMORY = 1.0 / 3;

    private Encoder() {}

    /**
     * The labelled rows of a table, in an order that depends on their values alone. Rows of weight 0 are left out.
     *
     * @param encoding made from the counts of this table, or of the table that was trained on
     * @param counts of the same table as the encoding
     * @param split which rows to test on; with {@link Split#allTest} the table may be another one than was counted, and its
     *     rows are left as they come
     */
    public static EncodedTable encode(Table table, Encoding encoding, Counts counts, Split split) {
        return encode(table, encoding, counts, split, SHARE_OF_MEMORY);
    }

    /** With another share of the memory for what is on its way. */
    static EncodedTable encode(Table table, Encoding encoding, Counts counts, Split split, double share) {
        EncodingPlan plan = EncodingPlan.of(table, encoding, counts);
        return JobDescription.during(
                table.rows().sparkSession().sparkContext(),
                "encoding " + table.input().name(),
                () -> split.isAllTest()
                        ? encodeTest(table, plan, counts)
                        : encodeSplit(table, plan, counts, split, share));
    }

    /**
     * The same rows as they come, none of them kept for testing: for what does not depend on the order of rows. Not cached.
     *
     * @param encoding made from the counts of this table
     */
    public static EncodedTable encodeUnordered(Table table, Encoding encoding, Counts counts) {
        EncodingPlan plan = EncodingPlan.of(table, encoding, counts);
        RowBuffer.Shape shape = shape(table, plan);
        int rowsPerBlock = plan.layout().rowsPerBlock();
        return result(
                table,
                plan,
                TableBatches.map(
                        table,
                        batches -> new OwnBlocks(new BatchEncoder(plan, false), shape, batches, rowsPerBlock, false)),
                List.of());
    }

    private static EncodedTable encodeSplit(Table table, EncodingPlan plan, Counts counts, Split split, double share) {
        RowBuffer.Shape shape = shape(table, plan);
        int rowsPerBlock = plan.layout().rowsPerBlock();
        int classes = plan.classes().size();
        int partitions = partitions(
                rows(table, counts), shape.bytesPerRow(), plan.layout().terms(), classes == 2 ? 1 : classes);
        JavaPairRDD<Integer, byte[]> cut = JavaPairRDD.fromJavaRDD(
                TableBatches.map(table, batches -> new Cut(new BatchEncoder(plan, true), shape, batches, partitions)));
        try (Exchange exchange = Exchange.of(cut, partitions, share, Exchange.PAGES)) {
            JavaRDD<EncodedBlock> blocks = exchange.flatMap(some -> {
                Sections sections = new Sections(shape);
                some.forEachRemaining(sections::add);
                return sections.blocks(split, rowsPerBlock);
            });
            blocks.persist(StorageLevel.MEMORY_AND_DISK());
            EncodedTable encoded = result(table, plan, blocks, List.of());
            if (partitions == 1 && !exchange.isKept()) {
                return encoded;
            }
            // Where the exchange is kept, all blocks are made while there is what they are made of.
            return encoded.orClose(() -> encoded.placed(new PartitionJob<>(blocks).ofAll(Encoder::training)));
        }
    }

    private static long training(Iterator<EncodedBlock> blocks) {
        long rows = 0;
        while (blocks.hasNext()) {
            EncodedBlock block = blocks.next();
            rows += block.test() ? 0 : block.rows();
        }
        return rows;
    }

    private static EncodedTable encodeTest(Table table, EncodingPlan plan, Counts counts) {
        Unseen unseen = TableBatches.map(table, batches -> {
                    BatchEncoder encoder = new BatchEncoder(plan, false);
                    Unseen some = new Unseen();
                    batches.forEachRemaining(batch -> encoder.unseen(batch, some));
                    return List.of(some).iterator();
                })
                .treeAggregate(new Unseen(), Unseen::merge, Unseen::merge);
        EncodingPlan extended = plan.withGroups(unseen.groups());
        RowBuffer.Shape shape = shape(table, extended);
        int rowsPerBlock = plan.layout().rowsPerBlock();
        JavaRDD<EncodedBlock> blocks = TableBatches.map(
                table, batches -> new OwnBlocks(new BatchEncoder(extended, false), shape, batches, rowsPerBlock, true));
        return result(table, extended, blocks.persist(StorageLevel.MEMORY_AND_DISK()), unseen.warnings(counts.label()));
    }

    private static RowBuffer.Shape shape(Table table, EncodingPlan plan) {
        return RowBuffer.Shape.of(
                plan.layout(), plan.classes().size(), plan.groupings().size(), plan.groupCount(), table.hasWeight());
    }

    /** How many rows there are, or a bound: a function of the rows alone. */
    private static long rows(Table table, Counts counts) {
        return counts.weighted()
                ? TableBatches.map(table, batches -> {
                            long rows = 0;
                            while (batches.hasNext()) {
                                rows += batches.next().rows();
                            }
                            return List.of(rows).iterator();
                        })
                        .reduce(Long::sum)
                : (long) counts.overall().rows();
    }

    private static EncodedTable result(
            Table table, EncodingPlan plan, JavaRDD<EncodedBlock> blocks, List<String> warnings) {
        return new EncodedTable(
                interpreted(table.rows().sparkSession()),
                blocks,
                table.columns().get(table.label()).name(),
                plan.layout(),
                plan.groupNames(),
                table.hasWeight(),
                warnings);
    }

    /**
     * A session of its own for what MLlib does with SQL. There SQL only hands rows over and writes small files, and compiling
     * plans for that takes longer than training on a small table.
     */
    private static SparkSession interpreted(SparkSession session) {
        SparkSession own = session.newSession();
        own.conf().set("spark.sql.codegen.wholeStage", "false");
        own.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        own.conf().set("spark.sql.adaptive.enabled", "false");
        return own;
    }

    /** At least as many rows as terms to a partition, where there is room: what a pass sums up is as long as the terms. */
    private static int partitions(long rows, int bytesPerRow, int terms, int margins) {
        long most = Math.min(Math.max(MAX_ROWS_PER_PARTITION, terms), BYTES_PER_PARTITION / bytesPerRow);
        most = Math.max(MIN_ROWS_PER_PARTITION, most);
        long work = Math.max(rows * WORK_PER_FEW / ROWS_PER_FEW, rows * margins * bytesPerRow / Double.BYTES);
        long few = Math.min(FEW_PARTITIONS, (work + WORK_PER_FEW - 1) / WORK_PER_FEW);
        return Math.max(1, Math.toIntExact(Math.max((rows + most - 1) / most, few)));
    }

    /** The rows of a task's batches as sections of bounded size, by partition. */
    private static final class Cut implements Iterator<Tuple2<Integer, byte[]>> {
        private final BatchEncoder encoder;
        private final Iterator<Batch> batches;
        private final RowBuffer buffer;
        private final int partitions;
        private final int most;
        private byte[][] sections = new byte[0][];
        private int next;

        Cut(BatchEncoder encoder, RowBuffer.Shape shape, Iterator<Batch> batches, int partitions) {
            this.encoder = encoder;
            this.batches = batches;
            this.buffer = new RowBuffer(shape, true);
            this.partitions = partitions;
            this.most = (int) Math.min(
                    MOST_GATHERED / shape.bytesPerRow(),
                    Math.max(BYTES_GATHERED / shape.bytesPerRow(), partitions * ROWS_PER_SECTION));
        }

        @Override
        public boolean hasNext() {
            while (true) {
                while (next < sections.length && sections[next].length == 0) {
                    next++;
                }
                if (next < sections.length) {
                    return true;
                }
                buffer.clear();
                while (batches.hasNext() && buffer.size() < most) {
                    encoder.encode(batches.next(), buffer);
                }
                if (buffer.size() == 0) {
                    return false;
                }
                sections = buffer.sections(partitions);
                next = 0;
            }
        }

        @Override
        public Tuple2<Integer, byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            byte[] section = sections[next];
            sections[next] = new byte[0];
            return new Tuple2<>(next, section);
        }
    }

    /** The rows of a task's batches as blocks, in their order. */
    private static final class OwnBlocks implements Iterator<EncodedBlock> {
        private final BatchEncoder encoder;
        private final Iterator<Batch> batches;
        private final RowBuffer buffer;
        private final int rowsPerBlock;
        private final boolean test;
        private Iterator<EncodedBlock> blocks = Collections.emptyIterator();

        OwnBlocks(
                BatchEncoder encoder, RowBuffer.Shape shape, Iterator<Batch> batches, int rowsPerBlock, boolean test) {
            this.test = test;
            this.encoder = encoder;
            this.batches = batches;
            this.buffer = new RowBuffer(shape, false);
            this.rowsPerBlock = rowsPerBlock;
        }

        @Override
        public boolean hasNext() {
            while (!blocks.hasNext() && batches.hasNext()) {
                buffer.clear();
                while (batches.hasNext() && buffer.size() < rowsPerBlock) {
                    encoder.encode(batches.next(), buffer);
                }
                blocks = buffer.ownBlocks(test, rowsPerBlock);
            }
            return blocks.hasNext();
        }

        @Override
        public EncodedBlock next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return blocks.next();
        }
    }
}
