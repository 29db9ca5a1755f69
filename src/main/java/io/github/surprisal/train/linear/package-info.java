/**
 * Logistic and softmax regression. In: the training rows' codes and numbers. Out: a {@link io.github.surprisal.train.Model} whose
 * margins are sums of coefficients. What was decided and why stands in the room around.
 */
package io.github.surprisal.train.linear;
