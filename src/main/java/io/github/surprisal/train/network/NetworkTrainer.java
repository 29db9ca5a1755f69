package io.github.surprisal.train.network;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.SplitMix;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.ClassCheck;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Lbfgs;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Model.Convergence;
import io.github.surprisal.train.Model.Iteration;
import io.github.surprisal.train.NetworkFit;
import io.github.surprisal.train.NetworkScorer;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.Passes;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainingMoments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Trains networks with one hidden layer. */
public final class NetworkTrainer {
    /** More parameters would be more than 64 MB that every pass sends out and each partition gives back. */
    private static final int MAX_PARAMETERS = 8_000_000;

    private final String name;
    private final EncodedTable table;
    private final Encoding encoding;
    private final List<String> classes;
    private final TrainConfig config;
    private final TrainConfig.Network settings;
    private final long began = System.nanoTime();
    private final List<Iteration> history = new ArrayList<>();
    private final IdentityHashMap<double[], double[]> sums = new IdentityHashMap<>();
    private double[] best;
    private int patience;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private int bestIteration;
    private double trainOfBest;

    /** Iterations since the best one that lowered the log-loss of the rows trained on, but not of those held out. */
    private int overfits;

    private NetworkTrainer(
            String name, EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config) {
        this.name = name;
        this.table = table;
        this.encoding = encoding;
        this.classes = classes;
        this.config = config;
        this.settings = config.network();
    }

    /**
     * Trains on the training rows of a table.
     *
     * @throws UserException where the training rows hold fewer than two classes, or there are too many weights
     */
    public static Model train(
            String name, EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config) {
        return new NetworkTrainer(name, table, encoding, classes, config).train();
    }

    private Model train() {
        Layout layout = table.layout();
        TrainingMoments moments = TrainingMoments.of(table, classes.size(), encoding, name);
        List<String> warnings = new ArrayList<>(ClassCheck.warnings(table.label(), moments.rows(), classes));
        ParameterLayout parameterLayout = ParameterLayout.of(layout, moments.means(), moments.scales());
        double[] factors = config.options().factors(classes, moments.ofClass());
        HeldOut heldOut = settings.earlyStopping() == 0
                ? HeldOut.NONE
                : HeldOut.share(
                        config.boosting().validationFraction(),
                        Arrays.stream(moments.rows()).sum(),
                        Arrays.stream(moments.ofClass()).sum());
        NetworkLoss any = new NetworkLoss(
                parameterLayout,
                layout.offset(encoding),
                classes.size(),
                settings.units(),
                settings.activation(),
                settings.losses().get(0),
                factors,
                heldOut);
        patience = heldOut.equals(HeldOut.NONE) ? 0 : settings.earlyStopping();
        long parameters =
                (long) parameterLayout.width() * settings.units() + (long) any.margins() * (settings.units() + 1);
        if (parameters > MAX_PARAMETERS) {
            throw new UserException(
                    "Cannot train %s on label '%s': it would have %,d weights, at most %,d; lower train.network.units or train.max-categories"
                            .formatted(name, table.label(), parameters, MAX_PARAMETERS));
        }
        double lambda = config.regParam() == TrainConfig.AUTO ? TrainConfig.Network.REG_PARAM : config.regParam();
        double[] l2 = penalty(any, lambda);
        Passes passes = new Passes(table.blocks(), name);
        best = start(any, moments, factors);
        Convergence end = Convergence.MAX_ITERATIONS;
        for (TrainConfig.Network.Loss loss : settings.losses()) {
            bestLoss = Double.POSITIVE_INFINITY;
            overfits = 0;
            end = minimise(any.with(loss), passes, l2);
        }
        return new Model(
                name,
                List.copyOf(classes),
                encoding,
                scorer(any, best),
                List.copyOf(history),
                end,
                List.copyOf(warnings),
                new NetworkFit(bestIteration, any.size(), lambda),
                Optional.empty());
    }

    /** From the best point so far to the best of this loss. */
    private Convergence minimise(NetworkLoss of, Passes passes, double[] l2) {
        Lbfgs lbfgs = new Lbfgs(x -> at(of, passes, l2, x), new double[of.size()], open -> UnaryOperator.identity());
        Lbfgs.Minimum minimum = lbfgs.minimise(best, config.maxIter(), config.tol(), (reached, here) -> {
            look(reached, here);
            return patience == 0 || overfits < patience;
        });
        sums.clear();
        if (patience == 0) {
            best = minimum.x();
            bestIteration = history.size() - 1;
        }
        return minimum.convergence();
    }

