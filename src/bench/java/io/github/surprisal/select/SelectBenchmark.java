package io.github.surprisal.select;

import io.github.surprisal.bench.Arguments;
import io.github.surprisal.bench.StackSampler;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.SelectConfig.Stop;
import io.github.surprisal.select.criterion.Criterion;
import io.github.surprisal.table.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * Selection on cached encoded rows beside others who do the same work on the same table in the same run: medians of warm runs, and
 * nanoseconds of a core for each row and pair. By the published form without a test, so that others select the same features
 * in the same order, or it says so.
 */
public final class SelectBenchmark {
    private static final List<String> AGAINST = List.of("loop", "tribuo", "mrmr", "naive");

    /** Runs that take longer are not repeated. */
    private static final double SLOW = 30;

    private static final int CORES = 2;

    private static final int FEW = 3;

    /** What is done to which table. */
    private enum Work {
        JMI(1_000_000, 100, 20),
        LONG(10_000_000, 50, 20),
        WIDE(100_000, 1000, 20),
        CMIM(100_000, 1000, 20),
        DEFAULT(1_000_000, 100, 20),
        GROUPS(1_000_000, 100, 20),
        PAIRS(1_000_000, 100, 100),
        COMMAND(10_000_000, 50, 20),
        SMALL(100_000, 100, FEW);

        private final int rows;
        private final int columns;
        private final int k;

        Work(int rows, int columns, int k) {
            this.rows = rows;
            this.columns = columns;
            this.k = k;
        }
    }

    private final SparkSession session;
    private final Path data;
    private final List<String> against;
    private final int runs;
    private final int rows;
    private final int columns;
    private final int k;

    private SelectBenchmark(SparkSession session, Map<String, String> options, Work work) {
        this.session = session;
        this.data = Path.of(options.get("--data"));
        this.against = List.of(options.get("--against").split(","));
        this.runs = Integer.parseInt(options.get("--runs"));
        this.rows = or(options.get("--rows"), work.rows);
        this.columns = or(options.get("--columns"), work.columns);
        this.k = or(options.get("--k"), work.k);
    }

    private static int or(String given, int otherwise) {
        return given.isEmpty() ? otherwise : Integer.parseInt(given);
    }

