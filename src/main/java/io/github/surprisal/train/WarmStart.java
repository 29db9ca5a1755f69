package io.github.surprisal.train;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.table.UserException;
import java.util.List;

/**
 * A trained model to begin from: of the terms and classes that both have, its coefficients; of the others nothing. Where training
 * ends does not depend on it, but for what the tolerance leaves open.
 *
 * @param name what the user calls it
 * @param classes the classes of its label as text, by code
 * @param encoding what its coefficients belong to
 * @param scorer its coefficients and intercepts; their calibration has no part in this
 */
public record WarmStart(String name, List<String> classes, Encoding encoding, LinearScorer scorer) {
    /**
     * Makes sure that it is of use.
     *
     * @throws UserException where it has no class or no feature in common with these
     */
    public void check(Encoding other, List<String> otherClasses) {
        if (classes.stream().noneMatch(otherClasses::contains)) {
            throw new UserException("Cannot begin from the model in '%s': expected some of the classes %s, found %s"
                    .formatted(name, otherClasses, classes));
        }
        List<String> found =
                encoding.features().stream().map(FeatureEncoding::feature).toList();
        List<String> expected =
                other.features().stream().map(FeatureEncoding::feature).toList();
        if (found.stream().noneMatch(expected::contains)) {
            throw new UserException("Cannot begin from the model in '%s': expected some of the features %s, found %s"
                    .formatted(name, expected, found));
        }
    }
}
