package io.github.surprisal.evaluate;

/**
 * What a model has from a feature: a row of {@code feature_importance}. Over the features, {@link #INTERCEPT} and
 * {@link #CALIBRATION}, they add up to the information used, label entropy − log-loss, of the same rows.
 *
 * @param feature the feature, {@link #INTERCEPT} or {@link #CALIBRATION}
 * @param information by how much it lowers the mean log-loss of the rows, in the run's unit; below 0 where it raises it
 * @param splits how many nodes of trees ask for it; NaN of models without trees
 * @param share of the information used; NaN where none is used
 */
public record FeatureImportance(
        String model, String dataset, String feature, double information, double splits, double share) {
    /** What the model has without any feature, less the label's entropy: 0 where it knows the shares of the classes in these rows. */
    public static final String INTERCEPT = "(intercept)";

    /** What calibration adds to or takes from it. */
    public static final String CALIBRATION = "(calibration)";
}
