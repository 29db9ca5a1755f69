/** train. */
package io.github.surprisal.train;
