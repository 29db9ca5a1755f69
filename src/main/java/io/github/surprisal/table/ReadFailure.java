package io.github.surprisal.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;
import javax.security.sasl.SaslException;
import org.apache.spark.QueryContext;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.ietf.jgss.GSSException;

/**
 * Why a table could not be read, and who can mend it: the one place that decides between a mistake in what the user gave
 * (a damaged file, a missing codec, a column of two types; exit code 2, trying again is useless) and a failure of the
 * machinery (a lost connection, no memory, no disk; exit code 1, a scheduler should try again).
 *
 * <p>Rule: what happens while a table is read is the user's to mend unless one of its causes is known to be the machinery's. A file
 * that is gone after it was listed ({@link #ofFile}) counts as the machinery's: the next attempt lists anew.
 */
public final class ReadFailure {
    /** Parts of the class names of stores whose jars are not on the compiler's class path. */
    private static final List<String> MACHINE_CLASSES = List.of(
            "kerberos",
            "throttl",
            "slowdown",
            "toomanyrequests",
            "serviceunavailable",
            "awsstatus500",
            "awsserviceio",
            "awsclientio",
            "apicalltimeout",
            "connecttimeout",
            "sdkinterrupted",
            "retriableexception",
            "standbyexception",
            "safemodeexception",
            "nohttpresponse",
            "taskkilled",
            "fetchfailed");

    /** What Spark says where a sort, a hash table or a broadcast of its own has no memory, which is not always an OutOfMemoryError. */
    private static final Pattern NO_MEMORY = Pattern.compile(
            "(can't|unable to) acquire \\d+ bytes|not enough memory to build|could not allocate memory to grow");

    /** What the machinery's failures say where their class says nothing: disks, executors, stores, sign-in. */
    private static final Pattern MACHINE_WORDS = Pattern.compile(
            "no space left on device|disk quota exceeded|too many open files|input/output error|stale file handle"
                    + "|executorlostfailure|executor lost|executor heartbeat timed out"
                    + "|sparkcontext (was|has been) (shut ?down|stopped)|stopped sparkcontext"
                    + "|slow ?down|throttl|too many requests|status code:? (429|500|502|503|504)"
                    + "|connection (refused|reset|timed out|pool shut down)|timed? ?out waiting|read timed out"
                    + "|no live (datanodes|nodes)|blockmissingexception|could not obtain block"
                    + "|name node is in safe mode|operation category read is not supported in state standby"
                    + "|cannot authenticate via|gss initiate failed|no valid credentials provided"
                    + "|token (is|has) expired|token .*can't be found in cache");

    private static final Pattern NO_CODEC =
            Pattern.compile("(?i)^(native \\w+ library not available|cannot load \\w+ without native)");

    /** The class of SQLSTATE for values that a function does not take. */
    private static final String DATA_EXCEPTION = "22";

    /** The SQLSTATE of {@code raise_error} and {@code assert_true}. */
    private static final String RAISED_BY_USER = "P0001";

    /** Where the user writes SQL. */
    private static final String OF_SQL =
            " of table.where or drift.reference.where, of an expression or of the query that is read: ";

    private static final String FAILED_READ = "FAILED_READ_FILE";

    private ReadFailure() {}

    /** What is wrong with a column of a file; whoever knows the file adds it. */
    public static final class InColumn extends IOException {
        private final String column;

        /** @param reason what is wrong, as a sentence without its full stop */
        public InColumn(String column, String reason) {
            this(column, reason, null);
        }

        public InColumn(String column, String reason, Throwable cause) {
            super(reason, cause);
            this.column = column;
        }

        /** The column's name in the file. */
        public String column() {
            return column;
        }
    }

    /** Whether a failure has a cause in the machinery, so that another attempt at the same may succeed. */
    public static boolean isMachine(Throwable error) {
        Set<Throwable> causes = causes(error);
        return causes.stream().noneMatch(UserException.class::isInstance)
                && causes.stream().anyMatch(ReadFailure::isMachineItself);
    }

    /** Whether this says that there was not enough memory. */
    public static boolean isForMemory(Throwable cause) {
        return cause instanceof OutOfMemoryError
                || (cause.getMessage() != null
                        && NO_MEMORY
                                .matcher(cause.getMessage().toLowerCase(Locale.ROOT))
                                .find());
    }

