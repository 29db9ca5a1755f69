package io.github.surprisal.select;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.select.Layer.Given;
import io.github.surprisal.select.criterion.PairTerms;
import io.github.surprisal.spark.EvenShares;
import io.github.surprisal.spark.Exchange;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Pair terms counted over encoded blocks. The candidates of the first question are packed and cached; every call is one pass over
 * them. Few cells come to the driver and are added up there; of many each candidate's are added up by one task, and only terms
 * come.
 */
final class BlockPairs implements PairSource, AutoCloseable {
    /** The most cells that a task holds; candidates beyond wait for another pass. */
    private static final long MAX_CELLS = 1L << 23;

    /** The most cells of all tasks that come to the driver. */
    private static final long MAX_COLLECTED = 1L << 25;

    private final JavaRDD<EncodedBlock> blocks;
    private final Setup setup;
    private final Map<List<Integer>, Given> composites = new HashMap<>();
    private Packing packing;
    private JavaRDD<PackedBlock> packed;
    private PartitionJob<PackedBlock> job;

    /**
     * How to count.
     *
     * @param codes of the candidates
     * @param rules what to make of the counts
     * @param labelled whether the label is counted
     * @param dropNulls whether rows without X or Z are left out of their terms
     * @param trainingOnly whether rows that are kept for testing are left out
     * @param parts how to part the rows
     * @param partOf by group of the questions: the way to part the rows, and the part
     * @param partSizes by way to part the rows: how many parts
     * @param quantum of the weights; 0 where there are none
     * @param mostPacked the most codes of a packed column; 1 packs nothing
     */
    record Setup(
            Codes codes,
            PairCounts.Rules rules,
            boolean labelled,
            boolean dropNulls,
            boolean trainingOnly,
            PackedBlock.Parts parts,
            int[][] partOf,
            int[] partSizes,
            double quantum,
            int mostPacked)
            implements Serializable {
        int classes() {
            return labelled ? codes.classes() : 1;
        }
    }

    BlockPairs(JavaRDD<EncodedBlock> blocks, Setup setup) {
        this.blocks = blocks;
        this.setup = setup;
    }

    /** Where a question's table is: its layer, and the part of the rows in it. */
    private record Place(int layer, int part) {}

    @Override
    public List<PairTerms[][]> terms(List<Ask> asks) {
        pack(asks);
        List<PairTerms[][]> answers = new ArrayList<>();
        Map<Tuple2<Integer, Integer>, Given[]> layers = new LinkedHashMap<>();
        List<Place[]> places = new ArrayList<>();
        boolean[] live = new boolean[setup.codes().size()];
        for (Ask ask : asks) {
            answers.add(new PairTerms[ask.others().size()][ask.candidates().size()]);
            int[] partOf = setup.partOf()[ask.group()];
            Place[] of = new Place[ask.others().size()];
            for (int slot = 0; slot < of.length; slot++) {
                Given given = given(ask.group(), ask.others().get(slot));
                if (given.size() == Given.TOO_FINE) {
                    continue;
                }
                Tuple2<Integer, Integer> key = new Tuple2<>(partOf[0], slot);
                int parts = partOf[0] == Layer.WHOLE ? 1 : setup.partSizes()[partOf[0]];
                layers.computeIfAbsent(key, any -> new Given[parts])[partOf[1]] = given;
                of[slot] = new Place(List.copyOf(layers.keySet()).indexOf(key), partOf[1]);
                ask.candidates().forEach(x -> live[x] = true);
            }
            places.add(of);
        }
        Layer[] all = layers.entrySet().stream()
                .map(entry -> Layer.of(entry.getKey()._1(), entry.getValue(), setup.classes()))
                .toArray(Layer[]::new);
        int[] candidates = IntStream.range(0, live.length).filter(x -> live[x]).toArray();
        Map<Tuple2<Integer, Integer>, PairTerms[]> found = new HashMap<>();
        for (int[] some : chunks(candidates, all)) {
            found.putAll(JobDescription.during(
                    blocks.context(),
                    "selecting: counting " + some.length + " columns with " + all.length + " others",
                    () -> count(some, all)));
        }
        for (int i = 0; i < asks.size(); i++) {
            Ask ask = asks.get(i);
            for (int slot = 0; slot < ask.others().size(); slot++) {
                Place place = places.get(i)[slot];
                for (int x = 0; x < ask.candidates().size(); x++) {
                    answers.get(i)[slot][x] = place == null
                            ? PairTerms.ofConditionalGain(0, 0, 1)
                            : found.get(new Tuple2<>(
                                    place.layer(), ask.candidates().get(x)))[place.part()];
                }
            }
        }
        return answers;
    }

