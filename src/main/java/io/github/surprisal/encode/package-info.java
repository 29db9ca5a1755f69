/** encode. */
package io.github.surprisal.encode;
