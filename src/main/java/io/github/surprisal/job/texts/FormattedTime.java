package io.github.surprisal.job.texts;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
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

    private static final Format ISO = Format.of("yyyy-M-d", "");

    /** Made once: for each of a thousand columns of texts that would take more than a second. */
    private static final List<Format> FORMATS = DATES.stream()
            .flatMap(date -> CLOCKS.stream().map(clock -> Format.of(date, clock)))
            .toList();

    private record Format(String pattern, boolean isDate, DateTimeFormatter formatter) {
        static Format of(String date, String clock) {
            return new Format(
                    date + clock,
                    clock.isEmpty(),
                    new DateTimeFormatterBuilder()
                            .parseCaseInsensitive()
                            .appendPattern((date + clock).replace('y', 'u'))
                            .toFormatter(Locale.US)
                            .withResolverStyle(ResolverStyle.STRICT));
        }
    }

    private final Format format;
    private boolean hasBlanks;
    private String example = "";

    private FormattedTime(Format format) {
        this.format = format;
    }

    /** Dates as they are read without being told. */
    static FormattedTime iso() {
        return new FormattedTime(ISO);
    }

    static List<FormattedTime> all() {
        return FORMATS.stream().map(FormattedTime::new).toList();
    }

    @Override
    public boolean reads(String text) {
        String bare = text.strip();
        if (bare.isEmpty() || !Character.isLetterOrDigit(bare.charAt(0))) {
            return false;
        }
        ParsePosition position = new ParsePosition(0);
        // Most texts are no dates: that is found out without an exception.
        if (format.formatter.parseUnresolved(bare, position) == null
                || position.getErrorIndex() >= 0
                || position.getIndex() < bare.length()) {
            return false;
        }
        try {
            format.formatter.parse(bare);
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
        return format.isDate ? "dates" : "times";
    }

    @Override
    public String description() {
        return isTypedByCsv() ? "dates" : kind() + " written " + format.pattern + ", such as \"" + example + "\"";
    }

    /** Where no day is past the twelfth, its place and the month's may be the other way about. */
    @Override
    public String otherWay(TextReading other) {
        return other instanceof FormattedTime time
                        && format.pattern.replace('d', 'M').equals(time.format.pattern.replace('d', 'M'))
                ? "as " + time.format.pattern
                : "";
    }

    @Override
    public String expression(String column) {
        if (isTypedByCsv()) {
            return "try_cast(" + column + " AS DATE)";
        }
        // A pattern allows no blanks around the text.
        String bare = hasBlanks ? "trim(" + column + ")" : column;
        String parsed = "try_to_timestamp(" + bare + ", '" + format.pattern + "')";
        return format.isDate ? "CAST(" + parsed + " AS DATE)" : parsed;
    }

    @Override
    public boolean isTypedByCsv() {
        return format.equals(ISO);
    }
}
