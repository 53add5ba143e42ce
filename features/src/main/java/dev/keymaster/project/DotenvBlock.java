package dev.keymaster.project;

import dev.keymaster.model.WipedBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines of a {@code .env} file that are Keymaster's, between two marks, and the lines around
 * them, which are somebody else's and stay as they are:
 *
 * <pre>
 * # >>> keymaster: dotenv write replaces what stands between these lines
 * # km://dev/openai#3
 * OPENAI_API_KEY=sk-…
 * # <<< keymaster
 * </pre>
 */
final class DotenvBlock {
  private static final String BEGIN = "# >>> keymaster";
  private static final String END = "# <<< keymaster";
  private static final String TOLD =
      BEGIN + ": dotenv write replaces what stands between these lines\n";
  private static final String ORIGIN = "# km://";

  private final byte[] file;
  private final int start;
  private final int end;

  private DotenvBlock(byte[] file, int start, int end) {
    this.file = file;
    this.start = start;
    this.end = end;
  }

  /**
   * Finds the block of a file's content; one that has none gets it at its end.
   *
   * @param bytes stay the caller's, and are looked at as long as this is used
   * @param name of the file, for messages
   * @throws dev.keymaster.model.KeymasterException USAGE with the line if a mark has no other one
   */
  static DotenvBlock find(byte[] bytes, String name) {
    int start = -1;
    int end = -1;
    int line = 1;
    for (int at = 0; at < bytes.length; line++) {
      int next = nextLine(bytes, at);
      if (starts(bytes, at, BEGIN)) {
        demand(start < 0, name, line, "a second block of keymaster begins");
        start = at;
      } else if (starts(bytes, at, END)) {
        demand(start >= 0 && end < 0, name, line, "a block of keymaster ends that never began");
        end = next;
      }
      at = next;
    }
    demand(start < 0 || end >= 0, name, line, "the block of keymaster never ends");
    return start < 0
        ? new DotenvBlock(bytes, bytes.length, bytes.length)
        : new DotenvBlock(bytes, start, end);
  }

  private static void demand(boolean fine, String name, int line, String problem) {
    if (!fine) {
      throw Malformed.at(name, line, problem, "mend or remove its lines: " + BEGIN + ", " + END);
    }
  }

  private static int nextLine(byte[] bytes, int at) {
    int next = at;
    while (next < bytes.length && bytes[next] != '\n') {
      next++;
    }
    return Math.min(next + 1, bytes.length);
  }

  private static boolean starts(byte[] bytes, int at, String mark) {
    byte[] wanted = mark.getBytes(StandardCharsets.US_ASCII);
    return Arrays.mismatch(
            bytes, at, Math.min(bytes.length, at + wanted.length), wanted, 0, wanted.length)
        < 0;
  }

  /** Returns where each variable of the block comes from, such as {@code km://dev/openai#3}. */
  Map<String, String> origins() {
    Map<String, String> origins = new LinkedHashMap<>();
    String origin = "";
    for (int at = start; at < end; at = nextLine(file, at)) {
      String text = new String(file, at, nextLine(file, at) - at, StandardCharsets.ISO_8859_1);
      int equals = text.indexOf('=');
      if (text.startsWith(ORIGIN)) {
        origin = text.substring(2).strip();
      } else if (equals > 0 && !origin.isEmpty()) {
        origins.put(text.substring(0, equals), origin);
        origin = "";
      }
    }
    return origins;
  }

  /** Returns the lines around the block, which the caller wipes. */
  byte[] others() {
    byte[] others = Arrays.copyOf(file, start + file.length - end);
    System.arraycopy(file, end, others, start, file.length - end);
    return others;
  }

  /**
   * Returns the content with another block, which the caller wipes.
   *
   * @param lines of the block, each with its line end
   */
  byte[] with(List<byte[]> lines) {
    int size = file.length + TOLD.length() + END.length() + 2;
    for (byte[] line : lines) {
      size += line.length;
    }
    WipedBuffer content = new WipedBuffer(size);
    content.bytes(file, 0, start);
    if (start > 0 && file[start - 1] != '\n') {
      content.octet('\n');
    }
    content.text(TOLD);
    lines.forEach(content::bytes);
    content.text(END + "\n");
    content.bytes(file, end, file.length - end);
    return content.taken();
  }
}
