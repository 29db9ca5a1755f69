package io.github.surprisal.count;

import io.github.surprisal.count.reduce.BlockSet;
import io.github.surprisal.count.reduce.ColumnSummary;
import io.github.surprisal.count.reduce.CountsBuilder;
import io.github.surprisal.count.reduce.Reducer;
import io.github.surprisal.count.reduce.SecondPass;
import io.github.surprisal.count.store.StoredRows;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.TallyMemory;
import io.github.surprisal.count.tally.TaskBlocks;
import io.github.surprisal.scan.SourceReader;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.spark.Exchange;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.ReadFailure;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.execution.QueryExecution;
import scala.Tuple2;

/** Runs the jobs that count: the one door to counting. */
public final class CountScan {
    private static final long MIN_BYTES_PER_PARTITION = 4L << 20;

    private static final long MAX_BYTES_PER_PARTITION = 32L << 20;

    private static final int MAX_PARTITIONS = 1000;

    /** More than this (a PiB) is Spark's way to say that it does not know, or the product of a join's sides. */
    private static final int UNKNOWN_SIZE_BITS = 50;

    /** What Spark puts into a partition of files, {@code spark.sql.files.maxPartitionBytes}. */
    private static final long BYTES_PER_SOURCE_PARTITION = 128L << 20;

    /** About how many bytes of values the driver is sent at first, whatever the limits: a quarter of what Spark lets it have. */
    private static final long MAX_BYTES_SENT = 1L << 28;

    /** Of the memory for cached data: counting caches none, but tasks have tables beside the blocks. */
    private static final double SHARE_OF_MEMORY = 0.5;

    private final Table like;
    private final List<Table> tables;
    private final CountConfig config;
    private final int partitions;
    private final ScanPlan plan;
    private final JavaSparkContext context;
    private final TallyMemory memory;

    /** @param memory how many bytes a task's tables may take, 0 for as many as there is room for */
    private CountScan(Table like, List<Table> tables, CountConfig config, int partitions, long memory) {
        this.like = like;
        this.tables = tables;
        this.plan = ScanPlan.of(like);
        this.config = config;
        this.partitions = partitions;
        this.context = context(like);
        this.memory = new TallyMemory(memory, cores(context));
    }

    /**
     * Counts every column of a table by group and class, in one scan whatever the number of columns.
     *
     * @return counts that depend on the rows alone
     * @throws UserException for a column whose type cannot be counted (before any Spark job), for weights that are
     *     negative, NaN, infinite or null, for a label or groups of too many values, for a table without rows, and for a
     *     file that is damaged or not supported
     */
    public static Counts count(Table table, CountConfig config) {
        return count(table, config, StoredSum.none(), cells -> {});
    }

    /**
     * The same with stored counts added: what comes out is what the rows of all of them together would give, bit for bit.
     *
     * @param stored counts of other runs
     * @param save is handed the cells to save, if the config says so
     * @throws UserException also for stored counts of other columns, types, label, weight or groups, and for those that are
     *     subtracted and were never added
     */
    public static Counts count(Table table, CountConfig config, StoredSum stored, Consumer<Dataset<Row>> save) {
        boolean scans = !(table.rows().queryExecution().optimizedPlan() instanceof LocalRelation local
                && local.data().isEmpty());
        List<Table> tables = scans ? List.of(table) : List.of();
        String verb = scans ? "counting " : "adding up stored counts of ";
        String of = scans ? " of " + table.input().name() : "";
        return described(table, verb, of, () -> new CountScan(
                        table, tables, config, partitions(table, tables, stored.added()), 0)
                .count(List.of(), stored, save));
    }

    /**
     * Counts by source: the label of the tables is a column that is 0 in all rows of one source and 1 in those of the other.
     *
     * @param like a table of the columns, in the order in which all sources have them; its rows are not looked at
     * @param tables sources to read
     * @param stored sources that are counted already, and each one's label
     */
    public static Counts compare(Table like, List<Table> tables, Map<CountStore, Integer> stored, CountConfig config) {
        List<CountStore> stores = List.copyOf(stored.keySet());
        String of = tables.isEmpty()
                ? " of stored counts"
                : tables.stream().map(table -> table.input().name()).collect(Collectors.joining(" and ", " of ", ""));
        return described(
                like, "comparing ", of, () -> new CountScan(like, tables, config, partitions(like, tables, stores), 0)
                        .count(
                                stores.stream()
                                        .map(store -> new Labelled(
                                                store, stored.get(store).toString()))
                                        .toList(),
                                StoredSum.none(),
                                cells -> {}));
    }

    private static Counts described(Table like, String verb, String of, Supplier<Counts> counting) {
        return JobDescription.during(
                context(like).sc(), verb + Names.counted(like.columns().size(), "column") + of, counting);
    }

    /** Stored counts, and the label of all of them. */
    private record Labelled(CountStore store, String label) {}

    private static int partitions(Table like, List<Table> tables, List<CountStore> stored) {
        JavaSparkContext context = context(like);
        long partitions = 1;
        for (Table table : tables) {
            partitions = Math.max(partitions, partitions(table.rows().queryExecution(), context));
        }
        for (CountStore store : stored) {
            partitions = Math.max(partitions, store.partitions(bytesPerPartition(context)));
        }
        return (int) Math.min(partitions, MAX_PARTITIONS);
    }

    private static JavaSparkContext context(Table table) {
        return JavaSparkContext.fromSparkContext(table.rows().sparkSession().sparkContext());
    }

    /** Counts with a given number of reduce partitions. */
    static Counts count(Table table, CountConfig config, int partitions) {
        return count(table, config, partitions, 0);
    }

