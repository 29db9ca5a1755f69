package io.github.surprisal.table;

import java.util.Collection;
import java.util.Locale;

/** Finds the name that a mistyped one was meant to be; upper and lower case are alike. */
public final class Nearest {
    /** A swap of neighbours is half an edit: of two names that are equally far, it was most likely meant. */
    private static final int EDIT = 2;

    private static final int SWAP = 1;

    /** So is a letter too many at the end, unless neighbours are swapped. */
    private static final int LAST = 1;

    private Nearest() {}

    /** The candidate that fewest edits lead to; empty when none is near. The first wins a tie. */
    public static String to(String name, Collection<String> candidates) {
        String nearest = "";
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int distance = apart(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            int shorter = Math.min(name.length(), candidate.length());
            // Of a name of one character nothing is left after an edit, but that of a letter behind it.
            if (distance < least && distance < EDIT * shorter && distance <= EDIT * Math.max(1, shorter / 3)) {
                nearest = candidate;
                least = distance;
            }
        }
        return nearest;
    }

    private static int apart(String a, String b) {
        boolean isLast = a.length() == b.length() + 1 && a.startsWith(b);
        return isLast ? LAST : distance(a, b);
    }

    /** What it costs to come from one to the other by insertions, deletions, replacements and swaps of neighbours. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? EDIT * (i + j) : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : EDIT);
        int least = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + EDIT);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + SWAP) : least;
    }
}
