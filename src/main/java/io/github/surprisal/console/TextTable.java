package io.github.surprisal.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of text that fits a terminal. Texts stand to the left and are cut in the middle, SQL at its end, figures to the right and stay whole;
 * where that is not enough, columns give way from the last to the first, the first one never. What gave way is said below.
 */
public final class TextTable {
    private static final String INDENT = "  ";
    private static final String GAP = "  ";
    /** Texts keep so many cells before a column gives way; a heading of figures never has more. */
    private static final int SHORT_TEXT = 24;
    /** Texts are never cut shorter. */
    private static final int SHORTEST_TEXT = 8;

    private static final int MOST_NAMED = 6;

    private record Column(String title, boolean isText, boolean isSql) {
        String cut(String cell, int most) {
            return isSql ? Printable.cutEnd(cell, most) : Printable.cut(cell, most);
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a column of texts. */
    public TextTable text(String title) {
        columns.add(new Column(Printable.of(title), true, false));
        return this;
    }

    /** Adds a column of SQL. */
    public TextTable sql(String title) {
        columns.add(new Column(Printable.of(title), true, true));
        return this;
    }

    /** Adds a column of figures. */
    public TextTable figure(String title) {
        columns.add(new Column(Printable.cut(Printable.of(title), SHORT_TEXT), false, false));
        return this;
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column; null shows as nothing
     */
    public void row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException("Expected %d cells, found %d".formatted(columns.size(), cells.size()));
        }
        rows.add(cells.stream()
                .map(cell -> cell == null ? "" : Printable.of(cell))
                .toList());
    }

    /** Adds a row of one cell for each column. */
    public void row(String... cells) {
        row(List.of(cells));
    }

    /** The table as lines of the view's width: its first rows, and a word on what is not shown. */
    public String text(View view) {
        List<List<String>> shown = rows.subList(0, Math.min(rows.size(), view.top()));
        int[] natural =
                IntStream.range(0, columns.size()).map(i -> width(i, shown)).toArray();
        int kept = columns.size();
        while (kept > 1 && total(natural, SHORT_TEXT, kept) > view.width()) {
            kept--;
        }
        int longest = view.width();
        while (longest > SHORTEST_TEXT && total(natural, longest, kept) > view.width()) {
            longest--;
        }
        StringBuilder text = new StringBuilder();
        int[] widths = new int[kept];
        for (int i = 0; i < kept; i++) {
            widths[i] = limited(natural, i, longest);
        }
        line(text, columns.stream().map(Column::title).toList(), widths);
        shown.forEach(row -> line(text, row, widths));
        if (shown.size() < rows.size()) {
            text.append(
                    view.wrap(INDENT, INDENT, "(%,d more: --all shows them)".formatted(rows.size() - shown.size())));
        }
        if (kept < columns.size()) {
            text.append(view.wrap(INDENT, INDENT, leftOut(kept, total(natural, SHORT_TEXT, columns.size()))));
        }
        return text.toString();
    }

    private int width(int column, List<List<String>> shown) {
        int title = Printable.width(columns.get(column).title());
        return Math.max(
                title,
                shown.stream()
                        .mapToInt(row -> Printable.width(row.get(column)))
                        .max()
                        .orElse(0));
    }

    private int limited(int[] natural, int column, int longestText) {
        return columns.get(column).isText() ? Math.min(natural[column], longestText) : natural[column];
    }

    /** Cells of a line of the first columns. */
    private int total(int[] natural, int longestText, int kept) {
        return INDENT.length()
                + GAP.length() * (kept - 1)
                + IntStream.range(0, kept)
                        .map(i -> limited(natural, i, longestText))
                        .sum();
    }

    private void line(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = columns.get(i).cut(cells.get(i), widths[i]);
            String padding = " ".repeat(widths[i] - Printable.width(cell));
            line.append(i == 0 ? INDENT : GAP).append(columns.get(i).isText() ? cell + padding : padding + cell);
        }
        text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }

    private String leftOut(int kept, int needed) {
        List<String> titles = columns.subList(kept, columns.size()).stream()
                .map(Column::title)
                .toList();
        String named = String.join(", ", titles.subList(0, Math.min(titles.size(), MOST_NAMED)))
                + (titles.size() > MOST_NAMED ? " and " + (titles.size() - MOST_NAMED) + " more" : "");
        return "(columns left out for want of width: " + named + "; COLUMNS=" + needed + " has room for them)";
    }
}
