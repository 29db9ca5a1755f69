/**
 * The command line: arguments and a config file in, a {@link io.github.surprisal.job.JobConfig} to the job, an exit code
 * out.
 *
 * <p>Input → output: {@code COMMAND [JOB.conf] [--set key=value ...]} becomes a checked {@code JobConfig}; then, and only
 * then, a Spark session is made and the job is run with both. {@link io.github.surprisal.cli.ProgramOptions} does the same
 * for a program, which has a session and rows at hand.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The only user of picocli and of Typesafe Config; no other package sees their types.
 *   <li>Whatever can be said about a config without Spark is said before the session starts: a mistake costs a second.
 *   <li>Exit codes: 0 done, 1 the job failed, 2 the user can mend it. An error is one line on stderr that names what,
 *       where, what was found and what would be right; a stack trace only with {@code --verbose}.
 *   <li>No value that looks like a secret leaves here as text: neither in the stored config nor in a message.
 *   <li>A session is stopped only if it was made here.
 * </ul>
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A key is declared once, a {@link io.github.surprisal.cli.keys.Key} in the file of its block ({@code TableKeys}, ..): name,
 *       type, default, text. What is known, reading, complaints, the text of an option that stands for it and the page {@code
 *       configuration.md} come from there; a default is written as users write it.
 *   <li>A value of {@code --set} is read as HOCON only where that is plainly meant: a list, a block, a quoted string, a
 *       number, a boolean, null or a substitution. Anything else is taken as it stands, since HOCON would cut
 *       {@code a//b} and {@code x#y} at what it takes for a comment.
 *   <li>Substitutions see the environment after the config's own keys, and never Java's system properties: Spark's
 *       settings live there and have a precedence of their own.
 *   <li>What the contract names and this version does not have is refused by name, rather than ignored.
 * </ul>
 */
package io.github.surprisal.cli;
