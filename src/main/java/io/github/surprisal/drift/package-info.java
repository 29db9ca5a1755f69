/** drift. */
package io.github.surprisal.drift;
