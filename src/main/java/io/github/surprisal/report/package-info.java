/** The place of the HTML report, made from metric datasets and never from a table. Nothing is here yet. */
package io.github.surprisal.report;