    /** Notes what is known of a point where an iteration ended, and keeps the best one. */
    private void look(Iteration reached, Lbfgs.Point here) {
        double[] of = sums.get(here.x());
        sums.clear();
        sums.put(here.x(), of);
        double train = of[1] / of[2];
        double validation = of[4] > 0 ? of[3] / of[4] : Double.NaN;
        history.add(new Iteration(
                history.size(),
                reached.objective(),
                reached.gradientNorm(),
                train,
                validation,
                (System.nanoTime() - began) / 1e9));
        double loss = of[4] > 0 ? validation : train;
        if (loss < bestLoss) {
            bestLoss = loss;
            best = here.x();
            bestIteration = history.size() - 1;
            trainOfBest = train;
            overfits = 0;
        } else if (train < trainOfBest) {
            overfits++;
        }
    }

    private Lbfgs.Point at(NetworkLoss of, Passes passes, double[] l2, double[] x) {
        double[] all = passes.sum(of, NetworkLoss.HEAD + of.size(), (into, block, pass) -> pass.addTo(into, block), x);
        sums.put(x, Arrays.copyOf(all, NetworkLoss.HEAD));
        double value = all[0] / all[2];
        double[] gradient = new double[x.length];
        int[] termOf = of.parameterLayout().termOf();
        for (int j = 0; j < x.length; j++) {
            int slot = j / of.units();
            // Rows that have none of a column's terms add nothing.
            boolean isFitted = j >= of.output() || slot == of.parameterLayout().intercept() || termOf[slot] >= 0;
            value += l2[j] / 2 * x[j] * x[j];
            gradient[j] = isFitted ? all[NetworkLoss.HEAD + j] / all[2] + l2[j] * x[j] : 0;
        }
        return new Lbfgs.Point(x, value, gradient);
    }

    /** Of every weight but the intercepts and what stands for no term. */
    private static double[] penalty(NetworkLoss of, double lambda) {
        double[] l2 = new double[of.size()];
        int[] termOf = of.parameterLayout().termOf();
        for (int j = 0; j < of.intercepts(); j++) {
            l2[j] = j >= of.output() || termOf[j / of.units()] >= 0 ? lambda : 0;
        }
        return l2;
    }

    /**
     * Weights drawn from normal distributions of variance 2/(columns + units) and 2/(units + margins), so that values keep their
     * spread from layer to layer (X. Glorot and Y. Bengio, AISTATS 2010), a row having one term a column; the margins' intercepts are
     * the shares of the classes.
     */
    private double[] start(NetworkLoss of, TrainingMoments moments, double[] factors) {
        double[] x = new double[of.size()];
        int[] termOf = of.parameterLayout().termOf();
        int columns = of.parameterLayout().numbers() + of.parameterLayout().offsets().length;
        double hidden = Math.sqrt(2.0 / (columns + of.units()));
        double output = Math.sqrt(2.0 / (of.units() + of.margins()));
        for (int j = 0; j < of.intercepts(); j++) {
            boolean isOutput = j >= of.output();
            if (isOutput || termOf[j / of.units()] >= 0) {
                x[j] = (isOutput ? output : hidden) * normal(config.seed(), j);
            }
        }
        double[] logs = new double[classes.size()];
        for (int k = 0; k < logs.length; k++) {
            double weight = moments.ofClass()[k] * (factors.length == 0 ? 1 : factors[k]);
            logs[k] = weight > 0 ? Elementary.log(weight) : 0;
        }
        double mean = Arrays.stream(logs).average().orElse(0);
        for (int k = 0; k < of.margins(); k++) {
            x[of.intercepts() + k] = of.margins() == 1 ? logs[1] - logs[0] : logs[k] - mean;
        }
        return x;
    }

    /** A standard normal number of a place, by the polar method (G. Marsaglia and T. Bray 1964, doi:10.1137/1006063). */
    private static double normal(long seed, int place) {
        long hash = SplitMix.combine(SplitMix.mix(seed), place);
        while (true) {
            double x = 2 * SplitMix.uniform(hash) - 1;
            hash = SplitMix.mix(hash);
            double y = 2 * SplitMix.uniform(hash) - 1;
            hash = SplitMix.mix(hash);
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                return x * Math.sqrt(-2 * Elementary.log(square) / square);
            }
        }
    }

    private NetworkScorer scorer(NetworkLoss of, double[] x) {
        int units = of.units();
        int[] termOf = of.parameterLayout().termOf();
        double[] weights = new double[of.parameterLayout().layout().terms() * units];
        for (int slot = 0; slot < termOf.length; slot++) {
            if (termOf[slot] >= 0 && slot != of.offset()) {
                System.arraycopy(x, slot * units, weights, termOf[slot] * units, units);
            }
        }
        int hidden = of.parameterLayout().intercept() * units;
        return new NetworkScorer(
                of.activation(),
                weights,
                Arrays.copyOfRange(x, hidden, hidden + units),
                Arrays.copyOfRange(x, of.output(), of.intercepts()),
                Arrays.copyOfRange(x, of.intercepts(), of.size()),
                of.parameterLayout().means(),
                of.parameterLayout().scales(),
                of.offset(),
                Calibration.NONE);
    }
}
