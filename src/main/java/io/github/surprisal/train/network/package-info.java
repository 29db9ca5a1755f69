/**
 * A network with one hidden layer on the encoded blocks. In: blocks of codes and numbers, the same that the linear learner takes.
 * Out: a {@link io.github.surprisal.train.NetworkScorer}.
 *
 * <p>Of a row with terms x: z = b + Σ x(t)·W(t), a = σ(z) or max(0, z), margins m = d + B·a; with more than two classes p is the
 * softmax of a margin per class, with two the logistic function of one. A term of a category is a row of W that is looked up and
 * added, its gradient is scattered back: inputs that are 0 cost nothing.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The whole gradient and limited-memory BFGS instead of samples of rows: a pass is a Spark job whose partitions are added in
 *       their order, so there is neither a learning rate to choose nor an order of rows, and the same table gives the same bits on
 *       any cluster. Weights begin at numbers drawn by counting from the seed.
 *   <li>Cross-entropy is the loss; squared error of the probabilities is there to compare, and after it, as P. Golik, P. Doetsch and
 *       H. Ney (Interspeech 2013, doi:10.21437/Interspeech.2013-436) did. Its gradient has the factor p, so a row that is wrong for
 *       certain hardly moves a weight.
 *   <li>The iteration with the least log-loss of rows held out is kept, whichever loss is minimised.
 * </ul>
 */
package io.github.surprisal.train.network;
