package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A JVM of its own that runs {@link Writer}. */
final class OtherProcess {
  private final Process process;
  private final BufferedReader lines;

  private OtherProcess(Process process) {
    this.process = process;
    this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Starts a writer. */
  static OtherProcess start(Object... arguments) throws IOException {
    return startUnder(List.of(), arguments);
  }

  /** Starts a writer as the child of another command, such as strace. */
  static OtherProcess startUnder(List<String> command, Object... arguments) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    all.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", everything()));
    all.add(Writer.class.getName());
    Stream.of(arguments).map(Object::toString).forEach(all::add);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new OtherProcess(builder.start());
  }

  long pid() {
    return process.pid();
  }

  /** Returns the next line it says, or an empty one at the end. */
  String line() throws IOException {
    String line = lines.readLine();
    return line == null ? "" : line;
  }

  /** Returns all that it says from now on. */
  List<String> rest() throws IOException {
    List<String> rest = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      rest.add(line);
    }
    return rest;
  }

  /** Lets it go on. */
  void proceed() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Main and test classes and all that they need, on the class path. */
  private static String everything() {
    return Stream.of(
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""),
            Path.of("target", "classes").toAbsolutePath().toString(),
            Path.of("target", "test-classes").toAbsolutePath().toString())
        .filter(path -> !path.isEmpty())
        .reduce((a, b) -> a + File.pathSeparator + b)
        .orElseThrow();
  }
}
