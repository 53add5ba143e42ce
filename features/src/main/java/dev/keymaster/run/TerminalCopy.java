package dev.keymaster.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/**
 * OSC 52: an escape sequence by which a terminal, also one at the far end of an ssh connection,
 * puts text on its own clipboard. Nothing tells whether it did.
 */
final class TerminalCopy {
  private static final Path TERMINAL = Path.of("/dev/tty");

  private TerminalCopy() {}

  /** Returns the sequence that copies {@code value}. */
  static byte[] sequence(byte[] value) {
    byte[] encoded = Base64.getEncoder().encode(value);
    byte[] start = "\u001b]52;c;".getBytes(StandardCharsets.US_ASCII);
    byte[] sequence = Arrays.copyOf(start, start.length + encoded.length + 1);
    System.arraycopy(encoded, 0, sequence, start.length, encoded.length);
    sequence[sequence.length - 1] = 7;
    Arrays.fill(encoded, (byte) 0);
    return sequence;
  }

  /** Writes to the controlling terminal and wipes {@code bytes}; false if there is none. */
  static boolean write(byte[] bytes) {
    try (OutputStream out = Files.newOutputStream(TERMINAL)) {
      out.write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
