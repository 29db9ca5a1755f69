package io.github.surprisal.drift;

import io.github.surprisal.drift.Drift.ColumnDrift;
import io.github.surprisal.table.Names;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What makes a comparison fail: a figure above a limit, or another schema.
 *
 * @param text as the user wrote it
 */
public record DriftRule(Subject subject, double limit, String text) {
    private static final Pattern FORM = Pattern.compile("\\s*([a-z-]+)\\s*>\\s*([0-9.eE+-]+)\\s*");

    /** What a rule may be about. */
    public enum Subject {
        JS,
        /** Jensen–Shannon divergence beyond what is expected by chance. */
        EXCESS_JS,
        KL,
        PSI,
        TV,
        /** The Kolmogorov–Smirnov statistic, judged by its own p-value. */
        KS,
        /** Size of the change of the share of nulls, NaNs among them. */
        NULLS,
        /** Categories that only the table has. */
        NEW,
        /** Categories that only the reference has. */
        VANISHED,
        /** A column dropped, new or of another type: no figure, and no matter of chance. */
        SCHEMA,
        /** A group that one of the two tables alone has; likewise. */
        GROUPS;

        private boolean isFigure() {
            return this != SCHEMA && this != GROUPS;
        }

        private String label() {
            return Names.of(this);
        }
    }

    /** What a rule looks like, for messages. */
    public static String form() {
        return "a figure, '>' and a number, such as js>0.1, or schema, or groups; figures: "
                + Arrays.stream(Subject.values())
                        .filter(Subject::isFigure)
                        .map(Subject::label)
                        .collect(Collectors.joining(", "));
    }

    /** Reads a rule; nothing if it is none. {@code schema>0} is another way to write {@code schema}, and so is it of groups. */
    public static Optional<DriftRule> parse(String text) {
        for (Subject subject : Subject.values()) {
            if (!subject.isFigure() && text.strip().equals(subject.label())) {
                return Optional.of(new DriftRule(subject, 0, text.strip()));
            }
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            double limit = Double.parseDouble(matcher.group(2));
            return Arrays.stream(Subject.values())
                    .filter(subject -> subject.label().equals(matcher.group(1)))
                    .filter(subject -> subject.isFigure() || limit == 0)
                    .map(subject -> new DriftRule(subject, limit, text.strip()))
                    .findFirst();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether a row of the drift fires it; a missing figure does not. */
    boolean fires(ColumnDrift drift, double alpha) {
        boolean isOverall = drift.group().columns().isEmpty();
        if (!subject.isFigure()) {
            return subject == Subject.SCHEMA
                    ? drift.status().isSchemaChange() && isOverall
                    : !drift.status().isCompared() && !isOverall;
        }
        double value =
                switch (subject) {
                    case JS -> drift.figure(Figure.JS_DIVERGENCE);
                    case EXCESS_JS -> drift.figure(Figure.JS_DIVERGENCE) - drift.figure(Figure.EXPECTED_JS_DIVERGENCE);
                    case KL -> drift.figure(Figure.KL_DIVERGENCE);
                    case PSI -> drift.figure(Figure.PSI);
                    case TV -> drift.figure(Figure.TOTAL_VARIATION);
                    case KS -> drift.figure(Figure.KS_STATISTIC);
                    case NULLS -> Math.abs(drift.figure(Figure.NULL_SHARE_CHANGE));
                    case NEW -> drift.added().count();
                    case VANISHED -> drift.vanished().count();
                    case SCHEMA, GROUPS -> Double.NaN;
                };
        double p = drift.figure(subject == Subject.KS ? Figure.KS_P_VALUE : Figure.P_VALUE);
        return value > limit && p <= alpha;
    }

    /** Whether it is about whole groups. */
    boolean isOfGroup() {
        return subject == Subject.GROUPS;
    }

    /** Which rule fired, where and on what. */
    String message(ColumnDrift drift) {
        if (isOfGroup()) {
            return "%s: group %s: %s"
                    .formatted(text, drift.group().name(), drift.status().text());
        }
        return "%s: column '%s'%s: %s"
                .formatted(
                        text,
                        drift.column(),
                        drift.group().columns().isEmpty()
                                ? ""
                                : " of group " + drift.group().name(),
                        subject == Subject.SCHEMA ? drift.status().text() : own(drift) + figures(drift));
    }

    /** The figure that the rule is of, where it is not among those that are always told. */
    private String own(ColumnDrift drift) {
        return switch (subject) {
            case NEW -> "new " + drift.added().count() + ", ";
            case VANISHED -> "vanished " + drift.vanished().count() + ", ";
            case NULLS -> String.format(Locale.ROOT, "share of nulls %+.4f, ", drift.figure(Figure.NULL_SHARE_CHANGE));
            case KL -> String.format(Locale.ROOT, "kl %.4f, ", drift.figure(Figure.KL_DIVERGENCE));
            case JS, EXCESS_JS, PSI, TV, KS, SCHEMA, GROUPS -> "";
        };
    }

    private static String figures(ColumnDrift drift) {
        String text = String.format(
                Locale.ROOT,
                "js %.4f (by chance %.4f), psi %.4f, tv %.4f, p %s",
                drift.figure(Figure.JS_DIVERGENCE),
                drift.figure(Figure.EXPECTED_JS_DIVERGENCE),
                drift.figure(Figure.PSI),
                drift.figure(Figure.TOTAL_VARIATION),
                probability(drift.figure(Figure.P_VALUE)));
        double ks = drift.figure(Figure.KS_STATISTIC);
        return Double.isNaN(ks)
                ? text
                : text
                        + String.format(
                                Locale.ROOT, ", ks %.4f (p %s)", ks, probability(drift.figure(Figure.KS_P_VALUE)));
    }

    /** Less than a double holds is no 0. */
    private static String probability(double p) {
        return p == 0 ? "<1e-300" : String.format(Locale.ROOT, "%.2g", p);
    }
}
