package io.github.surprisal.evaluate;

import io.github.surprisal.train.Model;
import io.github.surprisal.train.Scorer;
import java.util.List;

/**
 * What is evaluated of a model.
 *
 * @param name its name in output
 * @param classes the classes of the label as text, by code
 * @param scorer its margins
 */
public record Scored(String name, List<String> classes, Scorer scorer) {
    /** Of a model that was trained. */
    public static Scored of(Model model) {
        return new Scored(model.name(), model.classes(), model.scorer());
    }
}
