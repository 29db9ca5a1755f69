/** cli. */
package io.github.surprisal.cli;
