package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A session bus, a display and a notification daemon of their own, and a person who presses. */
final class PrivateDesktop implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();
  private final Path folder;
  private final Path shown;
  private final String bus;
  private final String display;
  private int asked;

  PrivateDesktop(Path folder) throws IOException {
    this.folder = folder;
    this.shown = folder.resolve("shown");
    this.bus = firstLine("dbus-daemon", "--session", "--nofork", "--print-address=1");
    this.display = ":" + firstLine("Xvfb", "-displayfd", "1", "-nolisten", "tcp");
    Path pick = folder.resolve("pick");
    Files.writeString(pick, "#!/bin/sh\ngrep -m1 \"$(cat " + folder.resolve("wish") + ")\"\n");
    Files.setPosixFilePermissions(pick, PosixFilePermissions.fromString("rwx------"));
    Path config = folder.resolve("dunstrc");
    Files.writeString(config, "[global]\ndmenu = " + pick + "\n");
    start("dunst", "-print", "-conf", config.toString());
    while (pressed("history") != 0) {
      pause();
    }
  }

  /** Its address. */
  String bus() {
    return bus;
  }

  /** Everything that was shown so far. */
  String shown() throws IOException {
    return Files.readString(shown);
  }

  /** Waits for the next question, then presses the button of that name. */
  void press(String button) throws IOException {
    Files.writeString(folder.resolve("wish"), button);
    asked++;
    while (shown().split("summary: 'Keymaster asks'", -1).length <= asked) {
      assertThat(processes).allMatch(Process::isAlive);
      pause();
    }
    assertThat(pressed("context")).isZero();
  }

  private int pressed(String what) throws IOException {
    try {
      return builder("dunstctl", what).start().waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String firstLine(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    processes.add(process);
    String line = process.inputReader(UTF_8).readLine();
    assertThat(line).as(command[0]).isNotNull();
    return line;
  }

  private void start(String... command) throws IOException {
    processes.add(builder(command).redirectOutput(shown.toFile()).start());
  }

  private ProcessBuilder builder(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("DBUS_SESSION_BUS_ADDRESS", bus);
    builder.environment().put("DISPLAY", display);
    builder.environment().put("HOME", folder.toString());
    return builder;
  }

  @Override
  public void close() {
    processes.reversed().forEach(Process::destroyForcibly);
  }
}
