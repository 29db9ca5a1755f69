package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.Table;
import io.github.surprisal.train.Scorer;
import java.util.List;
import java.util.Map;

/**
 * What a saved pipeline has learned.
 *
 * @param classes the labels as text, by class
 * @param expressions feature → the SQL that computes it, for features that are not columns
 * @param elements feature → the element of a vector column that it is
 */
public record SavedModel(
        List<String> classes,
        Encoding encoding,
        Scorer scorer,
        Map<String, String> expressions,
        Map<String, Table.Element> elements) {
    static SavedModel of(List<String> classes, Encoding encoding, Scorer scorer, FeatureSources sources) {
        return new SavedModel(classes, encoding, scorer, sources.expressions(), sources.elements());
    }
}
