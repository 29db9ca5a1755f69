package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLHandshakeException;
import javax.security.sasl.SaslException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.KerberosAuthException;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.spark.SparkException;
import org.ietf.jgss.GSSException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who can mend what: the table of cases, and the lines that say so. */
class ReadFailureTest {
    static Stream<Arguments> cases() {
        return Stream.of(
                arguments(new OutOfMemoryError("Java heap space"), true),
                arguments(
                        new SparkException(
                                "Can't acquire 8388608 bytes memory to build hash relation, got 6306033 bytes."),
                        true),
                arguments(new SparkException("Could not allocate memory to grow BytesToBytesMap."), true),
                arguments(
                        new SparkException("Not enough memory to build and broadcast the table to all worker nodes."),
                        true),
                arguments(new InterruptedException(), true),
                arguments(new InterruptedIOException("interrupted"), true),
                arguments(new SocketTimeoutException("Read timed out"), true),
                arguments(new TimeoutException("Futures timed out after [300 seconds]"), true),
                arguments(new ConnectException("Connection refused"), true),
                arguments(new UnknownHostException("namenode"), true),
                arguments(new SSLHandshakeException("handshake_failure"), true),
                arguments(new SaslException("GSS initiate failed"), true),
                arguments(new GSSException(GSSException.NO_CRED), true),
                arguments(new KerberosAuthException("failure to login"), true),
                arguments(new AccessControlException("Client cannot authenticate via:[TOKEN, KERBEROS]"), true),
                arguments(new AccessControlException("Permission denied: user=x, access=READ"), false),
                arguments(new SQLException("The connection attempt failed", "08001"), true),
                arguments(new SQLRecoverableException("closed"), true),
                arguments(new SQLSyntaxErrorException("no such table", "42S02"), false),
                arguments(new IOException("Status Code: 503; Error Code: SlowDown"), true),
                arguments(new IOException("Operation failed, status code: 429, Too Many Requests"), true),
                arguments(new IOException("Status Code: 403; Error Code: AccessDenied"), false),
                arguments(new IOException("No space left on device"), true),
                arguments(new IOException("Could not obtain block: BP-1"), true),
                arguments(new SparkException("ExecutorLostFailure (executor 1 exited)"), true),
                arguments(new SparkException("Job 3 cancelled because SparkContext was shut down"), true),
                arguments(new UserException("Cannot read 'x'"), false),
                arguments(new IllegalStateException("-22"), false),
                arguments(new EOFException("Unexpected end of ZLIB input stream"), false),
                arguments(new ZipException("invalid stored block lengths"), false),
                arguments(new ParquetDecodingException("could not verify page integrity"), false),
                arguments(new ClassNotFoundException("org.apache.hadoop.io.compress.BrotliCodec"), false),
                arguments(new ArrayIndexOutOfBoundsException("Index 0 out of bounds for length 0"), false));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void machineOrUser(Throwable error, boolean isMachine) {
        assertThat(ReadFailure.isMachine(error)).isEqualTo(isMachine);
        Throwable wrapped = new SparkException("Job aborted", new ExecutionException("Task failed", error));
        assertThat(ReadFailure.isMachine(wrapped)).isEqualTo(isMachine);
        RuntimeException explained = ReadFailure.explained("'t'", wrapped);
        assertThat(explained instanceof UserException).isEqualTo(!isMachine);
        assertThat(ReadFailure.ofFile("t", wrapped) instanceof UserException).isEqualTo(!isMachine);
    }

    @Test
    void aFileThatWasListedAndIsGoneMayComeBack() {
        FileNotFoundException gone = new FileNotFoundException("part-0.parquet");
        assertThat(ReadFailure.ofFile("part-0.parquet", new SparkException("aborted", gone)))
                .isNotInstanceOf(UserException.class)
                .hasMessage("Cannot read 'part-0.parquet': part-0.parquet");
        assertThat(ReadFailure.explained("'part-0.parquet' as parquet", gone)).isInstanceOf(UserException.class);
        assertThat(ReadFailure.ofFile(
                        "",
                        new org.apache.spark.SparkFileNotFoundException(
                                "FAILED_READ_FILE.FILE_NOT_EXIST",
                                new scala.collection.immutable.Map.Map1<>("path", "x"))))
                .isNotInstanceOf(UserException.class)
                .hasMessageStartingWith("Cannot read 'x': ");
    }

    @Test
    void aMistakeThatIsNamedIsKept() {
        UserException wrong = new UserException("Weights must be finite");
        assertThat(ReadFailure.ofFile("t", new SparkException("aborted", wrong)))
                .isSameAs(wrong);
        assertThat(ReadFailure.explained("t", new IOException("No space left on device", wrong)))
                .isSameAs(wrong);
    }

    @Test
    void theLineNamesFileColumnAndReason() {
        assertThat(ReadFailure.ofFile("a.parquet", new ReadFailure.InColumn("b", "A page ends before its values do")))
                .hasMessage("Cannot read 'a.parquet': column 'b' is damaged or not supported: A page ends before its"
                        + " values do");
        assertThat(ReadFailure.ofFile("a.csv.gz", new EOFException("Unexpected end of input stream")))
                .hasMessage("Cannot read 'a.csv.gz': the file is damaged or not supported: Unexpected end of input"
                        + " stream");
        assertThat(ReadFailure.ofFile("t.parquet", new NegativeArraySizeException("-22")))
                .hasMessage("Cannot read 't.parquet': the file is damaged or not supported:"
                        + " NegativeArraySizeException (-22)");
        assertThat(ReadFailure.ofFile(
                        "t.parquet", new ClassNotFoundException("org.apache.hadoop.io.compress.BrotliCodec")))
                .hasMessage("Cannot read 't.parquet': the file is damaged or not supported: Its codec"
                        + " org.apache.hadoop.io.compress.BrotliCodec is not on the class path (--packages or --jars"
                        + " add it)");
    }

    @Test
    void sparkSaysWhichFileItWas() {
        SparkException failed = new SparkException(
                "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH",
                scala.jdk.javaapi.CollectionConverters.asScala(Map.of(
                                "path",
                                "file:/t/b.parquet",
                                "column",
                                "[x]",
                                "expectedType",
                                "int",
                                "actualType",
                                "INT64"))
                        .toMap(scala.$less$colon$less$.MODULE$.refl()),
                null);
        assertThat(ReadFailure.ofFile("other", new SparkException("Job aborted", failed)))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot read 'file:/t/b.parquet': column 'x' has the type INT64 there, expected int;"
                        + " table.schema can name a type that holds both");
    }

    @Test
    void anExceptionThatIsItsOwnCauseEnds() {
        Exception a = new Exception("a");
        Exception b = new Exception("b", a);
        a.initCause(b);
        assertThat(ReadFailure.reason(a)).isEqualTo("b");
    }
}
