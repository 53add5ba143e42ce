package dev.keymaster.standin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port of 127.0.0.1 for a program that opens it itself. */
public final class FreePort {
  /**
   * Below every port that a system gives out by itself (Linux from 32768, IANA and the others from
   * 49152), so that no connection of another test has it before the program does.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 29_999;

  private FreePort() {}

  /** Returns a port that nobody listened on a moment ago. */
  public static int any() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken: another one
      }
    }
  }
}
