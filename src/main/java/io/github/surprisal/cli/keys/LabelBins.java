package io.github.surprisal.cli.keys;

import io.github.surprisal.table.TableConfig.ColumnConfig;
import java.math.BigDecimal;
import java.util.List;

/**
 * A number as label: the bins between its cutpoints are the classes, made in SQL as the table is read. Their texts are those of
 * binned terms: {@code (-inf, 10]}, {@code (10, 20]}, {@code (20, inf)}. Null stays null.
 */
final class LabelBins {
    private LabelBins() {}

    /** The column with an expression that gives the bin of its value. */
    static ColumnConfig of(String name, ColumnConfig column, List<BigDecimal> cutpoints) {
        String value = column.sql(name);
        StringBuilder sql = new StringBuilder("CASE");
        String lower = "(-inf";
        for (BigDecimal cutpoint : cutpoints) {
            String edge = cutpoint.toPlainString();
            sql.append(" WHEN %s <= %s THEN '%s, %s]'".formatted(value, edge, lower, edge));
            lower = "(" + edge;
        }
        sql.append(" WHEN %s IS NOT NULL THEN '%s, inf)' END".formatted(value, lower));
        return new ColumnConfig("categorical", "", sql.toString());
    }
}
