/** The place of the SQL functions over the same counts and measures. Nothing is here yet. */
package io.github.surprisal.sql;
