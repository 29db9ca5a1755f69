package io.github.surprisal.select;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.select.criterion.PairTerms;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import io.github.surprisal.table.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the training rows alone say of each feature by itself: bins cut on them, gains measured on them. So that no figure that
 * decides over a feature has seen a test row.
 */
final class TrainingRows {
    /** The most cells that a task counts at a time. */
    private static final int MAX_CELLS = 1 << 23;

    private final Candidates candidates;
    private final long[][] cells;
    private final double quantum;
    private final int classes;
    private final Map<String, Categories> cutpoints;

    private TrainingRows(Candidates candidates, long[][] cells, double quantum) {
        this.candidates = candidates;
        this.cells = cells;
        this.quantum = quantum;
        this.classes = candidates.counts().classes().size();
        this.cutpoints = cut();
    }

    /** Counts each candidate's codes by class. */
    static TrainingRows of(Candidates candidates, EncodedTable table, double quantum) {
        int[] columns = candidates.columns();
        int classes = candidates.counts().classes().size();
        long[][] cells = new long[columns.length][];
        int from = 0;
        while (from < columns.length) {
            int to = from;
            int size = 0;
            while (to < columns.length && (to == from || size + size(candidates, to) * classes <= MAX_CELLS)) {
                size += size(candidates, to++) * classes;
            }
            int[] sizes = IntStream.range(from, to)
                    .map(x -> size(candidates, x) * classes)
                    .toArray();
            long[] sum = sum(table, Arrays.copyOfRange(columns, from, to), sizes, classes, quantum);
            int at = 0;
            for (int x = from; x < to; x++) {
                cells[x] = Arrays.copyOfRange(sum, at, at + sizes[x - from]);
                at += sizes[x - from];
            }
            from = to;
        }
        return new TrainingRows(candidates, cells, quantum);
    }

    private static int size(Candidates candidates, int x) {
        return candidates.feature(x).size() + 1;
    }

    private static long[] sum(EncodedTable table, int[] columns, int[] sizes, int classes, double quantum) {
        int total = Arrays.stream(sizes).sum();
        PartitionJob.Function<EncodedBlock, long[]> tally = blocks -> {
            long[] cells = new long[total];
            int[] codes = new int[0];
            int[] labels = new int[0];
            while (blocks.hasNext()) {
                EncodedBlock block = blocks.next();
                if (block.test()) {
                    continue;
                }
                int rows = block.rows();
                codes = codes.length < rows ? new int[rows] : codes;
                labels = labels.length < rows ? new int[rows] : labels;
                block.labels().copyTo(labels, 0, rows);
                for (int c = 0, at = 0; c < columns.length; at += sizes[c++]) {
                    if (columns[c] >= 0) {
                        block.codes()[columns[c]].copyTo(codes, 0, rows);
                    } else {
                        Arrays.fill(codes, 0);
                    }
                    for (int row = 0; row < rows; row++) {
                        cells[at + codes[row] * classes + labels[row]] +=
                                quantum > 0 ? Math.round(block.weight(row) / quantum) : 1;
                    }
                }
            }
            return cells;
        };
        long[] sum = new long[total];
        List<long[]> parts = JobDescription.during(
                table.blocks().context(),
                "selecting: counting " + columns.length + " columns of the training rows",
                () -> new PartitionJob<>(table.blocks()).ofAll(tally));
        for (long[] part : parts) {
            for (int i = 0; i < total; i++) {
                sum[i] += part[i];
            }
        }
        return sum;
    }

    /** The categories that pairs are counted with: the bins as these rows cut them. */
    Codes codes(int most) {
        int bounded = Codes.mostCategories(most, classes);
        Codes.Column[] columns = new Codes.Column[cells.length];
        for (int x = 0; x < cells.length; x++) {
            columns[x] = column(x, bounded);
        }
        return Codes.of(candidates.columns(), columns, classes);
    }

    private Codes.Column column(int x, int bounded) {
        FeatureEncoding feature = candidates.feature(x);
        double[] rows = rows(x);
        Categories cut = cutpoints.get(feature.feature());
        if (!(feature instanceof FeatureEncoding.Binned binned) || cut == null) {
            return Candidates.column(
                    feature,
                    feature instanceof FeatureEncoding.Categorical categorical
                            ? Arrays.copyOf(rows, categorical.categories().size())
                            : Arrays.copyOf(rows, ((FeatureEncoding.Binned) feature).bins()),
                    bounded);
        }
        Categories fine = binned.cutpoints();
        int[] binOf = IntStream.range(0, binned.bins())
                .map(i -> i < fine.size() ? Candidates.bin(cut, fine, i) : cut.size())
                .toArray();
        double[] ofBin = new double[cut.size() + 1];
        for (int i = 0; i < binOf.length; i++) {
            ofBin[binOf[i]] += rows[i];
        }
        Codes.Column bins = Codes.Column.of(ofBin, false, binned.nulls(), bounded);
        int[] categoryOf = new int[binned.size() + 1];
        for (int i = 0; i < binOf.length; i++) {
            categoryOf[i] = bins.categoryOf()[binOf[i]];
        }
        if (binned.nulls()) {
            categoryOf[binned.bins()] = bins.nullCategory();
        }
        return new Codes.Column(categoryOf, bins.size(), bins.nullCategory(), bins.coarsened());
    }

