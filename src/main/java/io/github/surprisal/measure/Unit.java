package io.github.surprisal.measure;

import io.github.surprisal.math.Elementary;

/** The unit of information: the base of the logarithm. */
public enum Unit {
    BITS(Elementary.log(2)),
    NATS(1),
    HARTLEYS(Elementary.log(10));

    private final double nats;

    Unit(double nats) {
        this.nats = nats;
    }

    /** The inverse of {@link #fromNats}. */
    public double toNats(double value) {
        return value * nats;
    }

    /** A figure in nats, in this unit. */
    public double fromNats(double value) {
        return value / nats;
    }

    /** The name that config files and output use. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