    private void pack(List<Ask> asks) {
        boolean[] needed = new boolean[setup.codes().size()];
        for (Ask ask : asks) {
            ask.candidates().forEach(x -> needed[x] = true);
            ask.others().forEach(columns -> columns.forEach(z -> needed[z] = true));
        }
        List<Integer> columns =
                IntStream.range(0, needed.length).filter(x -> needed[x]).boxed().toList();
        if (packing != null && columns.stream().allMatch(x -> packing.packedOf()[x] >= 0)) {
            return;
        }
        close();
        packing = Packing.of(setup.codes().sizes(), columns, setup.mostPacked());
        Packing by = packing;
        Setup of = setup;
        packed = EvenShares.inLocalMode(blocks.mapPartitions(
                        some -> PackedBlock.pack(some, of.codes(), by, of.parts(), of.trainingOnly(), of.quantum())))
                .persist(StorageLevel.MEMORY_AND_DISK());
        job = new PartitionJob<>(packed);
    }

    /** Candidates in lots whose cells a task can hold. */
    private List<int[]> chunks(int[] candidates, Layer[] layers) {
        long width = Arrays.stream(layers).mapToLong(Layer::width).sum();
        List<int[]> chunks = new ArrayList<>();
        int from = 0;
        long cells = 0;
        for (int i = 0; i < candidates.length; i++) {
            long more = width * setup.codes().sizes()[candidates[i]];
            if (i > from && cells + more > MAX_CELLS) {
                chunks.add(Arrays.copyOfRange(candidates, from, i));
                from = i;
                cells = 0;
            }
            cells += more;
        }
        if (from < candidates.length) {
            chunks.add(Arrays.copyOfRange(candidates, from, candidates.length));
        }
        return chunks;
    }

    /** By layer and candidate: the terms of each part. */
    private Map<Tuple2<Integer, Integer>, PairTerms[]> count(int[] candidates, Layer[] layers) {
        PairTally tally = new PairTally(packing, layers, candidates, setup.quantum() > 0);
        long cells = PairTally.cells(packing, candidates, layers);
        Map<Tuple2<Integer, Integer>, PairTerms[]> found = new HashMap<>();
        if (cells * packed.getNumPartitions() > MAX_COLLECTED) {
            reduced(tally).forEach(one -> found.put(one._1(), one._2()));
            return found;
        }
        List<Cells> parts = job.ofAll(tally);
        List<Tuple2<Integer, Integer>> keys = keys(tally);
        int[] from = starts(tally);
        List<PairTerms[]> terms = IntStream.range(0, keys.size())
                .parallel()
                .mapToObj(i -> terms(setup, tally, keys.get(i), parts, from[i]))
                .toList();
        for (int i = 0; i < terms.size(); i++) {
            found.put(keys.get(i), terms.get(i));
        }
        return found;
    }

    private static void add(long[] to, long[] what) {
        for (int i = 0; i < what.length; i++) {
            to[i] += what[i];
        }
    }

    private static List<Tuple2<Integer, Integer>> keys(PairTally tally) {
        List<Tuple2<Integer, Integer>> keys = new ArrayList<>();
        for (int l = 0; l < tally.layers().length; l++) {
            for (int x : tally.candidates()) {
                keys.add(new Tuple2<>(l, x));
            }
        }
        return keys;
    }

    /** By layer and candidate: where its cells begin among all; and their number in the end. */
    private static int[] starts(PairTally tally) {
        int[] starts = new int[tally.layers().length * tally.candidates().length + 1];
        int i = 0;
        for (Layer layer : tally.layers()) {
            for (int x : tally.candidates()) {
                starts[i + 1] = starts[i] + tally.packing().sizes()[x] * layer.width();
                i++;
            }
        }
        return starts;
    }

    /** The same with the sums made by tasks. */
    private List<Tuple2<Tuple2<Integer, Integer>, PairTerms[]>> reduced(PairTally tally) {
        int[] starts = starts(tally);
        List<Tuple2<Integer, Integer>> keys = keys(tally);
        Setup of = setup;
        JavaPairRDD<Integer, byte[]> pieces = JavaPairRDD.fromJavaRDD(packed.mapPartitions(some -> {
            Cells all = tally.of(some);
            return IntStream.range(0, starts.length - 1)
                    .mapToObj(i -> new Tuple2<>(i, piece(i, all, starts[i], starts[i + 1])))
                    .iterator();
        }));
        return Exchange.shuffled(pieces, Math.max(1, Math.min(keys.size(), packed.getNumPartitions())))
                .mapPartitions(some -> terms(of, tally, keys, starts, some))
                .collect();
    }