    private double[] rows(int x) {
        double[] rows = new double[cells[x].length / classes];
        for (int i = 0; i < cells[x].length; i++) {
            rows[i / classes] += cells[x][i] * unit();
        }
        return rows;
    }

    private double unit() {
        return quantum > 0 ? quantum : 1;
    }

    /** The terms of a feature by itself: of a number in its bins, of categories as they were counted, however many there are. */
    PairTerms alone(int x, Codes codes, PairCounts.Rules rules, boolean dropNulls) {
        if (candidates.feature(x) instanceof FeatureEncoding.Categorical categorical) {
            int nulls = dropNulls && categorical.nulls() ? categorical.size() - 1 : PairCounts.NO_NULL;
            return new PairCounts(cells[x], cells[x].length / classes, 1, classes, unit())
                    .terms(rules, nulls, PairCounts.NO_NULL);
        }
        long[] some = new long[codes.sizes()[x] * classes];
        for (int i = 0; i < cells[x].length; i++) {
            some[codes.categoryOf()[x][i / classes] * classes + i % classes] += cells[x][i];
        }
        return new PairCounts(some, codes.sizes()[x], 1, classes, unit())
                .terms(rules, dropNulls ? codes.nulls()[x] : PairCounts.NO_NULL, PairCounts.NO_NULL);
    }

    /** Where numbers are cut on these rows. */
    Map<String, Categories> cutpoints() {
        return cutpoints;
    }

    private Map<String, Categories> cut() {
        Counts all = candidates.counts();
        List<ColumnCounts> numbers = new ArrayList<>();
        for (int x = 0; x < cells.length; x++) {
            if (candidates.feature(x) instanceof FeatureEncoding.Binned binned
                    && all.columns().get(x).kind() == Kind.NUMERIC) {
                numbers.add(number(all.columns().get(x), binned, cells[x]));
            }
        }
        double[] ofClass = new double[classes + 1];
        for (int i = 0; cells.length > 0 && i < cells[0].length; i++) {
            ofClass[i % classes] += cells[0][i] * unit();
        }
        Counts some = new Counts(
                numbers,
                numbers.size(),
                all.label(),
                all.classes(),
                List.of(new Group(List.of(), List.of(), Arrays.stream(ofClass).sum(), ofClass)),
                all.weighted(),
                all.scans(),
                all.readers());
        if (numbers.isEmpty()) {
            return new HashMap<>();
        }
        return Measurer.cutpoints(some, candidates.measure());
    }

    private ColumnCounts number(ColumnCounts column, FeatureEncoding.Binned binned, long[] counted) {
        int[] binOf = Candidates.binOf(column, binned.cutpoints());
        int[] codeOf = new int[binned.bins()];
        Arrays.fill(codeOf, -1);
        for (int code = 0; code < binOf.length; code++) {
            if (binOf[code] >= 0) {
                codeOf[binOf[code]] = code;
            }
        }
        List<Integer> present = new ArrayList<>();
        for (int bin = 0; bin < codeOf.length; bin++) {
            if (codeOf[bin] >= 0 && total(counted, bin) > 0) {
                present.add(bin);
            }
        }
        double[] table = new double[present.size() * (classes + 1)];
        for (int i = 0; i < present.size(); i++) {
            for (int y = 0; y < classes; y++) {
                table[i * (classes + 1) + y] = counted[present.get(i) * classes + y] * unit();
            }
        }
        double[] nulls = new double[classes + 1];
        for (int y = 0; y < classes && binned.nulls(); y++) {
            nulls[y] = counted[binned.bins() * classes + y] * unit();
        }
        int[] categories = present.stream().mapToInt(bin -> codeOf[bin]).toArray();
        return new ColumnCounts(
                column.name(),
                column.kind(),
                column.overLimit(),
                column.categories(),
                column.edges(),
                List.of(new ColumnGroup(
                        nulls, new ContingencyTable(categories, classes + 1, table), ColumnGroup.Spectra.NONE)));
    }

    private long total(long[] counted, int code) {
        long total = 0;
        for (int y = 0; y < classes; y++) {
            total += counted[code * classes + y];
        }
        return total;
    }
}
