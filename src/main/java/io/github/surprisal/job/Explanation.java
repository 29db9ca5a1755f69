package io.github.surprisal.job;

import io.github.surprisal.console.View;
import io.github.surprisal.select.SelectConfig;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Table;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a job would do, in words. */
final class Explanation {
    /** So many columns are named. */
    private static final int SHOWN = 30;

    private Explanation() {}

    static String of(Table table, JobConfig config, Job.Command command, View view) {
        Lines text = new Lines(view, new StringBuilder());
        line(text, "Reads", String.join(", ", table.input().paths()) + size(table.input()));
        table.notes().forEach(note -> line(text, "Note", note));
        line(
                text,
                "Counts",
                table.features().size() + " features" + label(table) + weight(table)
                        + " in one scan; a column of more than "
                        + config.count().maxCategories() + " values is finished on the executors");
        line(text, "Features", names(table, table.features()));
        for (List<Integer> grouping : table.groupings()) {
            line(text, "Groups by", names(table, grouping));
        }
        if (command.ranks(config)) {
            line(
                    text,
                    "Ranks",
                    "the features by " + Names.of(config.measure().rankBy()) + ", entropies and gains in "
                            + config.measure().unit().label());
        }
        if (command.selects(config)) {
            line(
                    text,
                    "Selects",
                    "up to " + config.select().k() + " features by "
                            + config.select().criterion().label() + ", gain at least "
                            + config.select().minGain() + ", "
                            + stop(config.select()));
        }
        if (command.trains(config)) {
            line(
                    text,
                    "Trains",
                    String.join(", ", config.train().models())
                            + (config.train().models().contains(Trainer.LOGISTIC)
                                    ? ", penalty " + penalty(config.train())
                                    : "")
                            + ", tested on "
                            + (config.train().testPath().isEmpty()
                                    ? config.train().testFraction() + " of the rows"
                                    : config.train().testPath())
                            + (table.hasOffset()
                                    ? ", offset '"
                                            + table.columns()
                                                    .get(table.offset())
                                                    .name() + "'"
                                    : "")
                            + (config.train().options().numeric() == TrainConfig.Numeric.BINS
                                    ? ", numbers as their bins"
                                    : "")
                            + (config.train().options().warmStart().isEmpty()
                                    ? ""
                                    : ", from " + config.train().options().warmStart()));
        }
        line(
                text,
                "Writes",
                config.writes()
                        ? config.output().path() + " as run " + config.runId()
                        : "nothing, for want of --output");
        return text.text().toString();
    }

    private record Lines(View view, StringBuilder text) {}

    private static void line(Lines lines, String verb, String what) {
        lines.text().append(lines.view().wrap(String.format(Locale.ROOT, "%-10s ", verb), " ".repeat(11), what));
    }

    private static String size(Table.Input input) {
        return input.bytes() < 0
                ? ""
                : " (" + Names.counted(input.files(), "file") + ", " + Names.counted(input.bytes(), "byte") + ")";
    }

    private static String label(Table table) {
        return table.hasLabel()
                ? " by label '" + table.columns().get(table.label()).name() + "'"
                : "";
    }

    private static String weight(Table table) {
        return table.hasWeight()
                ? " weighted by '" + table.columns().get(table.weight()).name() + "'"
                : "";
    }

    private static String names(Table table, List<Integer> columns) {
        String some = columns.stream()
                .limit(SHOWN)
                .map(table.columns()::get)
                .map(Explanation::describe)
                .collect(Collectors.joining(", "));
        return columns.size() <= SHOWN
                ? some
                : String.format(Locale.ROOT, "%s, .. and %,d more", some, columns.size() - SHOWN);
    }

    private static String stop(SelectConfig select) {
        if (select.criterion().stopsItself()) {
            return "as many as it takes by itself";
        }
        return switch (select.stop()) {
            case TEST -> "q at most " + select.alpha();
            case BONFERRONI -> "p at most " + select.alpha() + " divided by the candidates";
            case K -> "untested";
        };
    }

    private static String describe(Column column) {
        return column.name() + " (" + column.kind().name().toLowerCase(Locale.ROOT) + ")";
    }

    private static String penalty(TrainConfig config) {
        if (!config.options().regParams().isEmpty()) {
            return "the best of " + config.options().regParams();
        }
        return config.choosesPenalty() ? "auto" : Double.toString(config.regParam());
    }
}
