/** measure. */
package io.github.surprisal.measure;
