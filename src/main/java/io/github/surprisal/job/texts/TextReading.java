package io.github.surprisal.job.texts;

/**
 * A way to read texts as numbers or times, which learns from the texts that it reads how they are written. Each is asked about
 * all texts of one column.
 */
interface TextReading {
    /** Whether a text is written in this way; what it says of the column is kept. */
    boolean reads(String text);

    /** Whether the texts read so far are codes rather than quantities, as leading zeros say. */
    default boolean isCode() {
        return false;
    }

    /** What the column is then one of. */
    String kind();

    /** How it is written, such as {@code numbers with a decimal comma, such as "1,5"}. */
    String description();

    /**
     * SQL that gives the values; what is not written in this way becomes null.
     *
     * @param column the column, quoted
     */
    String expression(String column);

    /** Whether the CSV reader gives the same values once words for null are taken away. */
    default boolean isTypedByCsv() {
        return false;
    }

    /**
     * How another way that reads the same texts gives them other values, such as {@code with a decimal comma}; empty where it gives
     * the same.
     */
    default String otherWay(TextReading other) {
        return "";
    }
}
