package io.github.surprisal.cli;

import io.github.surprisal.spark.SparkVersion;
import io.github.surprisal.table.ReadFailure;
import io.github.surprisal.table.UserException;
import java.util.Arrays;
import scala.util.Properties;

/**
 * How a command ended that did not end well.
 *
 * @param code 2 for what the user can mend, 1 for the rest
 * @param message one line
 */
record Failure(int code, String message) {
    static Failure of(Throwable e) {
        if (isJavaTooNew(e)) {
            return new Failure(
                    Main.WRONG,
                    "Cannot run on Java " + Runtime.version().feature() + " with Spark " + SparkVersion.current()
                            + ": its Hadoop needs what Java 24 took away; set JAVA_HOME to a JDK 17 or 21, or run on Spark 4.2");
        }
        UserException named = ReadFailure.named(e);
        UserException wrong = named != null ? named : ReadFailure.ofData(e);
        return wrong != null
                ? new Failure(Main.WRONG, oneLine(wrong.getMessage()))
                : new Failure(Main.FAILED, "The job failed: " + rootMessage(e) + nextStep(e));
    }

    /** Hadoop 3.4.1 asks for the subject of a thread, which Java 24 and later refuse (JEP 486); 3.5 no longer does. */
    private static boolean isJavaTooNew(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsupportedOperationException
                    && "getSubject is not supported".equals(cause.getMessage())) {
                return true;
            }
        }
        return false;
    }

    private static String nextStep(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (isScratch(cause)) {
                return " (Spark's scratch space is full: --conf spark.local.dir=DIR or SPARK_LOCAL_DIRS names a larger"
                        + " disk)";
            }
            if (ReadFailure.isForMemory(cause)) {
                return " (in local mode --driver-memory gives more, on a cluster also --executor-memory)";
            }
            if (cause instanceof LinkageError && !(cause instanceof ExceptionInInitializerError)) {
                return " (a library of --packages or --jars seems to be made for another version: this is Spark "
                        + SparkVersion.current() + " with Scala " + Properties.versionNumberString() + ")";
            }
            if (cause.getMessage() != null && cause.getMessage().contains("bigger than spark.driver.maxResultSize")) {
                return " (--conf spark.driver.maxResultSize=SIZE lets the driver take more, --driver-memory gives it room)";
            }
        }
        return "";
    }

    /** Whether a disk was full when Spark wrote blocks, be they of a shuffle, a cache or a sort. */
    private static boolean isScratch(Throwable cause) {
        return cause.getMessage() != null
                && cause.getMessage().contains("No space left")
                && (cause.getMessage().contains("calling spill() on")
                        || (cause.getMessage() + Arrays.toString(cause.getStackTrace()))
                                .contains("org.apache.spark.storage"));
    }

    /** What the deepest cause that says anything says first. */
    private static String rootMessage(Throwable e) {
        String message = e.getClass().getSimpleName();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                message = firstParagraph(cause.getMessage());
            }
        }
        return message;
    }

    /** Other programs' messages go on with plans, stack traces and advice: up to the first line that ends a sentence. */
    private static String firstParagraph(String message) {
        StringBuilder text = new StringBuilder();
        for (String line : message.strip().lines().toList()) {
            if (line.isBlank() || line.startsWith("\tat ")) {
                break;
            }
            text.append(text.isEmpty() ? "" : " ").append(line.strip());
            if (line.stripTrailing().matches(".*[.!?]")) {
                break;
            }
        }
        return text.toString();
    }

    /** Our own messages are one line, but what they quote may not be. */
    private static String oneLine(String message) {
        return message.strip()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce("", (a, b) -> a.isEmpty() ? b : a + " " + b);
    }
}
