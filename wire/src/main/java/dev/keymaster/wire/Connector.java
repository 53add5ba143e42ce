package dev.keymaster.wire;

import java.io.IOException;
import java.nio.channels.ByteChannel;

/** Port: makes connections to an agent. */
@FunctionalInterface
public interface Connector {
  /**
   * Connects.
   *
   * @throws IOException if nobody answers there, or somebody who must not
   */
  ByteChannel connect() throws IOException;
}
