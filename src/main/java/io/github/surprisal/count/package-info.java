/** count. */
package io.github.surprisal.count;
