package io.github.surprisal.ids;

import io.github.surprisal.table.UserException;

/** How long arrays of bytes become that grow as they are filled. */
public final class ArrayLength {
    /** Java's own limit, less what virtual machines keep for themselves. */
    private static final int MOST = Integer.MAX_VALUE - 16;

    private ArrayLength() {}

    /**
     * Twice as long, or as long as is needed.
     *
     * @param length of the array now
     * @param needed how many bytes there are to be
     * @throws UserException where no array is as long
     */
    public static int grown(int length, long needed) {
        if (needed > MOST) {
            throw new UserException(
                    "Cannot count in one task: the values of a column, or what a reduce partition is sent, take "
                            + (needed >> 20) + " MiB, and there is room for 2,047; read the table in smaller parts"
                            + " (spark.sql.files.maxPartitionBytes), or leave columns of long texts out (table.ignore)");
        }
        return (int) Math.min(MOST, Math.max(2L * length, needed));
    }
}
