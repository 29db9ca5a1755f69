/**
 * {@link io.github.surprisal.select.criterion.Standing} of a candidate → its score: fifteen criteria, one file each, with the
 * formula and the paper above it. Pure functions, no Spark.
 *
 * <p>One notation: X is the candidate, Y the label, Z<sub>j</sub> the features selected so far, s of them;
 * rel = I(X;Y), c<sub>j</sub> = I(X;Y|Z<sub>j</sub>), r<sub>j</sub> = I(X;Z<sub>j</sub>),
 * q<sub>j</sub> = I(X;Z<sub>j</sub>|Y) = r<sub>j</sub> + c<sub>j</sub> − I(X;Y),
 * J<sub>j</sub> = I(X,Z<sub>j</sub>;Y) = I(Z<sub>j</sub>;Y) + c<sub>j</sub>, and SU(A,B) = 2·I(A;B)/(H(A) + H(B)). The greatest score is best.
 *
 * <p>Decision: nearly all of the literature's criteria are functions of two figures a pair, c and r. So the counting knows
 * nothing of criteria, and a criterion nothing of counting. A criterion does not know whether its terms are as counted or
 * adjusted for chance.
 *
 * <p>Source of the common view: G. Brown, A. Pocock, M.-J. Zhao and M. Luján, Conditional likelihood maximisation: a unifying
 * framework for information theoretic feature selection, JMLR 13 (2012), 27–66.
 */
package io.github.surprisal.select.criterion;
