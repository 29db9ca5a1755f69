/** Partial counts ⇄ bytes: the blocks in which they travel from the tasks that count to those that reduce, and their way. */
package io.github.surprisal.count.wire;
