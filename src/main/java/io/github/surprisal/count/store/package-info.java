/** Cells ⇄ rows of the count store: how counts are saved, and how saved ones become blocks again. */
package io.github.surprisal.count.store;
