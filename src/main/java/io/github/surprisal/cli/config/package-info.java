/** A file and what is set over it → one tree of values, each of which knows where it was set. */
package io.github.surprisal.cli.config;
