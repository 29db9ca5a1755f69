package io.github.surprisal.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which Spark this is, and whether it is one that is known here. To be asked before any other class of Spark's is touched. */
public final class SparkVersion {
    /** Spark has its classes where they are looked for here, and Scala 2.13, since then. */
    private static final int OLDEST_MAJOR = 4;

    private static final Pattern MAJOR = Pattern.compile("^(\\d+)\\.");

    private SparkVersion() {}

    /** The version as Spark itself says it, such as 4.1.0. */
    public static String current() {
        return org.apache.spark.package$.MODULE$.SPARK_VERSION();
    }

    /** What is wrong with a version, in one line; empty if nothing is. One that cannot be read is given the benefit of the doubt. */
    public static String refusal(String version) {
        Matcher major = MAJOR.matcher(version);
        return major.find() && Long.parseLong(major.group(1)) < OLDEST_MAJOR
                ? "Cannot run on Spark " + version + ": expected Spark " + OLDEST_MAJOR
                        + ".0 or later; set SPARK_HOME to one, or unset it and take spark-submit off the PATH to use the"
                        + " Spark from Maven"
                : "";
    }
}
