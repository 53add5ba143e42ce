package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The settings of a terminal, through the system's {@code stty}: one that a {@code PATH} names
 * first would sit at the terminal while a passphrase is typed.
 */
final class Stty {
  /** Where systems have it; the {@code PATH} counts only where it is in neither. */
  static final String PROGRAM =
      Stream.of("/bin/stty", "/usr/bin/stty")
          .filter(path -> Files.isExecutable(Path.of(path)))
          .findFirst()
          .orElse("stty");

  private final Path device;

  Stty(Path device) {
    this.device = device;
  }

  /** Returns what it prints, or nothing if there is no terminal. */
  String read(String setting) {
    return run(setting);
  }

  void set(String... settings) {
    run(settings);
  }

  private String run(String... settings) {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(List.of(settings));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(device.toFile())
              .redirectError(Redirect.DISCARD)
              .start();
      byte[] out = process.getInputStream().readAllBytes();
      return process.waitFor() == 0 ? new String(out, UTF_8).strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
