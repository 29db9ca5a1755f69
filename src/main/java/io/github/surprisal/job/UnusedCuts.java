package io.github.surprisal.job;

import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import java.util.ArrayList;
import java.util.List;

/** Columns that the config says how to cut and that are no numbers, so that nothing is cut. */
final class UnusedCuts {
    private UnusedCuts() {}

    /** One note for each of them; the label is cut as the table is read. */
    static List<String> notes(Table table, MeasureConfig config) {
        MeasureConfig own = config.of(table.columns().stream().map(Column::name).toList());
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            Column column = table.columns().get(i);
            boolean hasCutpoints = own.cutpointsOf().containsKey(column.name());
            if (i != table.label()
                    && column.kind() != Kind.NUMERIC
                    && (hasCutpoints || own.binningOf().getOrDefault(column.name(), Binning.NONE) != Binning.NONE)) {
                notes.add("Not cut: '" + column.name() + "' counts as categories of type "
                        + column.type().simpleString()
                        + "; its " + (hasCutpoints ? "cutpoints" : "binning")
                        + " in table.columns is for numbers, dates and timestamps");
            }
        }
        return notes;
    }
}