    /** @param args see submit/benchmark */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.of(
                Map.of(
                        "--work",
                        "jmi,wide,cmim,default,groups,pairs,small",
                        "--against",
                        "loop",
                        "--rows",
                        "",
                        "--columns",
                        "",
                        "--k",
                        "",
                        "--runs",
                        "5",
                        "--profile",
                        "false",
                        "--data",
                        "target/benchmark"),
                args);
        for (String who : options.get("--against").split(",")) {
            if (!AGAINST.contains(who) && !who.equals("none")) {
                System.err.println("benchmark: --against takes none or some of " + AGAINST + ", found " + who);
                System.exit(2);
            }
        }
        SparkSession session = SparkSession.builder()
                .master("local[" + CORES + "]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.debug.maxToStringFields", "2000")
                .config("spark.sql.shuffle.partitions", "8")
                .getOrCreate();
        try {
            for (String name : options.get("--work").split(",")) {
                Work work = Work.valueOf(name.toUpperCase(Locale.ROOT));
                StackSampler sampler = Boolean.parseBoolean(options.get("--profile")) ? new StackSampler() : null;
                new SelectBenchmark(session, options, work).run(work);
                if (sampler != null) {
                    System.out.print(sampler.finish());
                }
            }
        } finally {
            session.stop();
        }
    }

    private void run(Work work) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%s: %,d rows, %d columns, k = %d%n",
                work.name().toLowerCase(Locale.ROOT),
                rows,
                columns,
                k);
        if (work == Work.COMMAND) {
            command();
            return;
        }
        try (SelectTable table = SelectTable.of(session, data, rows, columns, work == Work.GROUPS)) {
            switch (work) {
                case DEFAULT -> standard(table);
                case GROUPS -> groups(table);
                case PAIRS -> pairs(table);
                default -> compare(table, work);
            }
        }
    }

    private void compare(SelectTable table, Work work) throws Exception {
        Criterion criterion = work == Work.CMIM ? Criterion.CMIM : Criterion.JMI;
        Outcome ours = ours(table, criterion);
        if (against.equals(List.of("none"))) {
            return;
        }
        PlainLoop plain = table.plain();
        boolean byMean = criterion == Criterion.JMI;
        if (against.contains("loop")) {
            ratio(ours, median("plain loop", steps(), () -> plain.select(k, byMean)));
        }
        if (against.contains("tribuo") && byMean) {
            SelectPeers.Tribuo tribuo = new SelectPeers.Tribuo(plain);
            ratio(ours, median("tribuo", steps(), () -> tribuo.select(k)));
        }
        if (against.contains("naive") && byMean && work == Work.SMALL) {
            SelectPeers.Naive naive = SelectPeers.Naive.of(session, table, plain);
            ratio(ours, median("naive", steps(), () -> naive.select(alone(table), k)));
            naive.rows().unpersist(true);
        }
        if (against.contains("mrmr")) {
            mrmr("pandas", ours, table);
            if (work == Work.SMALL) {
                mrmr("spark", ours, table);
            }
        }
    }

    private void mrmr(String how, Outcome ours, SelectTable table) throws Exception {
        double[] seconds = SelectPeers.mrmr(how, table, k, how.equals("spark") ? 1 : runs);
        if (seconds.length > 0) {
            ratio(ours, told("mrmr, " + how, steps(), seconds, List.of()));
        }
    }

    private List<Candidate.Alone> alone(SelectTable table) {
        return table.alone(table.groups().get(0));
    }

    private Outcome ours(SelectTable table, Criterion criterion) throws Exception {
        return selection("ours, " + criterion.label(), table, criterion, Stop.K, false);
    }

    /** On packed blocks: what packing takes is told by the first run. */
    private Outcome selection(String who, SelectTable table, Criterion criterion, Stop stop, boolean adjusted)
            throws Exception {
        try (BlockPairs pairs = table.pairs(adjusted, PairCounts.Redundancy.NONE)) {
            return median(who, steps(), () -> {
                Search search = search(0, alone(table), criterion, stop, adjusted);
                Selector.run(List.of(search), pairs, Selector.lookAhead(rows, columns));
                return names(search);
            });
        }
    }

    private void standard(SelectTable table) throws Exception {
        Outcome plain = ours(table, Criterion.JMI);
        Outcome standard = selection("ours, default", table, Criterion.JMI, Stop.TEST, true);
        System.out.printf(Locale.ROOT, "  default / jmi %.2f%n", standard.median / plain.median);
    }

    /** The groups by themselves, and with the selection on all rows beside them. */
    private void groups(SelectTable table) throws Exception {
        Outcome one = ours(table, Criterion.JMI);
        List<Group> groups = table.groups();
        for (int first : new int[] {1, 0}) {
            try (BlockPairs pairs = table.pairs(false, PairCounts.Redundancy.NONE, true)) {
                String who = first == 0 ? "groups and all rows" : (groups.size() - 1) + " groups";
                Outcome all = median(who, steps(), () -> {
                    List<Search> searches = IntStream.range(first, groups.size())
                            .mapToObj(g -> search(g, table.alone(groups.get(g)), Criterion.JMI, Stop.K, false))
                            .toList();
                    Selector.run(searches, pairs, Selector.lookAhead(rows, columns));
                    return names(searches.get(0));
                });
                System.out.printf(Locale.ROOT, "  %s / one selection %.2f%n", who, all.median / one.median);
            }
        }
    }

    private void pairs(SelectTable table) throws Exception {
        long all = (long) columns * (columns - 1) / 2;
        for (boolean byChance : new boolean[] {false, true}) {
            try (BlockPairs pairs = table.pairs(byChance, PairCounts.Redundancy.PLAIN)) {
                Outcome ours = median(byChance ? "ours, with p" : "ours", all, () -> {
                    Selector.eachPair(pairs, columns, (x, z, terms) -> {});
                    return List.of();
                });
                if (against.contains("loop")) {
                    PlainLoop plain = table.plain();
                    ratio(ours, median("plain loop", all, () -> {
                        plain.allPairs();
                        return List.of();
                    }));
                }
            }
        }
    }

    /** All of it, from the files to gains, and from the files to a selection. */
    private void command() throws Exception {
        String path = SelectTable.path(data, rows, columns);
        Outcome rank = median("rank, from the files", steps(), () -> {
            Counts counts = SelectTable.count(SelectTable.read(session, path, false));
            Measurer.measure(counts, SelectTable.MEASURE);
            return List.of();
        });
        for (boolean adjusted : new boolean[] {false, true}) {
            Outcome select = median(adjusted ? "select, default" : "select, jmi", steps(), () -> {
                Table table = SelectTable.read(session, path, false);
                Counts counts = SelectTable.count(table);
                Measures measures = Measurer.measure(counts, SelectTable.MEASURE);
                return Selector.select(
                                Candidates.of(table, counts, measures, SelectTable.MEASURE, Candidates.Rows.ALONE),
                                SelectConfig.of(Criterion.JMI, k, adjusted ? Stop.TEST : Stop.K, adjusted))
                        .selected();
            });
            System.out.printf(Locale.ROOT, "  select / rank %.2f%n", select.median / rank.median);
        }
    }

    private Search search(int group, List<Candidate.Alone> alone, Criterion criterion, Stop stop, boolean adjusted) {
        return new Search(group, SelectConfig.of(criterion, k, stop, adjusted), Unit.BITS, true, 1, alone);
    }

    /** How many pairs are counted for k features: in each step the candidates that are left. */
    private long steps() {
        return (long) (k - 1) * columns - (long) k * (k - 1) / 2;
    }

    static List<String> names(Search search) {
        return search.outcome().stream()
                .filter(x -> x.fate() == Candidate.Fate.SELECTED)
                .map(x -> x.alone().feature())
                .toList();
    }

    /** What one took, and what it selected. */
    private record Outcome(String who, double median, List<String> selected) {}

    private Outcome median(String who, long pairs, Callable<List<String>> work) throws Exception {
        List<Double> seconds = new ArrayList<>();
        List<String> found = List.of();
        do {
            long start = System.nanoTime();
            found = work.call();
            seconds.add((System.nanoTime() - start) / 1e9);
        } while (seconds.size() <= runs && seconds.get(0) < SLOW);
        return told(
                who, pairs, seconds.stream().mapToDouble(Double::doubleValue).toArray(), found);
    }

    private Outcome told(String who, long pairs, double[] seconds, List<String> found) {
        double[] warm = seconds.length > 1 ? Arrays.copyOfRange(seconds, 1, seconds.length) : seconds;
        Arrays.sort(warm);
        double median = warm[warm.length / 2];
        System.out.printf(
                Locale.ROOT,
                "  %-24s %8.3f s (%.3f to %.3f, first %.3f), %.2f ns of a core for each row and pair; %s%n",
                who,
                median,
                warm[0],
                warm[warm.length - 1],
                seconds[0],
                CORES * median * 1e9 / rows / pairs,
                found.stream().limit(8).toList());
        return new Outcome(who, median, found);
    }

    private static void ratio(Outcome ours, Outcome theirs) {
        System.out.printf(
                Locale.ROOT,
                "  %s / %s %.3f%s%n",
                ours.who,
                theirs.who,
                ours.median / theirs.median,
                theirs.selected.equals(ours.selected) ? "" : "; not the same features in the same order");
    }
}
