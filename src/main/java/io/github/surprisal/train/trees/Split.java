package io.github.surprisal.train.trees;

/**
 * How a node may be parted in two.
 *
 * @param column of codes
 * @param rightCodes the set of the codes that go to the right, four numbers
 * @param gain by how much it lowers the quadratic model of the loss, in units of the greatest weight
 * @param rightGradient of the right child, in quanta
 * @param rightHessian likewise
 */
record Split(int column, long[] rightCodes, double gain, long rightGradient, long rightHessian) {}
