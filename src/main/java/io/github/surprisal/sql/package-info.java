/** sql. */
package io.github.surprisal.sql;
