/**
 * What is counted about a vault, as Prometheus reads it (text exposition format 0.0.4).
 *
 * <p>Here live counters, the histogram of commits and the text. Never here: a name of a key, a
 * value, a socket, a clock. Start with {@link dev.keymaster.metrics.Scrape}.
 */
@NullMarked
package dev.keymaster.metrics;

import org.jspecify.annotations.NullMarked;
