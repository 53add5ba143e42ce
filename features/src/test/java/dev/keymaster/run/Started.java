package dev.keymaster.run;

import dev.keymaster.model.Secret;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@link StartMain} in a process of its own, as that process replaces itself. */
final class Started {
  private final ProcessBuilder builder;
  private final Path out;
  private final Path err;

  private Started(List<String> command, Path folder) {
    this.builder = new ProcessBuilder(command);
    this.out = folder.resolve("stdout");
    this.err = folder.resolve("stderr");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KEYMASTER_"));
  }

  static Started with(Path folder, String... arguments) {
    return new Started(javaCommand(arguments), folder);
  }

  static List<String> javaCommand(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            Path.of("target", "classes").toAbsolutePath().toString(),
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            place(Secret.class)));
    command.add("dev.keymaster.run.StartMain");
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Started env(Map<String, String> more) {
    builder.environment().putAll(more);
    return this;
  }

  Started without(String name) {
    builder.environment().remove(name);
    return this;
  }

  Started through(String... wrapper) {
    List<String> command = new ArrayList<>(Arrays.asList(wrapper));
    command.addAll(builder.command());
    builder.command(command);
    return this;
  }

  Process start() {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int run() {
    try {
      Process process = start();
      process.getOutputStream().close();
      return process.waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the program has written {@code word}. */
  void await(String word) throws InterruptedException {
    while (!out().contains(word)) {
      Thread.sleep(10);
    }
  }

  static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
