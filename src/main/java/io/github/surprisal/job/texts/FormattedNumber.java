package io.github.surprisal.job.texts;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers as people write them: with a decimal comma or point, with digits in groups of three, and with one currency, percent
 * sign or unit in the whole column; negative ones also in brackets, as accountants have them. {@code 1,234} is a group of
 * digits to one who writes a decimal point and a fraction to the other, and the column has to tell. Leading zeros make codes.
 */
final class FormattedNumber implements TextReading {
    private static final String SIGN = "[+\\-\u2212]?";
    private static final String BLANK = "[ \u00a0\u2009\u202f]?";
    private static final String APOSTROPHES = "'\u2019";
    /** Longer ones are words that follow a number, not units. */
    private static final int LONGEST_UNIT = 5;

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern WITH_POINT = pattern('.');
    private static final Pattern WITH_COMMA = pattern(',');

    private final char point;
    private final Pattern pattern;
    private final Set<Character> separators = new TreeSet<>();
    private final Set<Character> dropped = new TreeSet<>();
    private boolean hasPoint;
    private boolean hasBrackets;
    private boolean hasMinus;
    private boolean isCode;
    private String unit = "";
    private String example = "";

    /** @param point what parts the whole from the fraction: a point or a comma */
    FormattedNumber(char point) {
        this.point = point;
        this.pattern = point == '.' ? WITH_POINT : WITH_COMMA;
    }

    private static Pattern pattern(char point) {
        String group = "[" + (point == '.' ? "," : ".") + APOSTROPHES + "_ \u00a0\u2009\u202f]";
        // Two digits in a group, as in 1,00,000, are how India has them.
        String inner = point == '.' ? "\\d{2,3}" : "\\d{3}";
        String grouped = "[1-9]\\d{0,2}(?<group>" + group + ")(?:" + inner + "\\k<group>)*\\d{3}";
        String mark = Pattern.quote(String.valueOf(point));
        String digits = "(?<whole>" + grouped + "|\\d+)?(?<fraction>" + mark + "\\d*)?";
        String symbol = "[\\p{Sc}]|[A-Z]{1,3}\\p{Sc}|[A-Z]{3}";
        String letters =
                "[\\p{L}%\u2030\u00b0\u00b5][\\p{L}%/\u00b0\u00b2\u00b3]{0," + (LONGEST_UNIT - 1) + "}|\\p{Sc}";
        return Pattern.compile("(?<open>\\()?" + SIGN + "(?<before>" + symbol + ")?" + BLANK + SIGN + digits + BLANK
                + "(?<after>" + letters + ")?(?<close>\\))?");
    }

    @Override
    public boolean reads(String text) {
        String bare = text.strip();
        Matcher matcher = pattern.matcher(bare);
        if (!matcher.matches() || !isNumber(matcher)) {
            return false;
        }
        String whole = matcher.group("whole");
        isCode |= matcher.group("fraction") == null && whole != null && whole.matches("0\\d+");
        hasPoint |= matcher.group("fraction") != null;
        hasBrackets |= matcher.group("open") != null;
        if (matcher.group("group") != null) {
            separators.add(matcher.group("group").charAt(0));
        }
        unit = unit.isEmpty() ? unit(matcher) : unit;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            hasMinus |= c == '\u2212';
            if (!(c >= '0' && c <= '9') && c != point && "+-\u2212(".indexOf(c) < 0) {
                dropped.add(c);
            }
        }
        if (bare.length() > example.length()) {
            example = bare;
        }
        return true;
    }

    /** What the pattern cannot say: digits at all, brackets in pairs, at most one sign, one unit in a column. */
    private boolean isNumber(Matcher matcher) {
        String whole = matcher.group("whole");
        String fraction = matcher.group("fraction");
        boolean hasDigits = whole != null || (fraction != null && fraction.length() > 1);
        boolean inPairs = (matcher.group("open") == null) == (matcher.group("close") == null);
        long signs =
                matcher.group().chars().filter(c -> "+-\u2212(".indexOf(c) >= 0).count();
        String before = matcher.group("before");
        boolean isCurrency = before == null || !before.matches("[A-Z]{3}") || CURRENCIES.contains(before);
        String its = unit(matcher);
        return hasDigits
                && inPairs
                && signs <= 1
                && isCurrency
                && (before == null || matcher.group("after") == null)
                && (its.isEmpty() || unit.isEmpty() || its.equals(unit));
    }

    private static String unit(Matcher matcher) {
        String before = matcher.group("before");
        return Objects.toString(before == null ? matcher.group("after") : before, "");
    }

    @Override
    public boolean isCode() {
        return isCode;
    }

    @Override
    public String kind() {
        return "numbers";
    }

    @Override
    public String description() {
        List<String> marks = new ArrayList<>();
        if (hasPoint && point == ',') {
            marks.add("a decimal comma");
        }
        if (!separators.isEmpty()) {
            marks.add("digits in groups");
        }
        if (!unit.isEmpty()) {
            marks.add("'" + unit + "'");
        }
        if (hasBrackets) {
            marks.add("brackets for a minus");
        }
        if (hasMinus) {
            marks.add("'\u2212' for a minus");
        }
        if (marks.isEmpty()) {
            return kind();
        }
        String last = marks.remove(marks.size() - 1);
        return "numbers with " + (marks.isEmpty() ? "" : String.join(", ", marks) + " and ") + last + ", such as \""
                + example + "\"";
    }

    /** A single group of three digits in every number may be a fraction. */
    @Override
    public String otherWay(TextReading other) {
        return other instanceof FormattedNumber number && number.hasPoint && number.point == ',' && !hasPoint
                ? "with a decimal comma"
                : "";
    }

    @Override
    public String expression(String column) {
        StringBuilder from = new StringBuilder();
        StringBuilder to = new StringBuilder();
        if (hasPoint && point == ',') {
            from.append(',');
            to.append('.');
        }
        if (hasBrackets) {
            from.append('(');
            to.append('-');
        }
        if (hasMinus) {
            from.append('\u2212');
            to.append('-');
        }
        dropped.forEach(from::append);
        String quoted = from.toString().replace("\\", "\\\\").replace("'", "\\'");
        return "try_cast(translate(" + column + ", '" + quoted + "', '" + to + "') AS DOUBLE)";
    }
}
