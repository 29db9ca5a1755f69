/** evaluate. */
package io.github.surprisal.evaluate;
