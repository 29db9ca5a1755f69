/**
 * Every key of a config, declared once: a tree of values → the configs of the rooms.
 *
 * <p>How: a {@link io.github.surprisal.cli.keys.Key} has name, type, default and text, and stands in the file of its block ({@code TableKeys},
 * {@code TrainKeys}, ..). {@link io.github.surprisal.cli.keys.Keys} has them all: it gives the defaults as a tree, and checks that what a tree
 * has is known. Then each block reads its own values and gives the config of a room, such as a {@link
 * io.github.surprisal.table.TableConfig}.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>What is known, reading, complaints, the text of an option that stands for a key and the page {@code configuration.md} come from its
 *       declaration, so that they cannot part. A default is written as users write it.
 *   <li>An unknown key is refused with the nearest right one.
 *   <li>Nothing is read but values: neither files nor the environment, and no clock.
 * </ul>
 */
package io.github.surprisal.cli.keys;