    private static boolean isMachineItself(Throwable cause) {
        if (isForMemory(cause)
                || cause instanceof VirtualMachineError
                || cause instanceof InterruptedException
                || cause instanceof InterruptedIOException
                || cause instanceof ClosedByInterruptException
                || cause instanceof TimeoutException
                || cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof SSLException
                || cause instanceof SaslException
                || cause instanceof LoginException
                || cause instanceof GSSException
                || cause instanceof SQLTransientException
                || cause instanceof SQLRecoverableException
                || (cause instanceof SQLException sql && isLostConnection(sql.getSQLState()))) {
            return true;
        }
        String name = cause.getClass().getName().toLowerCase(Locale.ROOT);
        String message = cause.getMessage();
        return MACHINE_CLASSES.stream().anyMatch(name::contains)
                || (message != null
                        && MACHINE_WORDS
                                .matcher(message.toLowerCase(Locale.ROOT))
                                .find());
    }

    /** Whether a file that was listed is not there any more. */
    private static boolean isGone(Throwable cause) {
        return cause instanceof FileNotFoundException
                || (cause instanceof SparkThrowable spark
                        && (FAILED_READ + ".FILE_NOT_EXIST").equals(spark.getCondition()));
    }

    /** Class 08 of SQL's states. */
    private static boolean isLostConnection(String state) {
        return state != null && state.startsWith("08");
    }

    /**
     * What to throw for a failed read: the user's mistake in one line, the one that is among the causes if it was named
     * already; a failure of the machinery in one line that is no {@link UserException}.
     *
     * @param what what could not be read, such as {@code "'people.csv' as csv"}
     */
    public static RuntimeException explained(String what, Throwable error) {
        UserException named = named(error);
        if (named != null) {
            return named;
        }
        String message = "Cannot read " + what + ": " + reason(error);
        return isMachine(error) ? new IllegalStateException(message, error) : new UserException(message, error);
    }

    /**
     * The same for a failure in the midst of reading: where it is nobody else's fault, the file is damaged, or written in a way
     * that is not read here.
     *
     * @param file the file that was being read; empty where only Spark's own exception may tell
     */
    public static RuntimeException ofFile(String file, Throwable error) {
        UserException named = named(error);
        if (named != null) {
            return named;
        }
        Map<String, String> told = told(error);
        String name = told.getOrDefault("path", file);
        String what = name.isEmpty() ? "the table" : "'" + name + "'";
        if (isMachine(error) || causes(error).stream().anyMatch(ReadFailure::isGone)) {
            return new IllegalStateException("Cannot read " + what + ": " + reason(error), error);
        }
        UserException data = told.isEmpty() && isOfExpressions(error) ? ofData(error) : null;
        if (data != null) {
            return data;
        }
        if (told.containsKey("expectedType")) {
            return new UserException(
                    "Cannot read %s: column '%s' has the type %s there, expected %s; table.schema can name a type that holds both"
                            .formatted(
                                    what,
                                    told.get("column").replaceAll("^\\[|]$", ""),
                                    told.get("actualType"),
                                    told.get("expectedType")),
                    error);
        }
        boolean isOfQuery = told.isEmpty()
                && causes(error).stream()
                        .anyMatch(cause -> cause instanceof SparkThrowable spark && spark.getCondition() != null);
        if (isOfQuery || name.isEmpty()) {
            // A condition of Spark's that is of no file, or another source than files.
            return new UserException("Cannot read " + what + ": " + reason(error), error);
        }
        String part = causes(error).stream()
                .filter(InColumn.class::isInstance)
                .map(cause -> "column '" + ((InColumn) cause).column() + "'")
                .findFirst()
                .orElse("the file");
        return new UserException(
                "Cannot read " + what + ": " + part + " is damaged or not supported: " + reason(error), error);
    }

    /** Whether SQL was computed: a damaged value of a page has the states of SQL's data exceptions too. */
    private static boolean isOfExpressions(Throwable error) {
        return causes(error).stream()
                .flatMap(cause -> Arrays.stream(cause.getStackTrace()))
                .anyMatch(frame -> frame.getClassName().startsWith("org.apache.spark.sql.catalyst.expressions."));
    }

    /** What a failed job is to throw: the user's mistake if that was its cause, else what failed. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <E extends Throwable> RuntimeException unwrapped(Throwable error) throws E {
        UserException named = named(error);
        if (named != null) {
            return named;
        }
        throw (E) error;
    }

    /** The user's mistake among the causes, which an executor may have wrapped, or the user's SQL that failed on a row; null if there is none. */
    public static UserException named(Throwable error) {
        return causes(error).stream()
                .filter(UserException.class::isInstance)
                .map(UserException.class::cast)
                .findFirst()
                .orElseGet(() -> ofQuery(error));
    }

