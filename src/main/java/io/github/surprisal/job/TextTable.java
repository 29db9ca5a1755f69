package io.github.surprisal.job;

import java.util.ArrayList;
import java.util.List;

/** Lines up columns of text: the first to the left, the others to the right. */
final class TextTable {
    private final List<String[]> lines = new ArrayList<>();

    void line(List<String> cells) {
        lines.add(cells.toArray(String[]::new));
    }

    void line(String... cells) {
        lines.add(cells);
    }

    @Override
    public String toString() {
        int columns = lines.stream().mapToInt(l -> l.length).max().orElse(0);
        int[] widths = new int[columns];
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], width(line[i]));
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            StringBuilder row = new StringBuilder("  ");
            for (int i = 0; i < line.length; i++) {
                String padding = " ".repeat(widths[i] - width(line[i]));
                row.append(i == 0 ? line[i] + padding : "  " + padding + line[i]);
            }
            text.append(row.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
