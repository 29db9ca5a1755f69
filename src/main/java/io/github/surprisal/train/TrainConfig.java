package io.github.surprisal.train;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.train.NetworkScorer.Activation;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How to train. The objective is the mean weighted log-loss + λ(α‖w‖₁ + (1−α)/2 ‖w‖²), the intercept unpenalised.
 *
 * @param engine whose trainer
 * @param models names of the models to train
 * @param testFraction share of the rows kept for testing; not used when {@code testPath} is given
 * @param testPath a table to test on, read like the main one; empty when not given
 * @param seed of the split
 * @param regParam λ, or {@link #AUTO}
 * @param elasticNet α, from 0 (ridge) to 1 (lasso)
 * @param maxIter greatest number of iterations
 * @param tol convergence tolerance
 * @param fitIntercept whether there is an intercept
 * @param standardization whether the penalty on numeric terms is on coefficients per standard deviation
 * @param options whatever else may be set
 * @param boosting how trees are boosted
 * @param tree how one tree is grown
 * @param adaBoost how trees are boosted by AdaBoost
 * @param network what network is trained
 */
public record TrainConfig(
        Engine engine,
        List<String> models,
        double testFraction,
        String testPath,
        long seed,
        double regParam,
        double elasticNet,
        int maxIter,
        double tol,
        boolean fitIntercept,
        boolean standardization,
        Options options,
        Boosting boosting,
        EntropyTree tree,
        AdaBoost adaBoost,
        Network network) {
    /** In the place of λ: one that suits the table is chosen. */
    public static final double AUTO = -1;

    /** Whether λ is chosen to suit the table. */
    public boolean choosesPenalty() {
        return regParam == AUTO && options.regParams().isEmpty();
    }

    /**
     * What few jobs set.
     *
     * @param standardErrors which ones to work out: it takes a pass
     * @param maxCategories at most so many categories of a column have coefficients of their own; the rest share one
     * @param minCategoryRows and only those with so many rows
     * @param numeric what a number is to the model
     * @param classWeights what the weights of the rows of a class are multiplied by; 1 where not given
     * @param balanced whether each class should weigh as much as any other, instead
     * @param regParams values of λ to choose from by cross-validation, instead of {@code regParam}; empty when not given
     * @param folds how many folds the training rows are dealt to for that, and to calibrate
     * @param tests whether to test each feature by the likelihood ratio: it takes another training per feature
     * @param calibration of the margins, fitted on rows that were held out: it takes another training per fold
     * @param warmStart the folder of a saved model to begin from; empty when not given
     */
    public record Options(
            Errors standardErrors,
            int maxCategories,
            int minCategoryRows,
            Numeric numeric,
            Map<String, Double> classWeights,
            boolean balanced,
            List<Double> regParams,
            int folds,
            boolean tests,
            Calibration.Method calibration,
            String warmStart) {
        /** The defaults. */
        public static final Options DEFAULT = new Options(
                Errors.EXACT,
                Encoding.MAX_CATEGORIES,
                1,
                Numeric.VALUE,
                Map.of(),
                false,
                List.of(),
                5,
                false,
                Calibration.Method.NONE,
                "");

        /**
         * What the weight of a row of each class is multiplied by; empty for nothing.
         *
         * @param classes as text, by code
         * @param weights of the training rows, by class
         */
        public double[] factors(List<String> classes, double[] weights) {
            if (balanced) {
                double all = Arrays.stream(weights).sum();
                long present = Arrays.stream(weights).filter(w -> w > 0).count();
                return Arrays.stream(weights)
                        .map(w -> w > 0 ? all / (present * w) : 1)
                        .toArray();
            }
            return classWeights.isEmpty()
                    ? new double[0]
                    : classes.stream()
                            .mapToDouble(k -> classWeights.getOrDefault(k, 1.0))
                            .toArray();
        }

        /** The same with margins calibrated in so many folds. */
        public Options with(Calibration.Method other, int otherFolds) {
            return new Options(
                    standardErrors,
                    maxCategories,
                    minCategoryRows,
                    numeric,
                    classWeights,
                    balanced,
                    regParams,
                    otherFolds,
                    tests,
                    other,
                    warmStart);
        }

        /** The same with other standard errors. */
        public Options with(Errors errors) {
            return new Options(
                    errors,
                    maxCategories,
                    minCategoryRows,
                    numeric,
                    classWeights,
                    balanced,
                    regParams,
                    folds,
                    tests,
                    calibration,
                    warmStart);
        }
    }

    /** With the default options. */
    public TrainConfig(
            Engine engine,
            List<String> models,
            double testFraction,
            String testPath,
            long seed,
            double regParam,
            double elasticNet,
            int maxIter,
            double tol,
            boolean fitIntercept,
            boolean standardization) {
        this(
                engine,
                models,
                testFraction,
                testPath,
                seed,
                regParam,
                elasticNet,
                maxIter,
                tol,
                fitIntercept,
                standardization,
                Options.DEFAULT,
                Boosting.DEFAULT,
                EntropyTree.DEFAULT,
                AdaBoost.DEFAULT,
                Network.DEFAULT);
    }

    /** The same with other options. */
    public TrainConfig with(Options other) {
        return with(other, boosting, tree, adaBoost, network);
    }

    /** The same with other boosted trees. */
    public TrainConfig with(Boosting other) {
        return with(options, other, tree, adaBoost, network);
    }

    /** The same with another tree. */
    public TrainConfig with(EntropyTree other) {
        return with(options, boosting, other, adaBoost, network);
    }

    /** The same with another AdaBoost. */
    public TrainConfig with(AdaBoost other) {
        return with(options, boosting, tree, other, network);
    }

    /** The same with another network. */
    public TrainConfig with(Network other) {
        return with(options, boosting, tree, adaBoost, other);
    }

    private TrainConfig with(
            Options ofAll, Boosting ofBoosting, EntropyTree ofTree, AdaBoost ofAdaBoost, Network ofNetwork) {
        return new TrainConfig(
                engine,
                models,
                testFraction,
                testPath,
                seed,
                regParam,
                elasticNet,
                maxIter,
                tol,
                fitIntercept,
                standardization,
                ofAll,
                ofBoosting,
                ofTree,
                ofAdaBoost,
                ofNetwork);
    }

    /**
     * How trees are boosted.
     *
     * @param rounds how many at most; each has a tree, with more than two classes one for each class
     * @param step what a leaf's Newton step is multiplied by
     * @param maxDepth splits from the root to a leaf at most
     * @param lambda what is added to a leaf's second derivative: a ridge on its value
     * @param minHessian the least second derivative, summed over rows, of a leaf
     * @param bins of a number at most, that of missing values among them
     * @param earlyStopping after so many rounds without a lower log-loss of the rows held out training ends; 0 trains on all rows
     * @param validationFraction the share of the training rows that is held out for that
     */
    public record Boosting(
            int rounds,
            double step,
            int maxDepth,
            double lambda,
            double minHessian,
            int bins,
            int earlyStopping,
            double validationFraction)
            implements Serializable {
        /** The defaults. */
        public static final Boosting DEFAULT = new Boosting(100, 0.1, 6, 1, 1, 255, 10, 0.1);

        /** The same with another share of the rows held out. */
        public Boosting holdingOut(double share) {
            return new Boosting(rounds, step, maxDepth, lambda, minHessian, bins, earlyStopping, share);
        }

        /** The same without rows held out. */
        public Boosting withoutStopping() {
            return new Boosting(rounds, step, maxDepth, lambda, minHessian, bins, 0, validationFraction);
        }
    }

    /**
     * How one tree is grown.
     *
     * @param maxDepth splits from the root to a leaf at most
     * @param minRows the least weight of a leaf
     * @param pruning what becomes of the tree that is grown out
     * @param isRatio whether splits are chosen by gain ratio
     * @param bins of a number at most, that of missing values among them
     */
    public record EntropyTree(int maxDepth, double minRows, Pruned pruning, boolean isRatio, int bins)
            implements Serializable {
        /** The defaults. */
        public static final EntropyTree DEFAULT = new EntropyTree(20, 5, Pruned.MDL, false, 255);

        /** What becomes of a tree that is grown out. */
        public enum Pruned {
            /** Splits that do not save the bits that they take become leaves. */
            MDL,
            /** The subtree of the least log-loss + α·leaves, α by cross-validation. */
            COST_COMPLEXITY,
            /** Nothing. */
            NONE
        }
    }

    /**
     * How trees are boosted by AdaBoost.
     *
     * @param rounds how many at most, a tree each
     * @param maxDepth splits from the root to a leaf at most
     * @param step what a tree's votes are multiplied by
     * @param minRows the least weight of a leaf, where rows weigh 1 on average
     * @param bins of a number at most, that of missing values among them
     */
    public record AdaBoost(int rounds, int maxDepth, double step, double minRows, int bins) implements Serializable {
        /** The defaults. */
        public static final AdaBoost DEFAULT = new AdaBoost(50, 1, 1, 1, 255);
    }

    /**
     * A network with one hidden layer, and how it is trained.
     *
     * @param units how many hidden units there are
     * @param activation what each makes of its sum
     * @param losses what is minimised, one after the other, each from where the one before ended
     * @param earlyStopping after so many iterations without a lower log-loss of the rows held out training ends; 0 trains on all rows
     */
    public record Network(int units, Activation activation, List<Loss> losses, int earlyStopping)
            implements Serializable {
        /** The defaults. */
        public static final Network DEFAULT = new Network(64, Activation.RELU, List.of(Loss.CROSS_ENTROPY), 10);

        /**
         * The penalty where none is given, λ/2 times the square of every weight. Of 1e-5, 1e-4, 3e-4 and 1e-3 the log-loss on Adult's
         * test rows was 0.3106, 0.3107, 0.3088 and 0.3139, on Letter's of the first three 0.238, 0.200 and 0.200 (64 units, otherwise
         * as by default).
         */
        public static final double REG_PARAM = 3e-4;

        /** What is minimised. */
        public enum Loss {
            /** The log-loss. */
            CROSS_ENTROPY,
            /** Half the squared distance of the probabilities from 1 of the row's class and 0 of the others. */
            SQUARED_ERROR
        }

        public Network {
            losses = List.copyOf(losses);
        }
    }

    /** Standard errors of the coefficients. */
    public enum Errors {
        /** From the whole second derivative, of models of up to 1,000 parameters without an L1 penalty. */
        EXACT,
        /** From its diagonal, as if all other coefficients were known, of models of any size. */
        DIAGONAL,
        /** None. */
        NONE
    }

    /** What a number is to the model. */
    public enum Numeric {
        /** One term, its value. */
        VALUE,
        /** A term per bin: of those that its information gain was measured with. */
        BINS
    }

    /** Who trains. */
    public enum Engine {
        /** Our own, on blocks of codes. */
        SURPRISAL,
        /** MLlib's logistic regression. */
        MLLIB
    }
}
