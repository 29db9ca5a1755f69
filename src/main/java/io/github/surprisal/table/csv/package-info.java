/** CSV files → rows in types, and notes on how they were read. */
package io.github.surprisal.table.csv;
