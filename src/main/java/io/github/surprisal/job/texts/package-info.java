/**
 * Texts that are numbers, dates or times but for how they are written: of which columns that is so, and what the user can write to have
 * them read. {@link io.github.surprisal.job.texts.NumbersAsText} is the door, and takes {@link io.github.surprisal.count.Counts}; nothing
 * is read again. Each way to write a number or a time is one {@code TextReading}, and a new one is one more in its list.
 */
package io.github.surprisal.job.texts;
