/** A path → the files that it means, and what they are before any reader has opened them. */
package io.github.surprisal.table.files;
