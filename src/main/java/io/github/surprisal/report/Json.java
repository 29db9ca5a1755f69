package io.github.surprisal.report;

import java.util.Locale;

/**
 * Writes JSON that may stand in a {@code script} element of HTML, whatever the texts are: no character of it ends the element or
 * begins a comment there.
 */
final class Json {
    private final StringBuilder text = new StringBuilder();
    private boolean needsComma;

    Json open(char bracket) {
        comma();
        text.append(bracket);
        needsComma = false;
        return this;
    }

    Json close(char bracket) {
        text.append(bracket);
        needsComma = true;
        return this;
    }

    Json key(String name) {
        comma();
        quote(name);
        text.append(':');
        needsComma = false;
        return this;
    }

    Json value(String value) {
        comma();
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        needsComma = true;
        return this;
    }

    Json value(double value) {
        comma();
        text.append(Figures.json(value));
        needsComma = true;
        return this;
    }

    Json values(double... values) {
        open('[');
        for (double value : values) {
            value(value);
        }
        return close(']');
    }

    Json values(Iterable<String> values) {
        open('[');
        for (String value : values) {
            value(value);
        }
        return close(']');
    }

    /** What another one has written. */
    Json raw(String json) {
        comma();
        text.append(json);
        needsComma = true;
        return this;
    }

    int length() {
        return text.length();
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void comma() {
        if (needsComma) {
            text.append(',');
        }
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean isPair = Character.isSurrogate(c)
                    && (Character.isHighSurrogate(c)
                            ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                            : i > 0 && Character.isHighSurrogate(value.charAt(i - 1)));
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' '
                    || c == '<'
                    || c == '>'
                    || c == '&'
                    || c == '\u2028'
                    || c == '\u2029'
                    || c == 0x7f
                    || (Character.isSurrogate(c) && !isPair)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
