package dev.keymaster.app;

import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A line typed key by key, with the editing that a terminal would do. Whatever of a paste follows
 * the line end is kept with it, so that it is refused as more than one line and never reaches the
 * shell as a command.
 */
final class HiddenLine {
  private static final int END_OF_INPUT = 4;
  private static final int BACKSPACE = 8;
  private static final int KILL = 21;
  private static final int DELETE = 127;
  private final InputStream in;
  private byte[] bytes = new byte[256];
  private int length;

  HiddenLine(InputStream in) {
    this.in = in;
  }

  /** Reads to the line end; empty if input ended before anything was typed. */
  Optional<Secret> read() throws IOException {
    try {
      boolean ended = readLine();
      while (in.available() > 0) {
        append(in.read());
      }
      return ended && length == 0
          ? Optional.empty()
          : Optional.of(Secret.taking(Arrays.copyOf(bytes, length)));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Returns whether input ended instead of the line. */
  private boolean readLine() throws IOException {
    while (true) {
      int key = in.read();
      switch (key) {
        case -1, END_OF_INPUT -> {
          return true;
        }
        case '\n', '\r' -> {
          keepLineEndOfPaste(key);
          return false;
        }
        case BACKSPACE, DELETE -> dropCharacter();
        case KILL -> length = 0;
        default -> append(key);
      }
    }
  }

  private void keepLineEndOfPaste(int key) throws IOException {
    if (in.available() > 0) {
      append(key);
    }
  }

  private void dropCharacter() {
    while (length > 0 && (bytes[--length] & 0xc0) == 0x80) {
      // a byte that continues a character
    }
  }

  private void append(int key) {
    if (length == bytes.length) {
      byte[] longer = Arrays.copyOf(bytes, 2 * length);
      Arrays.fill(bytes, (byte) 0);
      bytes = longer;
    }
    bytes[length++] = (byte) key;
  }
}
