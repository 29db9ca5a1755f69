/**
 * A file and what is set over it → one tree of values, each of which knows where it was set.
 *
 * <p>How: {@link io.github.surprisal.cli.config.Input} tells a config from the path of a table. {@link
 * io.github.surprisal.cli.config.ConfigFile} reads HOCON from a file and from {@code --set} into one tree, resolves its substitutions and
 * takes nulls out. {@link io.github.surprisal.cli.config.ConfigValues} are the values of such a tree by path, each checked as it is asked for.
 * {@link io.github.surprisal.cli.config.Secrets} remembers what must not be shown, and takes it out of texts.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Which keys there are is not known here, but for the blocks that a path on the command line belongs to.
 *   <li>A complaint names the key, where it was set, what was expected and what was found; of a secret not what was found.
 *   <li>Only a file that is named as a config includes others.
 * </ul>
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A value of {@code --set} is read as HOCON only where that is plainly meant: a list, a block, a quoted string, a
 *       number, a boolean, null or a substitution. Anything else is taken as it stands, since HOCON would cut
 *       {@code a//b} and {@code x#y} at what it takes for a comment.
 *   <li>Substitutions see the environment after the config's own keys, and never Java's system properties: Spark's
 *       settings live there and have a precedence of their own.
 *   <li>An option of a source is secret unless its name is known to be harmless: what sources call their passwords nobody can list.
 * </ul>
 */
package io.github.surprisal.cli.config;
