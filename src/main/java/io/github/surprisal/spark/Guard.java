package io.github.surprisal.spark;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is taken for granted of Spark's insides, for speed alone. Where it does not hold, as in a version of Spark that is not
 * known here, figures are as right and take longer: a guard fires and says so, once in each JVM.
 */
public enum Guard {
    PAGES("Parquet files are read by Spark's own reader, which takes two to three times as long as reading their"
            + " pages"),
    COLUMNS("the table is read row by row, which takes three to twenty times as long as reading its columns"),
    DICTIONARIES("every value is looked up by itself, not once for each entry of a dictionary"),
    ARRAYS("values are copied out of Spark's vectors before they are counted");

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private static final Set<Guard> FIRED = ConcurrentHashMap.newKeySet();

    private final String consequence;

    Guard(String consequence) {
        this.consequence = consequence;
    }

    /** Notes that Spark is not as expected. */
    public void fire(Throwable cause) {
        if (FIRED.add(this)) {
            LOG.warn("Spark's insides are not as expected ({}): {}", cause.toString(), consequence);
        }
    }

    public boolean hasFired() {
        return FIRED.contains(this);
    }
}
