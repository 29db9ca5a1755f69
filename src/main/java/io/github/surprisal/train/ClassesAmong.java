package io.github.surprisal.train;

import java.util.Arrays;

/**
 * Where the margins of a model stand among those of more classes, for {@link Scorer#among}. Of two classes the model has one margin,
 * that of the second: the first one's is 0. Classes that the model does not know have the margin −∞.
 *
 * @param all how many classes
 * @param known by class of the model: which of them it is
 * @param margins of the model
 */
record ClassesAmong(int all, int[] known, int margins) {
    /** Which of all classes a margin of the model is of. */
    int classOf(int margin) {
        return known[margin + known.length - margins];
    }

    /** By class: what the margins begin with. */
    double[] starts(double[] of) {
        double[] wider = new double[all];
        Arrays.fill(wider, Double.NEGATIVE_INFINITY);
        for (int labelClass : known) {
            wider[labelClass] = 0;
        }
        for (int margin = 0; margin < margins; margin++) {
            wider[classOf(margin)] = of[margin];
        }
        return wider;
    }

    /** By class: its row of a matrix; zeros where there is none. */
    double[] rows(double[] of, int width) {
        double[] wider = new double[all * width];
        for (int margin = 0; margin < margins; margin++) {
            System.arraycopy(of, margin * width, wider, classOf(margin) * width, width);
        }
        return wider;
    }
}
