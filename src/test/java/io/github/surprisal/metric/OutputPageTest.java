package io.github.surprisal.metric;

import static io.github.surprisal.ReferencePage.row;

import io.github.surprisal.ReferencePage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page on the output has every dataset and every column, as they are declared. */
class OutputPageTest {
    private static final List<String> GROUP = List.of("group_columns", "group_values");

    @Test
    void hasEveryDataset() {
        List<String> lines = new ArrayList<>(List.of(row("dataset", "one row per"), "|---|---|"));
        for (Dataset<?> dataset : Datasets.all()) {
            lines.add(row("[`%1$s`](#%1$s)".formatted(dataset.name()), dataset.rowPer()));
        }
        for (Dataset<?> dataset : Datasets.all()) {
            lines.add("");
            lines.add("### " + dataset.name());
            lines.add("");
            lines.add(("One row per " + dataset.rowPer() + ". " + dataset.text()).strip());
            lines.add("");
            lines.add(row("column", "type", "unit", "meaning"));
            lines.add("|---|---|---|---|");
            for (Dataset.Column<?> column : dataset.columns()) {
                if (!GROUP.contains(column.name())) {
                    lines.add(row("`" + column.name() + "`", column.type(), column.unit(), column.text()));
                }
            }
        }
        new ReferencePage("output").holds("datasets", lines);
    }
}
