/** table. */
package io.github.surprisal.table;