    /** What failed on a row in SQL that the user wrote and that Spark understood, as Spark's exception quotes it; null where none does. */
    private static UserException ofQuery(Throwable error) {
        for (Throwable cause : causes(error)) {
            if (cause instanceof SparkThrowable spark && !(cause instanceof AnalysisException)) {
                for (QueryContext context : spark.getQueryContext()) {
                    if (context.contextType() == QueryContextType.SQL
                            && !context.fragment().isBlank()) {
                        return new UserException(
                                "Cannot compute '" + context.fragment().strip() + "'" + OF_SQL + sentences(cause),
                                error);
                    }
                }
            }
        }
        return null;
    }

    /**
     * What a function of the user's SQL found wrong in a row, where Spark's exception does not quote the SQL, as those of dates in another
     * format do not, or in a file, which Spark's exception names; null where it is nothing of the kind.
     */
    public static UserException ofData(Throwable error) {
        if (!told(error).isEmpty()) {
            return ofFile("", error) instanceof UserException file ? file : null;
        }
        for (Throwable cause : causes(error)) {
            if (cause instanceof SparkThrowable spark
                    && spark.getSqlState() != null
                    && (spark.getSqlState().startsWith(DATA_EXCEPTION)
                            || spark.getSqlState().equals(RAISED_BY_USER))) {
                return new UserException("Cannot compute a row" + OF_SQL + sentences(cause), error);
            }
        }
        return null;
    }

    /** What Spark's exception for a file that it could not read knows of it. */
    private static Map<String, String> told(Throwable error) {
        for (Throwable cause : causes(error)) {
            if (cause instanceof SparkThrowable spark
                    && spark.getCondition() != null
                    && spark.getCondition().startsWith(FAILED_READ)) {
                return spark.getMessageParameters();
            }
        }
        return Map.of();
    }

    /**
     * Why, in one line: what the deepest cause says that says anything (the shallowest that names a column, if one does).
     */
    public static String reason(Throwable error) {
        String found = "";
        Throwable last = error;
        for (Throwable cause : causes(error)) {
            last = cause;
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                found = cause.getMessage().strip();
            }
            if (cause instanceof InColumn) {
                break;
            }
        }
        // What a bare exception of Java's says is no sentence: "-22", "Index 0 out of bounds".
        boolean isBare = last instanceof IndexOutOfBoundsException
                || last instanceof NegativeArraySizeException
                || last instanceof ArithmeticException
                || last instanceof ClassCastException
                || last instanceof ClassNotFoundException
                || last instanceof NullPointerException;
        String sentence = sentences(found);
        if (last instanceof ClassNotFoundException && sentence.contains(".compress.")) {
            return "Its codec " + sentence + " is not on the class path (--packages or --jars add it)";
        }
        if (NO_CODEC.matcher(sentence).find()) {
            return "Its codec needs Hadoop's native library, which is not here (" + sentence
                    + "); unpack it, or compress it with gzip or bzip2";
        }
        String type = last.getClass().getSimpleName();
        return sentence.isEmpty() ? type : isBare ? type + " (" + sentence + ")" : sentence;
    }

    /** What an exception says, or else its class. */
    static String sentences(Throwable error) {
        String message = error.getMessage();
        return message == null || message.isBlank() ? error.getClass().getSimpleName() : sentences(message);
    }

    /**
     * A message as whole sentences in one line, without what is for Spark's own developers: the condition's name before it,
     * and behind it the state, the query's text and its plan.
     */
    private static String sentences(String message) {
        String text = message.strip()
                .replaceFirst("^\\[[A-Z0-9_.]+\\]\\s*", "")
                .replaceFirst("(?s)\\s*\\bSQLSTATE: \\w+.*$", "")
                .replaceFirst("(?s)\\s*\\n+== SQL .*$", "")
                .replaceFirst("(?s)\\n+'?[A-Z]\\w+ .*\\n[+:]- .*$", "")
                .replaceFirst("(?s)\\n\\s*at [\\w.$]+\\(.*$", "");
        return text.replaceAll("\\s+", " ").strip().replaceFirst("[.;:,]$", "");
    }

    /** An exception and its causes, from the outside in; each once, for some are causes of themselves. */
    private static Set<Throwable> causes(Throwable error) {
        Set<Throwable> causes = new LinkedHashSet<>();
        for (Throwable cause = error; cause != null && causes.add(cause); ) {
            cause = cause.getCause();
        }
        return causes;
    }
}
