package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.count.Spectrum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseTableTest {
    private static final List<ToDoubleFunction<SparseTable>> FIGURES = List.of(
            SparseTable::mutualInformation,
            SparseTable::conditionalEntropy,
            SparseTable::gainRatio,
            SparseTable::symmetricUncertainty,
            SparseTable::theilsU,
            SparseTable::cramersV,
            SparseTable::contingency,
            SparseTable::informationValue);

    private record Cell(int category, int label, double count) {}

    private static SparseTable table(List<Cell> cells, List<Integer> categories, List<Integer> classes) {
        return new SparseTable(
                cells.stream().mapToDouble(Cell::count).toArray(),
                cells.stream().mapToInt(cell -> categories.get(cell.category())).toArray(),
                cells.stream().mapToInt(cell -> classes.get(cell.label())).toArray());
    }

    private static List<Integer> numbers(int size) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noOrderChangesABit(long seed) {
        Random random = new Random(seed);
        int categories = 2 + random.nextInt(200);
        int classes = 2 + (int) (seed % 3);
        List<Cell> cells = new ArrayList<>();
        double[][] dense = new double[categories][classes];
        for (int x = 0; x < categories; x++) {
            for (int y = 0; y < classes; y++) {
                double count = Math.floor(Math.exp(8 * random.nextDouble()) - 1);
                if (count > 0) {
                    cells.add(new Cell(x, y, count));
                    dense[x][y] = count;
                }
            }
        }
        List<Integer> x = numbers(categories);
        List<Integer> y = numbers(classes);
        SparseTable first = table(cells, x, y);
        assertThat(first.mutualInformation()).isEqualTo(Entropies.mutualInformation(dense));
        for (int i = 0; i < 5; i++) {
            Collections.shuffle(cells, random);
            Collections.shuffle(x, random);
            Collections.shuffle(y, random);
            SparseTable other = table(cells, x, y);
            for (ToDoubleFunction<SparseTable> figure : FIGURES) {
                assertThat(Double.doubleToLongBits(figure.applyAsDouble(other)))
                        .isEqualTo(Double.doubleToLongBits(figure.applyAsDouble(first)));
            }
        }
        double[] counts = cells.stream().mapToDouble(Cell::count).toArray();
        assertThat(Entropies.entropy(counts)).isEqualTo(Entropies.entropy(Spectrum.of(counts)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsConditionalIsThatOfTheSlices(long seed) {
        Random random = new Random(seed);
        int categories = 1 + random.nextInt(9);
        int classes = 1 + random.nextInt(4);
        int slices = 1 + random.nextInt(20);
        ConditionalAssociation given = new ConditionalAssociation(true);
        List<double[]> cells = new ArrayList<>();
        for (int z = 0; z < slices; z++) {
            double[] slice = new double[categories * classes];
            for (int i = 0; i < slice.length; i++) {
                slice[i] = Math.max(0, random.nextInt(9) - 3);
                if (slice[i] > 0) {
                    int category = i / classes;
                    cells.add(new double[] {slice[i], category, i % classes, z});
                }
            }
            given.add(slice, categories, classes);
        }
        for (int i = 0; i < 3; i++) {
            Collections.shuffle(cells, random);
            assertThat(SparseTable.conditionalInformation(
                            cells.stream().mapToDouble(cell -> cell[0]).toArray(),
                            column(cells, 1),
                            column(cells, 2),
                            column(cells, 3)))
                    .isEqualTo(given.information());
        }
    }

    private static int[] column(List<double[]> cells, int column) {
        return cells.stream().mapToInt(cell -> (int) cell[column]).toArray();
    }
}