    /** Counts with a given number of reduce partitions, and so many bytes for the tables of a task. */
    static Counts count(Table table, CountConfig config, int partitions, long memory) {
        return new CountScan(table, List.of(table), config, partitions, memory)
                .count(List.of(), StoredSum.none(), cells -> {});
    }

    /** Counts, and hands on what the user can mend as it was said: a task's failure comes wrapped in the job's. */
    private Counts count(List<Labelled> labelled, StoredSum stored, Consumer<Dataset<Row>> save) {
        try {
            return countOrFail(labelled, stored, save);
        } catch (Exception e) {
            throw ReadFailure.unwrapped(e);
        }
    }

    private Counts countOrFail(List<Labelled> labelled, StoredSum stored, Consumer<Dataset<Row>> save) {
        ScanPlan plan = this.plan;
        int partitions = this.partitions;
        JavaPairRDD<Integer, byte[]> tallies = JavaPairRDD.fromJavaRDD(context.<Tuple2<Integer, byte[]>>emptyRDD());
        Set<SourceReader> readers = EnumSet.noneOf(SourceReader.class);
        for (int i = 0; i < tables.size(); i++) {
            JavaPairRDD<Integer, byte[]> more = tallies(tables.get(i), readers);
            tallies = i == 0 ? more : tallies.union(more);
        }
        for (Labelled some : labelled) {
            tallies = tallies.union(some.store().blocks(plan, some.label(), partitions, memory));
        }
        for (JavaPairRDD<Integer, byte[]> some : stored.blocks(plan, partitions, memory)) {
            tallies = tallies.union(some);
        }
        int sample = ColumnSummary.sample(plan.counted().length);
        Reducer.Bounds bounds = new Reducer.Bounds(
                bound(config.maxCategories(), partitions),
                config.maxGroupCells() / Math.max(1, partitions / 2),
                (int) bound(sample, partitions),
                MAX_BYTES_SENT / partitions,
                sample / partitions);
        try (Exchange exchange = Exchange.of(tallies, partitions, SHARE_OF_MEMORY, Exchange.PAGES)) {
            List<Reducer.Reduced> reduced = exchange.map(
                            blocks -> Reducer.reduce(BlockSet.of(plan, partitions, blocks), bounds))
                    .collect();
            CountsBuilder builder = CountsBuilder.of(plan, reduced, config, like.input());
            Consumer<SecondPass> ask = pass -> builder.add(
                    pass, pass.sent(plan, exchange.map(blocks -> pass.answer(BlockSet.of(plan, partitions, blocks)))));
            builder.values().ifPresent(ask);
            builder.bins().ifPresent(ask);
            if (config.save()) {
                save.accept(StoredRows.save(
                        like.rows().sparkSession(),
                        plan,
                        exchange.map(blocks -> BlockSet.of(plan, partitions, blocks))));
            }
            return builder.counts(readers, tables.size());
        }
    }

    /**
     * A table's partial counts, as blocks by reduce partition.
     *
     * @param readers receives how the table is read
     */
    private JavaPairRDD<Integer, byte[]> tallies(Table table, Set<SourceReader> readers) {
        ScanPlan plan = this.plan;
        int partitions = this.partitions;
        TallyMemory memory = this.memory;
        TableBatches.Read<Tuple2<Integer, byte[]>> read =
                TableBatches.read(table, batches -> TaskBlocks.of(plan, batches, partitions, memory.bytes()));
        readers.add(read.way());
        return JavaPairRDD.fromJavaRDD(read.result());
    }

    /**
     * The bytes of the source in pieces that a reducer has room for: as Spark estimates them, or, of rows whose size it does
     * not know (those of an RDD, a join without statistics), by the partitions that it makes of them.
     */
    private static int partitions(QueryExecution execution, JavaSparkContext context) {
        BigInteger estimate = execution.optimizedPlan().stats().sizeInBytes().bigInteger();
        long bytes = estimate.bitLength() > UNKNOWN_SIZE_BITS
                ? execution.toRdd().getNumPartitions() * BYTES_PER_SOURCE_PARTITION
                : estimate.longValue();
        return (int) Math.min(bytes / bytesPerPartition(context) + 1, MAX_PARTITIONS);
    }

    /** Bytes of the source for a reduce partition: where every value is distinct, a reducer's tables take some twenty times as many. */
    private static long bytesPerPartition(JavaSparkContext context) {
        long heap = context.sc().isLocal()
                ? Runtime.getRuntime().maxMemory()
                : context.sc().executorMemory() * (1L << 20);
        long share = heap / Math.max(1, cores(context)) / 64;
        return Math.max(MIN_BYTES_PER_PARTITION, Math.min(MAX_BYTES_PER_PARTITION, share));
    }

    /**
     * How many values of a column one of several partitions may send: of a column just within the limit its share and six standard
     * deviations. If it has more in some partition all the same, it is kept back there and fetched afterwards.
     */
    private static long bound(int maxCategories, int partitions) {
        double share = (double) maxCategories / partitions;
        return partitions == 1 ? maxCategories : (long) (share + 6 * Math.sqrt(share) + 16);
    }

    /** How many tasks share a heap at most; 0 for as many as the executor's machine has processors. */
    private static int cores(JavaSparkContext context) {
        if (context.sc().isLocal()) {
            return context.defaultParallelism();
        }
        // Without the key: one core on YARN and Kubernetes, all of the worker's on a standalone cluster.
        int unset = context.master().startsWith("spark://") ? 0 : 1;
        return context.getConf().getInt("spark.executor.cores", unset);
    }
}
