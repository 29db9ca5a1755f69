/** Surprisal. */
package io.github.surprisal;
