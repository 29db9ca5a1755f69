package io.github.surprisal.count.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.count.tally.CellTable;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.ValueHash;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.CategoryType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables that summaries are made of, against maps. */
class SummariesTest {
    /** Counts that are small, that fit a key of 64 bits, and that do not; few groups and many. */
    @ParameterizedTest
    @CsvSource({"1, 3, 10", "40, 3, 100", "100000, 3, 10", "5, 3, 1000000", "3, 12, 40", "2, 300, 5"})
    void spectraByGroup(int groups, int classes, int most) {
        Random random = new Random(groups + classes);
        SpectrumTable table = new SpectrumTable(groups, classes);
        Map<String, Long> expected = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            int group = random.nextInt(groups);
            long[] counts = new long[classes + 2];
            for (int k = 1; k <= classes; k++) {
                counts[k] = random.nextInt(3) == 0 ? random.nextInt(most) : 0;
            }
            table.addWhole(group, counts, 1);
            double labelled = 0;
            for (int k = 1; k < classes; k++) {
                labelled += counts[k];
            }
            double all = labelled + counts[classes];
            put(expected, group, SpectrumTable.VALUES, all, all);
            put(expected, group, SpectrumTable.LABELLED, labelled, labelled);
            for (int k = 1; k < classes; k++) {
                put(expected, group, SpectrumTable.JOINT + k - 1, (double) counts[k], labelled);
            }
        }
        table.add(groups - 1, 1, 0.25, 1.5, 7);
        expected.merge((groups - 1) + " 1 0.25 1.5", 7L, Long::sum);
        Block.Writer written = new Block.Writer(64);
        table.write(written);
        SpectrumTable read = new SpectrumTable();
        SpectrumTable.read(new Block.Reader(written.toBytes()), read::add);
        for (SpectrumTable.Entries entries : List.of(table.sorted(), read.sorted())) {
            Map<String, Long> found = new TreeMap<>();
            double[] cells = entries.cells(0, entries.size());
            double[] totals = entries.totals(0, entries.size());
            long[] times = entries.times(0, entries.size());
            for (int i = 0; i < entries.size(); i++) {
                found.put(entries.group(i) + " " + entries.kind(i) + " " + cells[i] + " " + totals[i], times[i]);
                boolean ascends = i == 0
                        || entries.group(i) > entries.group(i - 1)
                        || (entries.group(i) == entries.group(i - 1) && entries.kind(i) >= entries.kind(i - 1));
                assertThat(ascends).isTrue();
            }
            assertThat(found).isEqualTo(expected);
        }
    }

    private static void put(Map<String, Long> expected, int group, int kind, double cell, double total) {
        if (cell > 0) {
            expected.merge(group + " " + kind + " " + cell + " " + total, 1L, Long::sum);
        }
    }

    @Test
    void modesAreTheMostFrequentAndOfThoseTheSmallest() {
        Random random = new Random(8);
        CategoryType type = CategoryType.of(CategoryType.Base.INTEGER);
        TopByGroup all = new TopByGroup(type);
        TreeMap<Integer, TreeMap<Long, Double>> expected = new TreeMap<>();
        for (int part = 0; part < 4; part++) {
            TopByGroup modes = new TopByGroup(type);
            ValueIndex values = new ValueIndex(type);
            for (int i = 0; i < 500; i++) {
                values.idOf(4L * (499 - i) + part);
            }
            TopByGroup.Round round = modes.round(values, 50);
            for (int id = 1; id <= values.size(); id++) {
                long value = values.key(id);
                for (int group = 1; group < 50; group += 1 + random.nextInt(3)) {
                    double count = random.nextInt(4);
                    round.offer(group, id, count);
                    if (count > 0) {
                        expected.computeIfAbsent(group, g -> new TreeMap<>()).put(value, count);
                    }
                }
            }
            round.end();
            Block.Writer written = new Block.Writer(64);
            modes.write(written);
            all.addAll(new Block.Reader(written.toBytes()), group -> group);
        }
        expected.forEach((group, counts) -> {
            double most = counts.values().stream().mapToDouble(c -> c).max().orElseThrow();
            long mode = counts.entrySet().stream()
                    .filter(e -> e.getValue() == most)
                    .mapToLong(Map.Entry::getKey)
                    .min()
                    .orElseThrow();
            assertThat(all.list(group).get(0).key()).isEqualTo(mode);
            assertThat(all.list(group).get(0).count()).isEqualTo(most);
        });
        assertThat(all.list(0)).isEmpty();
    }

    /** The same sample whichever way the values come. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void aBottomKSampleDependsOnTheValuesAlone(int parts) {
        BottomK all = new BottomK(CategoryType.of(CategoryType.Base.INTEGER), 100);
        BottomK[] some = new BottomK[parts];
        Arrays.setAll(some, p -> new BottomK(CategoryType.of(CategoryType.Base.INTEGER), 100));
        for (int i = 0; i < 5000; i++) {
            int value = (i * 7919) % 5000;
            some[i % parts].add(ValueHash.sampleHash((long) value), 0, value, value + 1.0);
        }
        for (BottomK part : some) {
            Block.Writer written = new Block.Writer(64);
            part.cut().write(written);
            all.addAll(new Block.Reader(written.toBytes()));
        }
        TreeMap<Long, Integer> byHash = new TreeMap<>(Long::compareUnsigned);
        for (int value = 0; value < 5000; value++) {
            byHash.put(ValueHash.sampleHash((long) value), value);
        }
        List<Double> expected = byHash.values().stream()
                .limit(100)
                .map(v -> (double) v)
                .sorted()
                .toList();
        BottomK found = all.cut();
        double[] numbers = new double[found.size()];
        Arrays.setAll(numbers, i -> (double) found.low(i));
        Arrays.sort(numbers);
        assertThat(Arrays.stream(numbers).boxed().toList()).isEqualTo(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.count(i)).isEqualTo(found.low(i) + 1.0);
        }
    }

    /** Sorted, unsorted, dense and listed cells, ones and weights. */
    @ParameterizedTest
    @CsvSource({"10, 5, false", "2000, 3000, false", "2000, 3000, true", "50000, 40, true"})
    void cellsAddUp(int values, int strata, boolean weighted) {
        Random random = new Random(values);
        CellTable table = new CellTable();
        Map<Long, Double> expected = new TreeMap<>();
        for (int i = 0; i < 60_000; i++) {
            int value = (int) (values * random.nextDouble() * random.nextDouble());
            int stratum = (int) (strata * random.nextDouble() * random.nextDouble());
            double count = weighted ? random.nextInt(8) / 4.0 + 0.25 : 1;
            table.add(value, stratum, (long) count, CellTable.fractionOf(count));
            expected.merge((long) value << 32 | stratum, count, Double::sum);
        }
        for (CellTable.ByValue cells : List.of(table.byValueRepeating(values), table.byValue(values))) {
            Map<Long, Double> found = new TreeMap<>();
            for (int value = 0; value <= values; value++) {
                for (int at = cells.starts()[value]; at < cells.starts()[value + 1]; at++) {
                    double count = CellTable.toDouble(cells.wholes()[at], cells.fraction(at));
                    found.merge((long) value << 32 | cells.strata()[at], count, Double::sum);
                }
            }
            assertThat(found).isEqualTo(expected);
        }
    }
}
