package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Failures of what lies below, as a user reads them. */
class FailureTest {
    @Test
    void aJavaThatHadoopDoesNotKnowIsNamed() {
        Throwable e = new IllegalStateException(new UnsupportedOperationException("getSubject is not supported"));
        Failure failure = Failure.of(e);
        assertThat(failure.code()).isEqualTo(2);
        assertThat(failure.message())
                .startsWith("Cannot run on Java ")
                .endsWith("; set JAVA_HOME to a JDK 17 or 21, or run on Spark 4.2");
        Failure other = Failure.of(new IOException(new UnsupportedOperationException("no such operation")));
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.message()).isEqualTo("The job failed: no such operation");
    }
}
