package dev.keymaster.run;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of arguments as the person typed them. The JVM reads its command line in the locale's
 * character set, so that in {@code LANG=C} everything beyond ASCII has become {@code ?}; Linux
 * still has the bytes.
 */
final class ExactArguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private ExactArguments() {}

  /** Returns the bytes of {@code arguments}, which are usually the last ones of this process. */
  static List<byte[]> of(List<String> arguments) {
    try {
      return of(arguments, Files.readAllBytes(COMMAND_LINE), platform());
    } catch (IOException e) {
      return encoded(arguments, platform());
    }
  }

  /** Takes the last entries of {@code commandLine} if they read as {@code arguments}. */
  static List<byte[]> of(List<String> arguments, byte[] commandLine, Charset charset) {
    List<byte[]> entries = split(commandLine);
    int start = entries.size() - arguments.size();
    if (start < 0) {
      return encoded(arguments, charset);
    }
    List<byte[]> last = entries.subList(start, entries.size());
    for (int i = 0; i < last.size(); i++) {
      if (!readsAs(last.get(i), arguments.get(i))) {
        return encoded(arguments, charset);
      }
    }
    return last;
  }

  /** Compares what is ASCII on both sides; the rest is what the JVM could not read. */
  private static boolean readsAs(byte[] exact, String read) {
    return ascii(new String(exact, StandardCharsets.ISO_8859_1)).equals(ascii(read));
  }

  private static String ascii(String text) {
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80 && c != '?') {
        ascii.append(c);
      }
    }
    return ascii.toString();
  }

  private static List<byte[]> split(byte[] commandLine) {
    List<byte[]> entries = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        entries.add(Arrays.copyOfRange(commandLine, start, i));
        start = i + 1;
      }
    }
    return entries;
  }

  private static List<byte[]> encoded(List<String> arguments, Charset charset) {
    return arguments.stream().map(argument -> argument.getBytes(charset)).toList();
  }

  static Charset platform() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }
}
