package io.github.surprisal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.CategoryType;
import io.github.surprisal.count.CategoryType.Base;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ColumnGroup.Spectra;
import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.encode.Encoding.Term;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingTest {
    private static final CategoryType LONGS = CategoryType.of(Base.INTEGER);

    @Test
    void categoricalColumnOverTheLimitKeepsItsMostFrequentValues() {
        Spectra spectra = new Spectra(
                Spectrum.EMPTY, Spectrum.EMPTY, List.of(), List.of(new TopValue("70", 9), new TopValue("-3", 8)));
        ColumnGroup overall = new ColumnGroup(new double[] {0, 1}, ContingencyTable.empty(2), spectra);
        Encoding encoding = encoding(new ColumnCounts(
                "zip", Kind.CATEGORICAL, true, Categories.empty(LONGS), new double[0], List.of(overall)));
        assertThat(encoding.terms())
                .containsExactly(
                        new Term("zip", "-3"),
                        new Term("zip", "70"),
                        new Term("zip", FeatureEncoding.OTHER),
                        new Term("zip", FeatureEncoding.NULL));
    }

    @Test
    void numericColumnOverTheLimitTakesItsMeanFromTheBins() {
        ContingencyTable bins = new ContingencyTable(new int[] {0, 1, 2, 3}, 2, new double[] {1, 0, 2, 0, 1, 0, 0, 0});
        ColumnGroup overall = new ColumnGroup(new double[2], bins, Spectra.NONE);
        Encoding encoding = encoding(new ColumnCounts(
                "zip", Kind.NUMERIC, true, Categories.empty(LONGS), new double[] {10, 20}, List.of(overall)));
        assertThat(encoding.features())
                .containsExactly(new FeatureEncoding.Numeric("zip", DataTypes.LongType, 15, false));
    }

    @ParameterizedTest
    @CsvSource({
        "BOOLEAN, 0, 1",
        "INTEGER, 0, -9223372036854775808",
        "DECIMAL, 2, -1205",
        "DATE, 0, -719162",
        "TIMESTAMP, 0, -1",
        "TIMESTAMP, 0, 1700000000123456",
        "TIMESTAMP_NTZ, 0, -62135596800000001",
        "YEAR_MONTH_INTERVAL, 0, -25",
        "DAY_TIME_INTERVAL, 0, -90000000001"
    })
    void textOfAKeyIsReadBack(Base base, int scale, long key) {
        CategoryType type = new CategoryType(base, scale);
        assertThat(CategoryText.key(type, type.text(key))).isEqualTo(key);
    }

    @Test
    void textOfFloatingKeysAndByteStringsIsReadBack() {
        for (double value : new double[] {0.1f, -1e30f, Double.NaN, Double.NEGATIVE_INFINITY}) {
            long key = Double.doubleToLongBits(value);
            for (Base base : List.of(Base.FLOAT, Base.DOUBLE)) {
                CategoryType type = CategoryType.of(base);
                assertThat(CategoryText.key(type, type.text(key))).isEqualTo(key);
            }
        }
        byte[] bytes = {-1, 0, 65};
        CategoryType decimal = new CategoryType(Base.BIG_DECIMAL, 3);
        for (CategoryType type : List.of(CategoryType.of(Base.BINARY), decimal)) {
            byte[] value = type.equals(decimal) ? new byte[] {-128, 0, 65} : bytes;
            assertThat(CategoryText.bytes(type, type.text(value))).isEqualTo(value);
        }
    }

    private static Encoding encoding(ColumnCounts column) {
        Table table = new Table(
                null,
                List.of(new Column("zip", DataTypes.LongType, column.kind())),
                List.of(0),
                -1,
                -1,
                List.of(),
                java.util.Map.of(),
                new Table.Input(List.of(), 0, 0));
        Counts counts = new Counts(List.of(column), 1, "y", Categories.empty(LONGS), List.of(), false, 1);
        return Encoding.of(table, counts, List.of("zip"));
    }
}
