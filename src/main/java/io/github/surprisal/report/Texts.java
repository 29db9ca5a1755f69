package io.github.surprisal.report;

import io.github.surprisal.metric.Dataset;
import io.github.surprisal.metric.Datasets;

/** What the columns of datasets mean, for those who point at a heading. */
final class Texts {
    private Texts() {}

    /** The meaning of a column, without the marks of Markdown; empty where it is not known. */
    static String of(String dataset, String column) {
        return Datasets.named(dataset).stream()
                .map(Dataset::columns)
                .flatMap(columns -> columns.stream())
                .filter(known -> known.name().equals(column))
                .map(known -> Dataset.plain(known.text()))
                .findFirst()
                .orElse("");
    }

    /** What a dataset has one row per; empty where it is not known. */
    static String rowPer(String dataset) {
        return Datasets.named(dataset)
                .map(known -> "one row per " + Dataset.plain(known.rowPer()))
                .orElse("");
    }
}
