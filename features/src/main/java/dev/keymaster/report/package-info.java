/**
 * What a stream of events says about the use of keys, and how that looks as a page. Reads no log,
 * no clock and no file. Start with {@link dev.keymaster.report.AccessCount}.
 */
@NullMarked
package dev.keymaster.report;

import org.jspecify.annotations.NullMarked;
