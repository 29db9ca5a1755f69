/** metric. */
package io.github.surprisal.metric;
