package io.github.surprisal.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that may be shown on a terminal whatever it is made of. A name in a table can hold anything, the codes that clear a
 * screen, set its title or turn the direction of writing too.
 */
public final class Printable {
    private static final String ELLIPSIS = "…";
    private static final Pattern CHARACTERS = Pattern.compile("\\X");
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int EMOJI_PRESENTATION = 0xFE0F;

    /**
     * First and last code points that take two cells: East_Asian_Width W and F and Emoji_Presentation of Unicode 15 (UAX 11,
     * UTS 51), neighbouring blocks joined where what lies between is not assigned.
     */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE,
        0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE,
        0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA,
        0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755,
        0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55,
        0x2E80, 0x303E, 0x3041, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE10, 0xFE19,
        0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18CFF, 0x1AFF0, 0x1B2FF, 0x1F004, 0x1F004, 0x1F0CF,
        0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F1E6, 0x1F202, 0x1F210, 0x1F23B, 0x1F240, 0x1F248, 0x1F250,
        0x1F251, 0x1F260, 0x1F265, 0x1F300, 0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0,
        0x1F3CA, 0x1F3CF, 0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442,
        0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567, 0x1F57A, 0x1F57A, 0x1F595, 0x1F596, 0x1F5A4,
        0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0, 0x1F6D2, 0x1F6D5, 0x1F6DF, 0x1F6EB,
        0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7EB, 0x1F7F0, 0x1F7F0, 0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947,
        0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD
    };

    private Printable() {}

    /**
     * A text with every character that a terminal would obey, or not show, written out: {@code \n}, {@code \r}, {@code \t}, else
     * <code>&#92;uXXXX</code> or, above U+FFFF, <code>&#92;UXXXXXXXX</code>, as Spark's SQL reads them.
     *
     * <p>Those are the control characters (Cc), the formatting characters (Cf: directions, zero-width spaces, byte order marks,
     * tags) but for the two joiners that scripts and emoji need, line and paragraph separators, and halves of surrogate
     * pairs. Applied twice it changes nothing more.
     */
    public static String of(String text) {
        if (text.codePoints().noneMatch(Printable::isUnprintable)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isUnprintable(c)) {
                shown.append(escape(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /** How many cells of a terminal a printable text takes. */
    public static int width(String text) {
        int width = 0;
        Matcher characters = CHARACTERS.matcher(text);
        while (characters.find()) {
            width += cells(characters.group());
        }
        return width;
    }

    /** A printable text of at most so many cells; of a longer one the middle gives way to an ellipsis. */
    public static String cut(String text, int most) {
        if (width(text) <= most) {
            return text;
        }
        List<String> characters = new ArrayList<>();
        Matcher matcher = CHARACTERS.matcher(text);
        while (matcher.find()) {
            characters.add(matcher.group());
        }
        int room = Math.max(0, most - 1);
        int left = 0;
        int right = characters.size();
        StringBuilder head = new StringBuilder();
        StringBuilder tail = new StringBuilder();
        // The head has the odd cell; a wide character that does not fit leaves its cell empty.
        for (int taken = 0; left < right && taken + cells(characters.get(left)) <= (room + 1) / 2; left++) {
            taken += cells(characters.get(left));
            head.append(characters.get(left));
        }
        for (int taken = 0; right > left && taken + cells(characters.get(right - 1)) <= room / 2; right--) {
            taken += cells(characters.get(right - 1));
            tail.insert(0, characters.get(right - 1));
        }
        return head + ELLIPSIS + tail;
    }

    /** The same where the end gives way, of a text that is read from its beginning. */
    public static String cutEnd(String text, int most) {
        if (width(text) <= most) {
            return text;
        }
        StringBuilder head = new StringBuilder();
        Matcher matcher = CHARACTERS.matcher(text);
        int room = most - 1;
        while (matcher.find() && (room -= cells(matcher.group())) >= 0) {
            head.append(matcher.group());
        }
        return head + ELLIPSIS;
    }

    private static boolean isUnprintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            case Character.FORMAT -> c != ZERO_WIDTH_JOINER && c != ZERO_WIDTH_NON_JOINER;
            default -> false;
        };
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, Character.isBmpCodePoint(c) ? "\\u%04X" : "\\U%08X", c);
        };
    }

    /** The cells of one character as a reader sees it, several code points perhaps. */
    private static int cells(String character) {
        int[] points = character.codePoints().toArray();
        int cells = 0;
        for (int c : points) {
            cells = Math.max(cells, c == EMOJI_PRESENTATION && points.length > 1 ? 2 : cells(c));
        }
        return cells;
    }

    private static int cells(int c) {
        for (int i = 0; i < WIDE.length && WIDE[i] <= c; i += 2) {
            if (c <= WIDE[i + 1]) {
                return 2;
            }
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> 1;
        };
    }
}
