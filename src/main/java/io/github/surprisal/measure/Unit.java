package io.github.surprisal.measure;

/** The unit of information: the base of the logarithm. */
public enum Unit {
    BITS(Math.log(2)),
    NATS(1),
    HARTLEYS(Math.log(10));

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
