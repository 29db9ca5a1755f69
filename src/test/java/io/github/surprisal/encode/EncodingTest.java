package io.github.surprisal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ColumnGroup.Spectra;
import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.encode.Encoding.Term;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.CategoryType.Base;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class EncodingTest {
    private static final CategoryType LONGS = CategoryType.of(Base.INTEGER);

    @Test
    void categoricalColumnOverTheLimitKeepsItsMostFrequentValues() {
        Spectra spectra = new Spectra(
                Spectrum.EMPTY,
                Spectrum.EMPTY,
                List.of(),
                List.of(new TopValue(70, new byte[0], 9), new TopValue(-3, new byte[0], 8)));
        ColumnGroup overall = new ColumnGroup(new double[] {0, 1}, ContingencyTable.empty(2), spectra);
        Encoding encoding = encoding(new ColumnCounts(
                "zip", Kind.CATEGORICAL, true, Categories.empty(LONGS), Categories.empty(LONGS), List.of(overall)));
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
                "zip",
                Kind.NUMERIC,
                true,
                Categories.empty(LONGS),
                Categories.ofKeys(LONGS, 10, 20),
                List.of(overall)));
        assertThat(encoding.features())
                .containsExactly(new FeatureEncoding.Numeric("zip", DataTypes.LongType, 15, false));
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
