package io.github.surprisal.drift;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What makes a comparison fail: a figure above a limit.
 *
 * @param text as the user wrote it
 */
public record DriftRule(Figure figure, double limit, String text) {
    private static final Pattern FORM = Pattern.compile("\\s*([a-z-]+)\\s*>\\s*([0-9.eE+-]+)\\s*");

    /** The figures that a rule may name. */
    public enum Figure {
        JS,
        /** Jensen–Shannon divergence beyond what is expected by chance. */
        EXCESS_JS,
        KL,
        PSI,
        TV,
        /** Size of the change of the share of nulls. */
        NULLS,
        /** Categories that only the table has. */
        NEW,
        /** Categories that only the reference has. */
        VANISHED;

        private String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What a rule looks like, for messages. */
    public static String form() {
        return "a figure, '>' and a number, such as js>0.1; figures: "
                + Arrays.stream(Figure.values()).map(Figure::label).collect(Collectors.joining(", "));
    }

    /** Reads a rule; nothing if it is none. */
    public static Optional<DriftRule> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            double limit = Double.parseDouble(matcher.group(2));
            return Arrays.stream(Figure.values())
                    .filter(figure -> figure.label().equals(matcher.group(1)))
                    .map(figure -> new DriftRule(figure, limit, text.strip()))
                    .findFirst();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether a row of the drift fires it; a missing figure does not. */
    boolean fires(Drift.ColumnDrift drift, double alpha) {
        double value =
                switch (figure) {
                    case JS -> drift.jsDivergence();
                    case EXCESS_JS -> drift.jsDivergence() - drift.expectedJsDivergence();
                    case KL -> drift.klDivergence();
                    case PSI -> drift.psi();
                    case TV -> drift.totalVariation();
                    case NULLS -> Math.abs(drift.nullShareChange());
                    case NEW -> drift.newCategories();
                    case VANISHED -> drift.vanishedCategories();
                };
        return value > limit && drift.pValue() <= alpha;
    }
}
