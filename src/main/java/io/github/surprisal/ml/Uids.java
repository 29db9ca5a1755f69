package io.github.surprisal.ml;

import org.apache.spark.ml.util.Identifiable;

/**
 * Spark ML's classifiers ask for their uid while they are constructed, before the subclass's constructor can have set it:
 * it waits here.
 */
final class Uids {
    private static final ThreadLocal<String> NEXT = new ThreadLocal<>();

    private Uids() {}

    /** To be called on the way to the superclass's constructor. */
    static Void next(String uid) {
        NEXT.set(uid);
        return null;
    }

    static String take(String prefix) {
        String uid = NEXT.get();
        NEXT.remove();
        return uid == null ? Identifiable.randomUID(prefix) : uid;
    }
}
