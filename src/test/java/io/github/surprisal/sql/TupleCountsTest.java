package io.github.surprisal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.spark.TaskMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The merge contract: however rows are split, ordered, stored and merged, the counts are the same bytes. */
class TupleCountsTest {
    private static List<ValueType> types(int oneWord, int twoWords) {
        List<ValueType> types = new ArrayList<>(Collections.nCopies(oneWord, ValueType.DOUBLE));
        types.addAll(Collections.nCopies(twoWords, new ValueType("string", 2)));
        return types;
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 10", "1, 0, 5000", "2, 0, 5000", "1, 1, 5000", "0, 3, 300", "1, 0, 1"})
    void partsInAnyOrderGiveTheSameBytes(int oneWord, int twoWords, int values) {
        Random random = new Random(values);
        List<ValueType> types = types(oneWord, twoWords);
        int width = oneWord + 2 * twoWords;
        List<long[]> rows = new ArrayList<>();
        Map<List<Long>, Long> expected = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            long value = (long) (values * random.nextDouble() * random.nextDouble());
            long[] words = new long[width];
            List<Long> tuple = new ArrayList<>();
            for (int w = 0; w < width; w++) {
                words[w] = value * (w + 1) - 7;
                tuple.add(words[w]);
            }
            rows.add(words);
            expected.merge(tuple, 1L, Long::sum);
        }
        byte[] first = null;
        for (int parts : new int[] {1, 2, 7, 100}) {
            Collections.shuffle(rows, random);
            List<TupleCounts> counted = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                TupleCounts counts = empty(types);
                for (int i = part; i < rows.size(); i += parts) {
                    if (width == 1) {
                        counts.add(rows.get(i)[0]);
                    } else if (width == 2) {
                        counts.addBoth(rows.get(i)[0], rows.get(i)[1]);
                    } else {
                        counts.add(rows.get(i), 0, 1);
                    }
                }
                counted.add(StateFormat.counts(StateFormat.bytes(counts), TupleCounts.MAX_TUPLES, new TaskMemory()));
            }
            Collections.shuffle(counted, random);
            TupleCounts all = empty(types);
            counted.forEach(all::addAll);
            byte[] bytes = StateFormat.sortedBytes(all);
            first = first == null ? bytes : first;
            assertThat(bytes).isEqualTo(first);
            Map<List<Long>, Long> found = new HashMap<>();
            all.forEach((words, from, count) -> {
                List<Long> tuple = new ArrayList<>();
                for (int w = from; w < from + width; w++) {
                    tuple.add(words[w]);
                }
                found.put(tuple, count);
            });
            assertThat(found).isEqualTo(expected);
        }
    }

    private static TupleCounts empty(List<ValueType> types) {
        return new TupleCounts(types, TupleCounts.MAX_TUPLES, new TaskMemory());
    }

    /** Once many small numbers were seen, they are counted in places of their own; whatever comes then, nothing is lost. */
    @ParameterizedTest
    @CsvSource({"1, 4", "1, 1000", "1, 8192", "1, 9000", "2, 30", "2, 90", "2, 5000"})
    void smallNumbersAndWhatComesAfterThem(int width, int values) {
        Random random = new Random(values);
        TupleCounts counts = empty(types(width, 0));
        Map<List<Long>, Long> expected = new HashMap<>();
        for (int i = 0; i < 30_000; i++) {
            boolean isOther = i > 10_000 && random.nextInt(10) == 0;
            long first = isOther ? random.nextLong(-10, 20_000) : random.nextInt(values);
            long second = isOther ? random.nextLong(-10, 20_000) : random.nextInt(values);
            if (width == 1) {
                counts.add(first);
            } else {
                counts.addBoth(first, second);
            }
            expected.merge(width == 1 ? List.of(first) : List.of(first, second), 1L, Long::sum);
            if (i == 20_000) {
                assertThat(counts.size()).isEqualTo(expected.size());
            }
        }
        Map<List<Long>, Long> found = new HashMap<>();
        counts.forEach((words, from, count) ->
                found.put(width == 1 ? List.of(words[from]) : List.of(words[from], words[from + 1]), count));
        assertThat(found).isEqualTo(expected);
    }

    /** Whole numbers that lie close together are counted in places of their own, whatever their order, and whatever else there is. */
    @ParameterizedTest
    @CsvSource({
        "ascending, 0",
        "ascending, -50000",
        "descending, 100",
        "random, 0",
        "random, 9223372036854675807",
        "random, -9223372036854775808",
        "spread, 7",
        "clusters, 3",
        "doubles, 0"
    })
    void numbersThatLieClose(String order, long base) {
        Random random = new Random(7);
        Map<Long, Long> expected = new HashMap<>();
        List<TupleCounts> parts = List.of(empty(types(1, 0)), empty(types(1, 0)), empty(types(1, 0)));
        for (int i = 0; i < 300_000; i++) {
            long word = base
                    + switch (order) {
                        case "ascending" -> i / 3;
                        case "descending" -> 100_000 - i / 3;
                        case "random" -> random.nextInt(100_000);
                        case "spread" -> random.nextInt(100_000) * 1_000L;
                        case "clusters" -> random.nextInt(30_000) + (i % 2) * (1L << 40);
                        default -> Double.doubleToLongBits(random.nextInt(50_000) / 7.0);
                    };
            parts.get(i % 3).addEach(new long[][] {{word}}, 1);
            expected.merge(word, 1L, Long::sum);
        }
        assertThat(parts.get(0).size()).isEqualTo(numbers(parts.get(0)).size());
        TupleCounts all = empty(types(1, 0));
        for (TupleCounts part : parts) {
            byte[] bytes = StateFormat.bytes(part);
            TupleCounts read = StateFormat.counts(bytes, TupleCounts.MAX_TUPLES, new TaskMemory());
            assertThat(numbers(read)).isEqualTo(numbers(part));
            assertThat(StateFormat.sortedBytes(read)).isEqualTo(StateFormat.sortedBytes(part));
            all.addAll(read);
        }
        assertThat(numbers(all)).isEqualTo(expected);
        assertThat(all.numbers().isPresent())
                .isEqualTo(List.of("ascending", "descending", "random").contains(order));
        parts.get(1).addAll(parts.get(0));
        parts.get(2).addAll(parts.get(1));
        assertThat(numbers(parts.get(2))).isEqualTo(expected);
    }

    private static Map<Long, Long> numbers(TupleCounts counts) {
        Map<Long, Long> found = new HashMap<>();
        counts.forEach((words, from, count) ->
                assertThat(found.put(words[from], count)).isNull());
        return found;
    }

    @Test
    void countsInPlacesExceedAnInt() {
        TupleCounts counts = empty(types(1, 0));
        for (int i = 0; i < 10_000; i++) {
            counts.add(i);
        }
        for (int i = 0; i < 3; i++) {
            counts.add(new long[] {77}, 0, Integer.MAX_VALUE);
        }
        counts.add(78);
        assertThat(numbers(counts))
                .hasSize(10_000)
                .containsEntry(77L, 1L + 3L * Integer.MAX_VALUE)
                .containsEntry(78L, 2L);
    }

    @Test
    void numbersInPlacesAreBounded() {
        TupleCounts counts = new TupleCounts(types(1, 0), 5_000, new TaskMemory());
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        counts.add(i);
                    }
                    counts.finish();
                })
                .isInstanceOf(TooManyTuples.class);
    }
}
