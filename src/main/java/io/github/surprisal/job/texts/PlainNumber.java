package io.github.surprisal.job.texts;

import io.github.surprisal.table.TableReader;

/** Numbers as those of CSV files are written. */
final class PlainNumber implements TextReading {
    private boolean isCode;

    @Override
    public boolean reads(String text) {
        if (!TableReader.isNumber(text)) {
            return false;
        }
        isCode |= text.strip().matches("[+-]?0\\d+");
        return true;
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
        return "numbers";
    }

    @Override
    public String expression(String column) {
        return "try_cast(" + column + " AS DOUBLE)";
    }

    @Override
    public boolean isTypedByCsv() {
        return true;
    }
}
