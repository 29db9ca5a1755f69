package io.github.surprisal.table;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names as users write them: of columns, and of the choices that keys give. */
public final class Names {
    /** So many characters of a text are quoted in a message. */
    private static final int MOST_QUOTED = 40;

    private Names() {}

    /** A name as one identifier of SQL, whatever characters it holds. */
    public static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** Names that need no quoting, by position: {@code c0}, {@code c1}, .. */
    public static String[] safe(int count) {
        String[] names = new String[count];
        Arrays.setAll(names, i -> "c" + i);
        return names;
    }

    /** A text that is quoted in a message, cut if it is long. */
    public static String shortened(String text) {
        return text.length() <= MOST_QUOTED ? text : text.substring(0, MOST_QUOTED) + "..";
    }

    /** The name of a constant: {@code equal-frequency}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant of a name that {@link #of} gives. */
    public static <E extends Enum<E>> Optional<E> constant(E[] constants, String name) {
        return Arrays.stream(constants)
                .filter(constant -> of(constant).equals(name))
                .findFirst();
    }

    /** A text between quotes as a config has them; characters that look like a blank are spelled out. */
    public static String quotedForConfig(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || (c != ' ' && Character.isSpaceChar(c))) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** ", did you mean 'x'?" for the nearest of the names, or nothing where none is near. */
    public static String hint(String name, Collection<String> names) {
        String nearest = Nearest.to(name, names);
        return nearest.isEmpty() ? "" : ", did you mean '" + nearest + "'?";
    }

    /** {@code 1 row}, {@code 2 rows}: an amount as it is shown, and what it is of. */
    public static String counted(String amount, String one) {
        return amount + " " + one + (amount.equals("1") ? "" : "s");
    }

    /** The same of an amount as it is. */
    public static String counted(long amount, String one) {
        return counted(Long.toString(amount), one);
    }

    /** The first of some names, as many as are shown; ".." stands for the others. */
    public static String some(List<String> names, int shown) {
        return String.join(", ", names.subList(0, Math.min(shown, names.size())))
                + (names.size() > shown ? ", .." : "");
    }

    static boolean isGlob(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
    }

    /** A pattern in which {@code *} is any text and {@code ?} any character. */
    static Pattern glob(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** An expression as an operand: a comment at its end must not take the bracket. */
    public static String bracketed(String sql) {
        return "(" + sql.strip() + (sql.contains("--") ? "\n" : "") + ")";
    }
}
