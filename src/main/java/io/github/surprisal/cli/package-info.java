/**
 * The command line: arguments and a config file in, a {@link io.github.surprisal.job.JobConfig} to the job, an exit code
 * out.
 *
 * <p>Input → output: {@code COMMAND [JOB.conf] [--set key=value ...]} becomes a checked {@code JobConfig}; then, and only
 * then, a Spark session is made and the job is run with both. {@link io.github.surprisal.cli.ProgramOptions} does the same
 * for a program, which has a session and rows at hand.
 *
 * <p>Rooms inside, for this one alone; data walks to the right:
 *
 * <pre>
 *            a tree of values          configs of rooms                 JobConfig
 * config ─────────────────────▶ keys ──────────────────▶ ConfigReader ─────────────▶ commands, programs
 * </pre>
 *
 * <ul>
 *   <li>{@code config}: a file, and what {@code --set} says over it.
 *   <li>{@code keys}: which keys there are, and what their values become. It knows {@code config}.
 * </ul>
 *
 * <p>Neither knows anything of what is here: the commands, their streams and their session.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The only user of picocli and, with the rooms inside, of Typesafe Config; no other package sees their types.
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
 *   <li>What the contract names and this version does not have is refused by name, rather than ignored.
 * </ul>
 */
package io.github.surprisal.cli;
