package io.github.surprisal.report;

import java.util.List;

/**
 * Something that stands out.
 *
 * @param level how much it matters
 * @param title in a word or two
 * @param links what it is about, a few of them
 * @param more how many more there are
 * @param text what it means
 */
record Finding(Level level, String title, List<Link> links, int more, String text) {
    /** As many names as one line holds. */
    private static final int MOST = 5;

    /** How much it matters. */
    enum Level {
        WARNING("!"),
        NOTE("i");

        private final String mark;

        Level(String mark) {
            this.mark = mark;
        }

        /** A sign, as colour alone does not tell. */
        String mark() {
            return mark;
        }

        String label() {
            return this == WARNING ? "warning" : "note";
        }
    }

    /** Where the page says more. */
    record Link(String text, String href) {
        static Link to(ColumnRow column) {
            return new Link(column.name(), "#c" + column.id());
        }
    }

    /** @param text of one of them, as {@code has one value}; of several it is said of each */
    static Finding of(Level level, String title, List<Link> links, String text) {
        return ofAll(level, title, links, (links.size() > 1 ? "each " : "") + text);
    }

    /** @param text of all of them together */
    static Finding ofAll(Level level, String title, List<Link> links, String text) {
        return new Finding(
                level, title, links.subList(0, Math.min(MOST, links.size())), Math.max(0, links.size() - MOST), text);
    }
}
