package io.github.surprisal.count.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.scan.CategoryType;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are brought together without a table, and the bins that they are in. */
class KeyPieceTest {
    /** Keys that are all different, few, one of them in nearly every row, and none at all. */
    @ParameterizedTest
    @CsvSource({"5000, 1000000000, 0", "5000, 3000, 0", "20000, 40, 0", "20000, 1000, 0.9", "1, 1, 0", "0, 1, 0"})
    void everyRowIsInOneRunOfItsKey(int rows, int distinct, double ofOne) {
        Random random = new Random(rows + distinct);
        KeyPiece piece = new KeyPiece();
        int[] strataMap = {7, 3, 200, 0};
        for (int round = 0; round < 2; round++) {
            piece.clear();
            TreeMap<Long, TreeMap<Integer, Long>> expected = new TreeMap<>();
            Block.Writer writer = new Block.Writer(64);
            for (int i = 0; i < rows; i++) {
                long key = random.nextDouble() < ofOne ? -1 : random.nextInt(distinct) * 0x123456789ABCDEFL;
                int stratum = random.nextInt(strataMap.length);
                writer.bits(key);
                writer.number(stratum);
                expected.computeIfAbsent(key, k -> new TreeMap<>()).merge(strataMap[stratum], 1L, Long::sum);
            }
            piece.addListed(new Block.Reader(writer.toBytes()), rows, strataMap);
            if (round == 1) {
                for (long key = 0; key < 50; key++) {
                    piece.add(key, 5, key + 1);
                    expected.computeIfAbsent(key, k -> new TreeMap<>()).merge(5, key + 1, Long::sum);
                }
            }
            piece.sort();
            TreeMap<Long, TreeMap<Integer, Long>> found = new TreeMap<>();
            for (KeyPiece.Rows some : new KeyPiece.Rows[] {piece.alone(), piece.sorted()}) {
                int end;
                for (int from = 0; from < some.size(); from = end) {
                    end = some == piece.alone() ? from + 1 : some.end(from);
                    TreeMap<Integer, Long> cells = new TreeMap<>();
                    for (int i = from; i < end; i++) {
                        cells.merge(some.strata()[i], some.whole(i), Long::sum);
                    }
                    assertThat(found.put(some.keys()[from], cells)).isNull();
                }
            }
            assertThat(found).isEqualTo(expected);
        }
    }

    /** Strata whose numbers take two bytes. */
    @Test
    void manyStrata() {
        KeyPiece piece = new KeyPiece();
        Block.Writer writer = new Block.Writer(64);
        int[] strataMap = new int[1000];
        for (int i = 0; i < strataMap.length; i++) {
            strataMap[i] = 999 - i;
            writer.bits(i);
            writer.number(i);
        }
        piece.addListed(new Block.Reader(writer.toBytes()), strataMap.length, strataMap);
        piece.add(0, 4, 1);
        piece.sort();
        long sum = 0;
        for (int i = 0; i < piece.alone().size(); i++) {
            assertThat(piece.alone().strata()[i])
                    .isEqualTo((int) (999 - piece.alone().keys()[i]));
            sum += piece.alone().keys()[i];
        }
        for (int i = 0; i < piece.sorted().size(); i++) {
            sum += piece.sorted().keys()[i];
        }
        assertThat(piece.alone().size() + piece.sorted().size()).isEqualTo(1001);
        assertThat(sum).isEqualTo(999 * 1000 / 2);
    }

    /** How numbers may be spread: what is evenly spread by share of the range is not by leading bits, and the other way round. */
    enum Spread {
        EVEN,
        NORMAL,
        HEAVY,
        INFINITE,
        TINY,
        HUGE,
        FEW
    }

    private static double number(Spread spread, Random random) {
        return switch (spread) {
            case EVEN -> random.nextDouble();
            case NORMAL -> random.nextGaussian();
            case HEAVY -> Math.exp(30 * random.nextGaussian());
            case INFINITE -> random.nextInt(10) == 0 ? Double.NEGATIVE_INFINITY : 1 / (random.nextInt(20) * 1.0);
            case TINY -> random.nextInt(1000) * Double.MIN_VALUE;
            case HUGE -> random.nextGaussian() * 1e308;
            case FEW -> random.nextInt(3);
        };
    }

    @ParameterizedTest
    @EnumSource(Spread.class)
    void aNumberIsInTheBinOfTheFirstEdgeThatIsNotBelowIt(Spread spread) {
        Random random = new Random(spread.name().length());
        double[] edges = random.doubles(1000)
                .map(d -> number(spread, random) + 0.0)
                .distinct()
                .sorted()
                .toArray();
        CategoryType type = CategoryType.of(CategoryType.Base.DOUBLE);
        BinIndex index = new BinIndex(Categories.ofKeys(
                type, Arrays.stream(edges).mapToLong(Double::doubleToLongBits).toArray()));
        for (int i = 0; i < 20_000; i++) {
            double number = i < edges.length ? edges[i] : number(i % 2 == 0 ? spread : Spread.NORMAL, random) + 0.0;
            int expected = 0;
            while (expected < edges.length && edges[expected] < number) {
                expected++;
            }
            assertThat(index.binOf(Double.doubleToLongBits(number)))
                    .as("%s", number)
                    .isEqualTo(expected);
        }
        assertThat(index.binOf(Double.doubleToLongBits(Double.NaN))).isEqualTo(edges.length + 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1L << 40, Long.MAX_VALUE / 50})
    void aWholeNumberToo(long step) {
        long[] edges = LongStream.range(-50, 50).map(i -> i * step).toArray();
        BinIndex index = new BinIndex(Categories.ofKeys(CategoryType.of(CategoryType.Base.INTEGER), edges));
        for (int i = 0; i < edges.length; i++) {
            assertThat(index.binOf(edges[i])).isEqualTo(i);
            assertThat(index.binOf(edges[i] + 1)).isEqualTo(i + 1);
        }
        assertThat(index.binOf(Long.MIN_VALUE)).isZero();
        assertThat(index.binOf(Long.MAX_VALUE)).isEqualTo(edges.length);
    }
}
