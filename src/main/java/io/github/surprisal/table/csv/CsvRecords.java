package io.github.surprisal.table.csv;

import java.util.ArrayList;
import java.util.List;

/**
 * The records of a text in the form of RFC 4180: fields between separators, in quotes where they hold one or a line's end. A
 * quote that does not begin a field is a character like any other.
 *
 * @param records the fields of each, without their quotes; blank lines are none
 * @param breaks whether a line ends within quotes in some record
 * @param blanks whether each field but the first of a record begins with a blank, or is empty
 * @param strays how many quotes stand amid quoted fields, or open one that nothing closes
 */
record CsvRecords(List<List<String>> records, boolean breaks, boolean blanks, int strays) {
    /**
     * Takes a text apart.
     *
     * @param isWhole whether the text ends with it; else its last record, of which a part may be missing, is left out
     * @param lines whether a line's end within quotes ends the record, too
     */
    static CsvRecords of(String text, boolean isWhole, String separator, char quote, char escape, boolean lines) {
        return of(text, isWhole, separator, quote, escape, lines, Integer.MAX_VALUE);
    }

    /** @param most how many records to read */
    static CsvRecords of(
            String text, boolean isWhole, String separator, char quote, char escape, boolean lines, int most) {
        Parser parser = new Parser(text, separator, quote, escape, lines);
        parser.run(most);
        if (!isWhole && !parser.records.isEmpty() && parser.at >= text.length()) {
            parser.records.remove(parser.records.size() - 1);
        }
        boolean blanks = false;
        for (List<String> record : parser.records) {
            for (String field : record.subList(1, record.size())) {
                blanks |= field.startsWith(" ");
                if (!field.isEmpty() && !field.startsWith(" ")) {
                    return new CsvRecords(parser.records, parser.breaks, false, parser.strays);
                }
            }
        }
        return new CsvRecords(parser.records, parser.breaks, blanks, parser.strays);
    }

    private static final class Parser {
        private final String text;
        private final String separator;
        private final char quote;
        private final char escape;
        private final boolean lines;
        private final List<List<String>> records = new ArrayList<>();
        private final StringBuilder field = new StringBuilder();
        private List<String> record = new ArrayList<>();
        private boolean breaks;
        private int strays;
        private int at;

        Parser(String text, String separator, char quote, char escape, boolean lines) {
            this.text = text;
            this.separator = separator;
            this.quote = quote;
            this.escape = escape;
            this.lines = lines;
        }

        void run(int most) {
            while (at < text.length() && records.size() < most) {
                field();
                boolean ends = !isSeparator(at);
                at += ends ? 1 : separator.length();
                if (ends) {
                    end();
                } else if (at == text.length()) {
                    record.add("");
                    end();
                }
            }
        }

        private void end() {
            if (at < text.length() && text.charAt(at - 1) == '\r' && text.charAt(at) == '\n') {
                at++;
            }
            if (record.size() > 1 || !record.get(0).isBlank()) {
                records.add(record);
            }
            record = new ArrayList<>();
        }

        /** Reads a field, up to the separator, the line's end or the text's. */
        private void field() {
            field.setLength(0);
            int start = at;
            while (at < text.length() && text.charAt(at) == ' ' && !isSeparator(at)) {
                at++;
            }
            if (at < text.length() && text.charAt(at) == quote && quoted()) {
                record.add(" ".repeat(Math.min(1, quoteBlanks(start))) + field);
                return;
            }
            at = start;
            while (at < text.length() && !isEnd(at)) {
                at++;
            }
            record.add(text.substring(start, at));
        }

        private int quoteBlanks(int start) {
            return text.charAt(start) == ' ' ? 1 : 0;
        }

        private boolean isSeparator(int position) {
            return text.startsWith(separator, position);
        }

        private boolean isEnd(int position) {
            return position >= text.length()
                    || text.charAt(position) == '\n'
                    || text.charAt(position) == '\r'
                    || isSeparator(position);
        }

        /** Reads a field in quotes; false where what begins like one is none. */
        private boolean quoted() {
            int start = at;
            at++;
            boolean broken = false;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == escape && at + 1 < text.length() && text.charAt(at + 1) == quote) {
                    field.append(quote);
                    at += 2;
                } else if (c == quote && isEnd(at + 1)) {
                    at++;
                    breaks |= broken;
                    return true;
                } else if (lines && (c == '\n' || c == '\r')) {
                    return backTo(start);
                } else {
                    strays += c == quote ? 1 : 0;
                    broken |= c == '\n' || c == '\r';
                    field.append(c);
                    at++;
                }
            }
            strays++;
            // The text may be cut within the quotes: then this is its last record.
            return lines ? backTo(start) : true;
        }

        private boolean backTo(int start) {
            at = start;
            field.setLength(0);
            return false;
        }
    }
}
