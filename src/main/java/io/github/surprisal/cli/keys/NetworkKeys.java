package io.github.surprisal.cli.keys;

import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.train.NetworkScorer.Activation;
import io.github.surprisal.train.TrainConfig.Network;
import io.github.surprisal.train.TrainConfig.Network.Loss;
import java.util.List;

/** The keys of networks. */
final class NetworkKeys {
    static final Key<Integer> UNITS = new Key<>(
            "train.network.units",
            KeyType.whole("a whole number from 1 to 4096", x -> x >= 1 && x <= 4096),
            "64",
            "How many units the hidden layer has");

    static final Key<Activation> ACTIVATION = new Key<>(
            "train.network.activation",
            KeyType.oneOf(Activation.values()),
            "relu",
            "What a unit makes of its sum z: `relu` max(0, z), `sigmoid` 1/(1 + e⁻ᶻ)");

    static final Key<List<Loss>> LOSS = new Key<>(
            "train.network.loss",
            KeyType.someOf(Loss.values()),
            "cross-entropy",
            "What is minimised over the training rows: the log-loss, or the squared error of the probabilities. Of a list one after"
                    + " the other, each from where the one before ended");

    static final Key<Integer> EARLY_STOPPING = new Key<>(
            "train.network.early-stopping",
            KeyType.from(0),
            "10",
            "After so many iterations without a lower log-loss of the rows held out training ends, and the best iteration is kept;"
                    + " 0 trains on all training rows to the end");

    static final List<Key<?>> ALL = List.of(UNITS, ACTIVATION, LOSS, EARLY_STOPPING);

    private NetworkKeys() {}

    static Network read(ConfigValues values) {
        return new Network(UNITS.in(values), ACTIVATION.in(values), LOSS.in(values), EARLY_STOPPING.in(values));
    }
}
