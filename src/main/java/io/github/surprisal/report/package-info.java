/** report. */
package io.github.surprisal.report;
