/** Every key of a config, declared once: a tree of values → the configs of the rooms. */
package io.github.surprisal.cli.keys;
