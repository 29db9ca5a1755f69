package io.github.surprisal.cli.keys;

import java.util.ArrayList;
import java.util.List;

/** Names of columns in one text, separated by commas. */
public final class NameList {
    private NameList() {}

    /**
     * Splits {@code sex, race}. A name that holds a comma stands in backticks, a backtick in it is doubled.
     *
     * @return the names; an empty one where nothing stands between two commas, and no names at all where a backtick is
     *     not closed or is followed by something else than a comma
     */
    public static List<String> split(String text) {
        List<String> names = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int start = from;
            while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
                start++;
            }
            boolean quoted = start < text.length() && text.charAt(start) == '`';
            int end = quoted ? closing(text, start) + 1 : start;
            int comma = text.indexOf(',', end);
            int stop = comma < 0 ? text.length() : comma;
            if (quoted && (end == 0 || !text.substring(end, stop).isBlank())) {
                return List.of();
            }
            names.add(
                    quoted
                            ? text.substring(start + 1, end - 1).replace("``", "`")
                            : text.substring(start, stop).strip());
            from = stop + 1;
        }
        return names;
    }

    /** Where the backtick that opens a name is closed; −1 if it is not. */
    private static int closing(String text, int open) {
        for (int i = open + 1; i < text.length(); i++) {
            if (text.charAt(i) == '`') {
                if (i + 1 < text.length() && text.charAt(i + 1) == '`') {
                    i++;
                } else {
                    return i;
                }
            }
        }
        return -1;
    }
}
