/** job. */
package io.github.surprisal.job;
