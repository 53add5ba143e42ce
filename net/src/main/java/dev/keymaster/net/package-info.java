/**
 * HTTP/1.1 and JSON as bytes on a stream, read strictly and within bounds: whatever two readers
 * could understand differently is refused. Knows no socket, no route and no secret. Start with
 * {@link dev.keymaster.net.HttpReader}.
 */
@NullMarked
package dev.keymaster.net;

import org.jspecify.annotations.NullMarked;
