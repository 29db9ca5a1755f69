package io.github.surprisal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;

class GuardTest {
    /** Keeps what is logged. */
    private static final class Kept extends AbstractAppender {
        private final List<String> lines = new ArrayList<>();

        Kept() {
            super("kept", null, null, false, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        }
    }

    @Test
    void saysOnceWhatIsSlowerAndWhy() throws ReflectiveOperationException {
        Kept kept = new Kept();
        kept.start();
        Logger logger = (Logger) LogManager.getLogger(Guard.class);
        Level before = logger.getLevel();
        logger.addAppender(kept);
        logger.setLevel(Level.WARN);
        try {
            for (Guard guard : Guard.values()) {
                guard.fire(new NoSuchMethodError("org.apache.spark.Gone.away()"));
                guard.fire(new NoSuchMethodError("org.apache.spark.Gone.again()"));
                assertThat(guard.hasFired()).isTrue();
            }
        } finally {
            logger.removeAppender(kept);
            logger.setLevel(before);
            var fired = Guard.class.getDeclaredField("FIRED");
            fired.setAccessible(true);
            ((Set<?>) fired.get(null)).clear();
        }
        String cause = Level.WARN + " Spark's insides are not as expected"
                + " (java.lang.NoSuchMethodError: org.apache.spark.Gone.away()): ";
        assertThat(kept.lines)
                .containsExactly(
                        cause
                                + "Parquet files are read by Spark's own reader, which takes two to three times as long as"
                                + " reading their pages",
                        cause + "the table is read row by row, which takes three to twenty times as long as reading its"
                                + " columns",
                        cause + "every value is looked up by itself, not once for each entry of a dictionary",
                        cause + "values are copied out of Spark's vectors before they are counted");
    }
}
