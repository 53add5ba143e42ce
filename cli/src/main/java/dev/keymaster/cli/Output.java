package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * The two streams: data to one, talk to the other.
 *
 * <p>Everything for standard output is held back until the end or until 64 KiB, so that a command
 * that fails early has printed nothing; what was held back is wiped once it is written. A write
 * that fails is an {@link OutputFailure}; talk that nobody can hear is dropped. Notes and warnings
 * are one line, and nothing in them is a command to the terminal: paths and labels may come from
 * anybody.
 */
final class Output {
  private static final int MOST = 1 << 16;

  private final OutputStream out;
  private final OutputStream err;
  private final boolean json;
  private final Style style;
  private final Style talkStyle;
  private byte[] held = new byte[1 << 10];
  private int length;

  Output(World world, Globals globals) {
    out = world.out();
    err = world.err();
    json = globals.json;
    style = style(world, globals, Terminal.Stream.OUT);
    talkStyle = style(world, globals, Terminal.Stream.ERR);
  }

  private static Style style(World world, Globals globals, Terminal.Stream stream) {
    boolean terminal = world.terminal().has(stream);
    String color = globals.color;
    if (color == null && terminal) {
      color = new Surroundings(world, globals).color();
    }
    return Style.of(color, world.environment(), terminal);
  }

  /** Whether {@code --json} was asked for. */
  boolean json() {
    return json;
  }

  /** How standard output may look. */
  Style style() {
    return style;
  }

  /** Writes bytes as they are. */
  void data(byte[] bytes) {
    if (length + bytes.length > MOST) {
      flush();
    }
    if (bytes.length > MOST) {
      write(bytes, bytes.length);
    } else {
      hold(bytes);
    }
  }

  private void hold(byte[] bytes) {
    if (length + bytes.length > held.length) {
      byte[] former = held;
      held = Arrays.copyOf(former, Math.min(MOST, 2 * (length + bytes.length)));
      Arrays.fill(former, (byte) 0);
    }
    System.arraycopy(bytes, 0, held, length, bytes.length);
    length += bytes.length;
  }

  private void write(byte[] bytes, int count) {
    try {
      out.write(bytes, 0, count);
    } catch (IOException e) {
      throw new OutputFailure(e);
    }
  }

  /** Writes text as it is. */
  void text(String text) {
    data(text.getBytes(UTF_8));
  }

  /** Writes one line. */
  void line(String text) {
    text(text + "\n");
  }

  /** Writes a JSON document. */
  void json(Json document) {
    line(document.text());
  }

  /** Says something that is neither data nor trouble. */
  void note(String text) {
    talk(Printable.clean(text));
  }

  /** Says which lines {@code .gitignore} got, if any. */
  void noteIgnored(List<String> lines) {
    if (!lines.isEmpty()) {
      note("git ignores now: " + String.join(" ", lines));
    }
  }

  /** Warns. */
  void warn(String text) {
    talk(talkStyle.yellow("warning:") + " " + Printable.clean(text));
  }

  /** Reports a failure in two short lines, which are clean already. */
  void failure(String message, String hint) {
    talk(talkStyle.red("keymaster:") + " " + message);
    if (!hint.isEmpty()) {
      talk(talkStyle.bold("hint:") + " " + hint);
    }
  }

  /** Writes a line to standard error, below what was printed before it. */
  void talk(String text) {
    flush();
    talkBytes((text + "\n").getBytes(UTF_8));
  }

  /** Writes bytes to standard error as they are. */
  void talkBytes(byte[] bytes) {
    try {
      err.write(bytes);
      err.flush();
    } catch (IOException e) {
      return; // nobody left to tell
    }
  }

  /** Lets go of what was held back. */
  void flush() {
    int count = length;
    length = 0;
    try {
      if (count > 0) {
        write(held, count);
      }
      out.flush();
    } catch (IOException e) {
      throw new OutputFailure(e);
    } finally {
      Arrays.fill(held, 0, count, (byte) 0);
    }
  }
}
