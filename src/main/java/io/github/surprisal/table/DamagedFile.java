package io.github.surprisal.table;

import org.apache.spark.SparkThrowable;

/** The file that Spark could not read and what was wrong with it, out of the causes of a failure. */
public final class DamagedFile {
    private DamagedFile() {}

    /** The file, where it is known and the reason doesn't name it, then the reason: what the deepest cause says first. */
    public static String describe(Throwable failure) {
        String file = "";
        String reason = failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SparkThrowable known
                    && known.getMessageParameters().containsKey("path")) {
                file = known.getMessageParameters().get("path");
            }
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                reason = cause.getMessage().strip().lines().findFirst().orElse("");
            }
        }
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.isEmpty() || reason.contains(name) ? reason : file + ": " + reason;
    }

    /** Whether Spark's reason is this one, such as {@code PATH_NOT_FOUND}. */
    public static boolean isFor(Throwable failure, String condition) {
        return failure instanceof SparkThrowable known && condition.equals(known.getCondition());
    }
}
