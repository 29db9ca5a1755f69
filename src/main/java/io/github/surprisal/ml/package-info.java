/** ml. */
package io.github.surprisal.ml;
