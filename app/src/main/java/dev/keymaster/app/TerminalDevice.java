package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.cli.Terminal;
import dev.keymaster.model.Secret;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The terminal as a device file, set by {@code stty}. The JVM's own console is null as soon as
 * standard output is a pipe, which is just when {@code $(keymaster get x)} has to ask.
 */
final class TerminalDevice implements Terminal {
  /** Set by the launcher: which of the descriptors 0, 1, 2 are terminals. */
  static final String DESCRIPTORS = "KEYMASTER_TTY";

  private final Map<String, String> environment;
  private final Stty stty;
  private final Path device;

  TerminalDevice(Map<String, String> environment, Path device) {
    this.environment = environment;
    this.device = device;
    this.stty = new Stty(device);
  }

  @Override
  public boolean has(Stream stream) {
    return stream.among(environment.getOrDefault(DESCRIPTORS, ""));
  }

  @Override
  public int columns() {
    String told = environment.getOrDefault("COLUMNS", "");
    return Terminal.columns(told.isEmpty() ? stty.read("size").replaceFirst("^.* ", "") : told);
  }

  @Override
  public Optional<Secret> readHidden(String prompt) {
    String before = stty.read("-g");
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Thread restore = new Thread(() -> stty.set(before));
    Runtime.getRuntime().addShutdownHook(restore);
    try (InputStream in = new FileInputStream(device.toFile())) {
      // not by lines: a terminal cuts a line at 4,096 bytes
      stty.set("-echo", "-icanon", "min", "1", "time", "0");
      print(prompt);
      return new HiddenLine(in).read();
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      stty.set(before);
      Runtime.getRuntime().removeShutdownHook(restore);
      print("\n");
    }
  }

  @Override
  public Optional<String> readLine(String prompt) {
    print(prompt);
    try (InputStream in = new FileInputStream(device.toFile())) {
      byte[] line = new byte[4096]; // a terminal gives one line a read, and no longer ones
      int count = in.read(line);
      return count <= 0
          ? Optional.empty()
          : Optional.of(new String(line, 0, count, UTF_8).stripTrailing());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void print(String text) {
    try (OutputStream out = new FileOutputStream(device.toFile())) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      // a terminal that has gone away cannot be told so
    }
  }
}
