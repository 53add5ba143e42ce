package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Reads a secret from outside, bounded, and checks its shape: one trailing LF or CRLF is taken off;
 * empty, NUL, inner line ends and a byte order mark are refused unless raw. Raw bytes are kept as
 * they are.
 */
final class SecretReader {
  private final String what;
  private final int limit;
  private final boolean raw;
  private final Duration patience;

  /**
   * Makes a reader.
   *
   * @param what how messages call it: {@code value}, {@code passphrase}
   * @param limit most bytes it may have
   */
  SecretReader(String what, int limit, boolean raw) {
    this(what, limit, raw, TimedRead.PATIENCE);
  }

  private SecretReader(String what, int limit, boolean raw, Duration patience) {
    this.what = what;
    this.limit = limit;
    this.raw = raw;
    this.patience = patience;
  }

  /** Returns a reader that waits that long for the end. */
  SecretReader within(Duration time) {
    return new SecretReader(what, limit, raw, time);
  }

  /** Reads to the end of the stream; {@code where} names it in messages. */
  Secret stream(InputStream in, String where) {
    byte[] bytes = new byte[0];
    try {
      // a line end of two, and one more to notice excess
      bytes = TimedRead.upTo(in, limit + 3, patience, where);
    } catch (IOException e) {
      throw unreadable(where, e);
    }
    return check(bytes);
  }

  /** Reads a file; a relative path has been resolved. */
  Secret file(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return stream(in, path.toString());
    } catch (IOException e) {
      throw unreadable(path.toString(), e);
    }
  }

  /** Reads an inherited descriptor, given as text. */
  Secret descriptor(World world, String number) {
    if (!number.matches("[0-9]{1,4}")) {
      throw KeymasterException.usage(
          "not a file descriptor: " + Printable.quote(number), "give a number, such as 3");
    }
    try (InputStream in = world.descriptor(Integer.parseInt(number))) {
      return stream(in, "file descriptor " + number);
    } catch (IOException e) {
      throw unreadable("file descriptor " + number, e);
    }
  }

  /** Reads an environment variable; NOT_FOUND if it is not set. */
  Secret variable(World world, String name) {
    String value = world.environment().get(name);
    if (value == null) {
      throw new KeymasterException(
          Code.NOT_FOUND, "no environment variable " + Printable.quote(name), "export it first");
    }
    return check(value.getBytes(UTF_8));
  }

  private KeymasterException unreadable(String where, IOException e) {
    return new KeymasterException(
        Code.FAILURE, "cannot read the " + what + " from " + where, "does it exist?", e);
  }

  /** Takes the bytes over: checks them, wipes the array. */
  Secret check(byte[] bytes) {
    try {
      int length = raw ? bytes.length : withoutLineEnd(bytes);
      refuse(bytes, length);
      byte[] kept = Arrays.copyOf(bytes, length);
      return Secret.taking(kept);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static int withoutLineEnd(byte[] bytes) {
    int end = bytes.length;
    if (end > 0 && bytes[end - 1] == '\n') {
      end--;
      end -= end > 0 && bytes[end - 1] == '\r' ? 1 : 0;
    }
    return end;
  }

  private void refuse(byte[] bytes, int length) {
    if (length == 0) {
      throw KeymasterException.usage("the " + what + " is empty", "");
    }
    if (length > limit) {
      throw KeymasterException.usage("the " + what + " is longer than " + limit + " bytes", "");
    }
    if (!raw) {
      refuseOddities(bytes, length);
    }
  }

  private void refuseOddities(byte[] bytes, int length) {
    if (length > 2 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb) {
      throw odd("starts with a byte order mark");
    }
    for (int i = 0; i < length; i++) {
      if (bytes[i] == 0) {
        throw odd("has a NUL byte in it");
      }
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        throw odd("has more than one line");
      }
    }
  }

  private KeymasterException odd(String how) {
    return KeymasterException.usage(
        "the " + what + " " + how,
        what.equals("value") ? "--raw takes it exactly as it is" : "write it on one line");
  }
}
