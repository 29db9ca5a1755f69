package io.github.surprisal.count;

/** Whose saved counts are meant. */
public sealed interface SavedCounts {
    /** The word for the latest run of the output that kept its counts; no run may be called so. */
    String LATEST = "latest";

    /** Those of a run of the job's own output. */
    record OfRun(String id) implements SavedCounts {}

    /** Those of the latest run of the job's own output that kept its counts, the job's own run apart: it may be a second try. */
    record OfLatest() implements SavedCounts {}

    /** Those of a run elsewhere: its folder {@code ../counts/run_id=ID}. */
    record InFolder(String path) implements SavedCounts {}
}
