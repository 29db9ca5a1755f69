package io.github.surprisal.train.linear;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.WarmStart;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a model to begin from, in the slots of another one. */
record WarmParameters(WarmStart from) {
    /**
     * Parameters with which the rows have the margins of this model, as far as that is possible.
     *
     * @param free which ones may differ from 0
     * @param intercepts of classes that are not known here, by class, from the first one
     */
    double[] in(
            ParameterLayout parameterLayout, Encoding to, List<String> toClasses, boolean[] free, double[] intercepts) {
        int width = parameterLayout.width();
        int[] termOf = termOf(parameterLayout, to);
        double[][] ofClass = new double[toClasses.size()][];
        for (int k = 0; k < ofClass.length; k++) {
            ofClass[k] = of(from.classes().indexOf(toClasses.get(k)), parameterLayout, termOf, intercepts[k]);
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
            moveReferences(margin, parameterLayout, free, first);
            for (int j = 0; j < width; j++) {
                parameters[first + j] = free[first + j] ? margin[j] : 0;
            }
        }
        return parameters;
    }

    /** The slots of one class: of one that is not known the intercept alone, of the first of two nothing. */
    private double[] of(int known, ParameterLayout parameterLayout, int[] termOf, double intercept) {
        int width = parameterLayout.width();
        double[] slots = new double[width];
        int margin = from.scorer().margins() == 1 ? known - 1 : known;
        if (known < 0) {
            slots[width - 1] = intercept;
        } else if (margin >= 0) {
            slots[width - 1] = from.scorer().intercepts()[margin];
            for (int slot = 0; slot < width - 1; slot++) {
                boolean number = slot < parameterLayout.numbers();
                double coefficient = termOf[slot] < 0
                        ? 0
                        : from.scorer().coefficients()[margin * from.scorer().terms() + termOf[slot]];
                slots[slot] = number ? coefficient / parameterLayout.scales()[slot] : coefficient;
                slots[width - 1] += number ? coefficient * parameterLayout.means()[slot] : 0;
            }
        }
        return slots;
    }

    /** The term here of each slot there, or −1. */
    private int[] termOf(ParameterLayout parameterLayout, Encoding to) {
        Map<Encoding.Term, Integer> known = new HashMap<>();
        List<Encoding.Term> old = from.encoding().terms();
        for (int t = 0; t < old.size(); t++) {
            known.put(old.get(t), t);
        }
        List<Encoding.Term> terms = to.terms();
        return Arrays.stream(parameterLayout.termOf())
                .map(term -> term < 0 ? -1 : known.getOrDefault(terms.get(term), -1))
                .toArray();
    }

    /** What a category that the others are compared with has of its own goes to the intercept. */
    private static void moveReferences(double[] margin, ParameterLayout parameterLayout, boolean[] free, int first) {
        int intercept = parameterLayout.intercept();
        for (int c = 0; c < parameterLayout.offsets().length && free[first + intercept]; c++) {
            int from = parameterLayout.offsets()[c];
            int size = parameterLayout.layout().sizes()[c];
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
