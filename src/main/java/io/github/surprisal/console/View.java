package io.github.surprisal.console;

/**
 * How much of a result is shown.
 *
 * @param width cells of a line, at least {@link #LEAST_WIDTH}
 * @param top rows of a table; {@link #ALL} for every one
 */
public record View(int width, int top) {
    /** Every row. */
    public static final int ALL = Integer.MAX_VALUE;

    /** Where nothing tells a terminal's width: that of most logs and pagers, and of a mail. */
    public static final int DEFAULT_WIDTH = 100;

    /** Rows that leave the command line and the table's title on a terminal of 24 lines. */
    public static final int DEFAULT_TOP = 12;

    /** In less a name and a figure have no room beside each other. */
    public static final int LEAST_WIDTH = 40;

    /** A view with a width that can be used. */
    public View {
        width = Math.max(width, LEAST_WIDTH);
    }

    /** The view that nobody asked to be another. */
    public static View ofDefaults() {
        return new View(DEFAULT_WIDTH, DEFAULT_TOP);
    }

    /**
     * A text made printable and broken between words into lines of the view's width, each with its line end.
     *
     * @param first what the first line begins with
     * @param rest what the others begin with
     */
    public String wrap(String first, String rest, String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        boolean isEmpty = true;
        for (String word : Printable.of(text).split(" ", -1)) {
            if (!isEmpty && Printable.width(line + " " + word) > width) {
                lines.append(line).append(System.lineSeparator());
                line = new StringBuilder(rest);
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        return lines.append(line).append(System.lineSeparator()).toString();
    }
}
