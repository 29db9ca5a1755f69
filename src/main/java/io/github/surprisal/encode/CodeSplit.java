package io.github.surprisal.encode;

import io.github.surprisal.encode.FeatureEncoding.Binned;
import io.github.surprisal.encode.FeatureEncoding.Categorical;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A set of a feature's codes in the values of the table: those that go to the left at a node of a tree.
 *
 * @param threshold of a number: left is ≤ it; NaN of categories, and where nothing but a missing value goes to the right
 * @param thresholdText its exact text; empty where there is none
 * @param categories of a category: those that go left, {@link FeatureEncoding#OTHER} among them where all that are not named do
 * @param nullsLeft whether null, and of a number NaN, goes left
 * @param condition SQL over the raw column, true or not of every row: it names the side that is the shorter one to tell
 * @param conditionIsLeft whether rows for which it is true go left; else they go right, and all others left
 */
public record CodeSplit(
        double threshold,
        String thresholdText,
        List<String> categories,
        boolean nullsLeft,
        String condition,
        boolean conditionIsLeft) {
    /**
     * The split of a feature that is a code.
     *
     * @param column the feature in SQL
     * @param isRight of a code
     * @throws IllegalArgumentException for values that SQL has no literal for
     */
    public static CodeSplit of(FeatureEncoding feature, String column, IntPredicate isRight) {
        if (feature instanceof Binned binned) {
            return number(binned, column, isRight);
        }
        if (feature instanceof Categorical categorical) {
            return category(categorical, column, isRight);
        }
        throw new IllegalStateException("Not a code: " + feature.feature());
    }

    private static CodeSplit number(Binned feature, String column, IntPredicate isRight) {
        boolean nullsLeft = !isRight.test(feature.bins());
        boolean startsRight = isRight.test(0);
        int last = IntStream.range(0, feature.bins())
                .filter(bin -> isRight.test(bin) != startsRight)
                .findFirst()
                .orElse(feature.bins());
        if (IntStream.range(last, feature.bins()).anyMatch(bin -> isRight.test(bin) == startsRight)) {
            throw new IllegalStateException("Not one cut of " + feature.feature());
        }
        String missing = FeatureSql.missing(feature, column);
        if (last == feature.bins()) {
            return new CodeSplit(Double.NaN, "", List.of(), nullsLeft, missing, nullsLeft);
        }
        // A missing value is on no side of a comparison.
        String below = column + " <= " + FeatureSql.literal(feature.cutpoints(), last - 1);
        boolean missingIsBelow = nullsLeft != startsRight;
        return new CodeSplit(
                feature.cutpoints().number(last - 1),
                feature.cutpoints().text(last - 1),
                List.of(),
                nullsLeft,
                missingIsBelow ? below + " OR " + missing : below,
                !startsRight);
    }

    private static CodeSplit category(Categorical feature, String column, IntPredicate isRight) {
        int known = feature.categories().size();
        int none = feature.size();
        boolean nullsLeft = !isRight.test(feature.nulls() ? none - 1 : none);
        boolean restIsLeft = !isRight.test(feature.other() ? known : none);
        List<String> left = new ArrayList<>();
        List<Integer> named = new ArrayList<>();
        for (int code = 0; code < known; code++) {
            if (!isRight.test(code)) {
                left.add(feature.categories().text(code));
            }
            if (isRight.test(code) == restIsLeft) {
                named.add(code);
            }
        }
        if (restIsLeft) {
            left.add(FeatureEncoding.OTHER);
        }
        List<String> conditions = FeatureSql.isOneOf(feature.categories(), named, column);
        if (nullsLeft != restIsLeft) {
            conditions.add(column + " IS NULL");
        }
        return new CodeSplit(
                Double.NaN,
                "",
                List.copyOf(left),
                nullsLeft,
                conditions.isEmpty() ? "FALSE" : String.join(" OR ", conditions),
                !restIsLeft);
    }
}
