/** select. */
package io.github.surprisal.select;
