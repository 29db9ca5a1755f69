package io.github.surprisal.job;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Dates and times that are all written by one of Spark's patterns, but not in the way that is read without being told. */
final class FormattedTime implements TextReading {
    /** Which of day and month comes first the column has to tell; where it does not, the first of these is taken. */
    private static final List<String> DATES = List.of(
            "d.M.yyyy",
            "d.M.yy",
            "M/d/yyyy",
            "d/M/yyyy",
            "M/d/yy",
            "d/M/yy",
            "d-M-yyyy",
            "M-d-yyyy",
            "d-M-yy",
            "yyyy/M/d",
            "yyyy.M.d",
            "d MMM yyyy",
            "d-MMM-yyyy",
            "d-MMM-yy",
            "d MMMM yyyy",
            "MMM d, yyyy",
            "MMMM d, yyyy",
            "MMM d yyyy");

    private static final List<String> CLOCKS =
            List.of("", " H:mm", " H:mm:ss", " H:mm:ss.SSS", " h:mm a", " h:mm:ss a", ", H:mm", ", H:mm:ss");

    private static final String ISO = "yyyy-M-d";

    private final String pattern;
    private final boolean isDate;
    private final DateTimeFormatter formatter;
    private boolean hasBlanks;
    private String example = "";

    private FormattedTime(String date, String clock) {
        this.pattern = date + clock;
        this.isDate = clock.isEmpty();
        this.formatter = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern.replace('y', 'u'))
                .toFormatter(Locale.US)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** Dates as they are read without being told. */
    static FormattedTime iso() {
        return new FormattedTime(ISO, "");
    }

    static List<FormattedTime> all() {
        List<FormattedTime> all = new ArrayList<>();
        DATES.forEach(date -> CLOCKS.forEach(clock -> all.add(new FormattedTime(date, clock))));
        return all;
    }

    @Override
    public boolean reads(String text) {
        String bare = text.strip();
        if (bare.isEmpty() || !Character.isLetterOrDigit(bare.charAt(0))) {
            return false;
        }
        ParsePosition position = new ParsePosition(0);
        // Most texts are no dates: that is found out without an exception.
        if (formatter.parseUnresolved(bare, position) == null
                || position.getErrorIndex() >= 0
                || position.getIndex() < bare.length()) {
            return false;
        }
        try {
            formatter.parse(bare);
        } catch (DateTimeException e) {
            return false;
        }
        hasBlanks |= bare.length() < text.length();
        if (bare.length() > example.length()) {
            example = bare;
        }
        return true;
    }

    @Override
    public String kind() {
        return isDate ? "dates" : "times";
    }

    @Override
    public String description() {
        return isTypedByCsv() ? "dates" : kind() + " written " + pattern + ", such as \"" + example + "\"";
    }

    /** Where no day is past the twelfth, its place and the month's may be the other way about. */
    @Override
    public String otherWay(TextReading other) {
        return other instanceof FormattedTime time && pattern.replace('d', 'M').equals(time.pattern.replace('d', 'M'))
                ? "as " + time.pattern
                : "";
    }

    @Override
    public String expression(String column) {
        if (isTypedByCsv()) {
            return "try_cast(" + column + " AS DATE)";
        }
        // A pattern allows no blanks around the text.
        String bare = hasBlanks ? "trim(" + column + ")" : column;
        String parsed = "try_to_timestamp(" + bare + ", '" + pattern + "')";
        return isDate ? "CAST(" + parsed + " AS DATE)" : parsed;
    }

    @Override
    public boolean isTypedByCsv() {
        return pattern.equals(ISO);
    }
}
