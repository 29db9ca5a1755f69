package io.github.surprisal.train;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.table.UserException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A trained model to begin from: of the terms and classes that both have, its coefficients; of the others nothing. Where training
 * ends does not depend on it, but for what the tolerance leaves open.
 *
 * @param name what the user calls it
 * @param classes the classes of its label as text, by code
 * @param encoding what its coefficients belong to
 * @param scorer its coefficients and intercepts; their calibration has no part in this
 */
public record WarmStart(String name, List<String> classes, Encoding encoding, Scorer scorer) {
    /** @throws UserException where it has no class or no feature in common with these */
    void check(Encoding other, List<String> otherClasses) {
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

    /**
     * Parameters with which the rows have the margins of this model, as far as that is possible.
     *
     * @param free which ones may differ from 0
     * @param intercepts of classes that are not known here, by class, from the first one
     */
    double[] parameters(Design design, Encoding to, List<String> toClasses, boolean[] free, double[] intercepts) {
        int width = design.width();
        int[] termOf = termOf(design, to);
        double[][] ofClass = new double[toClasses.size()][];
        for (int k = 0; k < ofClass.length; k++) {
            ofClass[k] = of(classes.indexOf(toClasses.get(k)), design, termOf, intercepts[k]);
        }
        boolean binary = ofClass.length == 2;
        // The first of several classes may be what the others are compared with.
        boolean relative = binary || !Metric.anyFree(free, 0, width);
        double[] parameters = new double[free.length];
        for (int k = binary ? 1 : 0; k < ofClass.length; k++) {
            double[] margin = ofClass[k].clone();
            for (int j = 0; j < width && relative; j++) {
                margin[j] -= ofClass[0][j];
            }
            int first = (binary ? 0 : k) * width;
            moveReferences(margin, design, free, first);
            for (int j = 0; j < width; j++) {
                parameters[first + j] = free[first + j] ? margin[j] : 0;
            }
        }
        return parameters;
    }

    /** The slots of one class: of one that is not known the intercept alone, of the first of two nothing. */
    private double[] of(int known, Design design, int[] termOf, double intercept) {
        int width = design.width();
        double[] slots = new double[width];
        int margin = scorer.margins() == 1 ? known - 1 : known;
        if (known < 0) {
            slots[width - 1] = intercept;
        } else if (margin >= 0) {
            slots[width - 1] = scorer.intercepts()[margin];
            for (int slot = 0; slot < width - 1; slot++) {
                boolean number = slot < design.numbers();
                double coefficient =
                        termOf[slot] < 0 ? 0 : scorer.coefficients()[margin * scorer.terms() + termOf[slot]];
                slots[slot] = number ? coefficient / design.scales()[slot] : coefficient;
                slots[width - 1] += number ? coefficient * design.means()[slot] : 0;
            }
        }
        return slots;
    }

    /** The term here of each slot there, or −1. */
    private int[] termOf(Design design, Encoding to) {
        Map<Encoding.Term, Integer> known = new HashMap<>();
        List<Encoding.Term> old = encoding.terms();
        for (int t = 0; t < old.size(); t++) {
            known.put(old.get(t), t);
        }
        List<Encoding.Term> terms = to.terms();
        return Arrays.stream(design.termOf())
                .map(term -> term < 0 ? -1 : known.getOrDefault(terms.get(term), -1))
                .toArray();
    }

    /** What a category that the others are compared with has of its own goes to the intercept. */
    private static void moveReferences(double[] margin, Design design, boolean[] free, int first) {
        int intercept = design.intercept();
        for (int c = 0; c < design.offsets().length && free[first + intercept]; c++) {
            int from = design.offsets()[c];
            int size = design.layout().sizes()[c];
            double reference = margin[from];
            if (!free[first + from] && reference != 0) {
                for (int j = from; j < from + size; j++) {
                    margin[j] -= reference;
                }
                margin[intercept] += reference;
            }
        }
    }
}
