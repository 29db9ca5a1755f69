package io.github.surprisal.table;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of columns as users write them. */
public final class Names {
    private Names() {}

    /** A name as one identifier of SQL, whatever characters it holds. */
    public static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** ", did you mean 'x'?" for the nearest of the names, or nothing where none is near. */
    public static String hint(String name, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String other) -> distance(name, other)))
                .filter(other -> distance(name, other) <= Math.max(2, name.length() / 2))
                .map(other -> ", did you mean '" + other + "'?")
                .orElse("");
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

    /** Edits between two names, the case of letters aside. */
    private static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
