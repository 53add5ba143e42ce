package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Types the tour's commands: prints each, runs it for real, prints and returns what it says. */
final class TourShell {
  private final Path home;
  private final OutputStream out;
  private final String launcher =
      Path.of(System.getProperty("java.home"))
          .resolveSibling("bin")
          .resolve("keymaster")
          .toString();

  TourShell(Path home, OutputStream out) {
    this.home = home;
    this.out = out;
  }

  /** Tells what comes next. */
  void say(String text) {
    print("\n" + text + "\n");
  }

  /** Runs {@code keymaster} with these words, which must succeed. */
  String run(String words, String... exact) {
    return keymaster(0, "", words, exact);
  }

  /** Runs {@code keymaster} with a value on standard input. */
  void feed(String value, String words) {
    keymaster(0, value, words);
  }

  /** Runs {@code keymaster}, which must end with that exit code. */
  String refused(int code, String words) {
    return keymaster(code, "", words);
  }

  /** Runs a program that is not Keymaster. */
  void other(String script) {
    print("$ " + script + "\n");
    execute(0, "", List.of("sh", "-c", script));
  }

  /** Fails unless the output has all of these words. */
  void expect(String output, String... words) {
    for (String word : words) {
      if (!output.contains(word)) {
        throw broken("the last command should have said " + word);
      }
    }
  }

  private String keymaster(int code, String input, String words, String... exact) {
    List<String> command = new ArrayList<>(List.of(launcher));
    command.addAll(List.of(words.split(" ")));
    command.addAll(List.of(exact));
    print((input.isEmpty() ? "$ " : "$ … | ") + "keymaster " + words);
    print((exact.length == 0 ? "" : " " + String.join(" ", exact)) + "\n");
    return execute(code, input, command);
  }

  private String execute(int expected, String input, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("KEYMASTER_"));
    builder.environment().put("KEYMASTER_HOME", home.toString());
    builder.environment().put("KEYMASTER_AGENT", "off");
    try {
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      print(output.isEmpty() || output.endsWith("\n") ? output : output + "\n");
      int code = process.waitFor();
      if (code != expected) {
        throw broken("the last command ended with " + code + " instead of " + expected);
      }
      return output;
    } catch (IOException e) {
      throw broken("could not start " + command.getFirst());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw broken("interrupted");
    }
  }

  private void print(String text) {
    try {
      out.write(text.getBytes(UTF_8));
      out.flush();
    } catch (IOException e) {
      throw broken("nobody reads what the tour shows");
    }
  }

  private static KeymasterException broken(String why) {
    return new KeymasterException(Code.FAILURE, "the tour stopped: " + why, "keymaster doctor");
  }
}