    private static byte[] piece(int number, Cells all, int from, int to) {
        long[] cells = new long[to - from];
        all.addTo(cells, 0, from, cells.length);
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + cells.length * Long.BYTES);
        bytes.putInt(number).asLongBuffer().put(cells);
        return bytes.array();
    }

    private static Iterator<Tuple2<Tuple2<Integer, Integer>, PairTerms[]>> terms(
            Setup setup,
            PairTally tally,
            List<Tuple2<Integer, Integer>> keys,
            int[] starts,
            Iterator<Tuple2<Integer, byte[]>> pieces) {
        Map<Integer, long[]> sums = new LinkedHashMap<>();
        while (pieces.hasNext()) {
            ByteBuffer bytes = ByteBuffer.wrap(pieces.next()._2());
            int number = bytes.getInt();
            long[] cells = new long[starts[number + 1] - starts[number]];
            bytes.asLongBuffer().get(cells);
            sums.merge(number, cells, (a, b) -> {
                add(a, b);
                return a;
            });
        }
        return sums.entrySet().stream()
                .map(entry -> new Tuple2<>(
                        keys.get(entry.getKey()),
                        terms(setup, tally, keys.get(entry.getKey()), List.of(Cells.of(entry.getValue())), 0)))
                .iterator();
    }

    private static PairTerms[] terms(
            Setup setup, PairTally tally, Tuple2<Integer, Integer> key, List<Cells> cells, int from) {
        Layer layer = tally.layers()[key._1()];
        int x = key._2();
        PairTerms[] terms = new PairTerms[layer.given().length];
        for (int part = 0; part < terms.length; part++) {
            Given given = layer.given()[part];
            if (given != null) {
                int nullOther =
                        given.columns().length == 1 ? setup.codes().nulls()[given.columns()[0]] : PairCounts.NO_NULL;
                terms[part] = counts(setup, layer, part, x, cells, from)
                        .terms(
                                setup.rules(),
                                setup.dropNulls() ? setup.codes().nulls()[x] : PairCounts.NO_NULL,
                                setup.dropNulls() ? nullOther : PairCounts.NO_NULL);
            }
        }
        return terms;
    }

    /** The sums over what tasks have counted. */
    private static PairCounts counts(Setup setup, Layer layer, int part, int x, List<Cells> cells, int from) {
        Given given = layer.given()[part];
        int values = setup.codes().sizes()[x];
        int length = given.size() * layer.classes();
        long[] table = new long[values * length];
        long[] determined = new long[given.isComposite() ? values : 0];
        for (int value = 0; value < values; value++) {
            int at = from + value * layer.width() + layer.bases()[part];
            for (Cells some : cells) {
                some.addTo(table, value * length, at, length);
                if (given.isComposite()) {
                    some.addTo(determined, value, at + length, 1);
                }
            }
        }
        double quantum = setup.quantum() > 0 ? setup.quantum() : 1;
        return new PairCounts(table, values, given.size(), layer.classes(), determined, quantum);
    }

    /** Several columns as one, which takes a pass for the last of them. */
    private Given given(int group, List<Integer> columns) {
        if (columns.size() <= 1) {
            int size = columns.isEmpty() ? 1 : setup.codes().sizes()[columns.get(0)];
            return new Given(columns.stream().mapToInt(Integer::intValue).toArray(), new int[0][], size);
        }
        List<Integer> key = new ArrayList<>(columns);
        key.add(group);
        Given known = composites.get(key);
        if (known == null) {
            known = composite(group, columns);
            composites.put(key, known);
        }
        return known;
    }

    private Given composite(int group, List<Integer> columns) {
        int last = columns.get(columns.size() - 1);
        Given before = given(group, columns.subList(0, columns.size() - 1));
        if (before.size() == Given.TOO_FINE) {
            return before;
        }
        int[] partOf = setup.partOf()[group];
        Given[] given = new Given[partOf[0] == Layer.WHOLE ? 1 : setup.partSizes()[partOf[0]]];
        given[partOf[1]] = before;
        Layer layer = Layer.of(partOf[0], given, setup.classes());
        PairTally tally = new PairTally(packing, new Layer[] {layer}, new int[] {last}, setup.quantum() > 0);
        PairCounts counts = counts(setup, layer, partOf[1], last, job.ofAll(tally), 0);
        int[] next = new int[counts.others() * counts.values()];
        int size = 0;
        for (int z = 0; z < counts.others(); z++) {
            for (int x = 0; x < counts.values(); x++) {
                next[z * counts.values() + x] = isDetermined(counts, x, z) ? -1 : size++;
            }
        }
        int most = Arrays.stream(setup.codes().sizes()).max().orElse(1);
        int[][] all = Arrays.copyOf(before.next(), before.next().length + 1);
        all[all.length - 1] = next;
        boolean tooFine = (long) size * setup.classes() * most > MAX_CELLS;
        return new Given(columns.stream().mapToInt(Integer::intValue).toArray(), all, tooFine ? Given.TOO_FINE : size);
    }

    private static boolean isDetermined(PairCounts counts, int x, int z) {
        int present = 0;
        for (int y = 0; y < counts.classes(); y++) {
            present += counts.cells()[(x * counts.others() + z) * counts.classes() + y] > 0 ? 1 : 0;
        }
        return present < 2;
    }

    @Override
    public void close() {
        if (packed != null) {
            packed.unpersist(false);
        }
    }
}
