package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for secrets in the memory of processes, by checks/memory/scan.c, which this compiles. Each
 * secret is looked for by its first and its last 16 bytes, so that half a copy is found too. This
 * process holds them all: never scan it.
 */
final class MemoryScan {
  /** How many forms a copy can have. */
  static final int FORMS = 10;

  private static final int NEEDLE = 16;

  private final Path program;
  private final Map<String, String> needles = new LinkedHashMap<>();

  MemoryScan(Path folder) {
    program = folder.resolve("scan");
    String source = House.ROOT.resolve("checks/memory/scan.c").toString();
    output(
        "",
        List.of(
            "gcc", "-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program + "", source));
  }

  /** Looks for that too, from now on. */
  MemoryScan withSecret(String what, byte[] secret) {
    assertThat(secret).as(what).hasSizeGreaterThanOrEqualTo(NEEDLE);
    HexFormat hex = HexFormat.of();
    needles.putIfAbsent(hex.formatHex(Arrays.copyOf(secret, NEEDLE)), what);
    byte[] end = Arrays.copyOfRange(secret, secret.length - NEEDLE, secret.length);
    needles.putIfAbsent(hex.formatHex(end), what);
    return this;
  }

  /** Looks for everything from now on that opens anything in that vault. */
  MemoryScan withSecretsOf(Path vault, String passphrase) {
    String python = House.ROOT.resolve("checks/memory/secrets.py").toString();
    List<String> lines =
        output(passphrase + "\n", List.of("/usr/bin/python3", python, vault.toString()));
    for (String line : lines) {
      String[] parts = line.split("\t", 2);
      withSecret(parts[0], HexFormat.of().parseHex(parts[1]));
    }
    return this;
  }

  /** Returns the kinds of secrets that are looked for. */
  List<String> kinds() {
    return needles.values().stream().distinct().sorted().toList();
  }

  /** Returns the number of copies of each kind that stands in the memory of those processes. */
  Map<String, Long> copies(Object... pids) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    Arrays.stream(pids).map(Object::toString).forEach(command::add);
    List<String> lines = output(String.join("\n", needles.keySet()) + "\n", command);
    assertThat(lines).as("a line for every needle").hasSameSizeAs(needles.keySet());
    Map<String, Long> copies = new LinkedHashMap<>();
    int at = 0;
    for (String what : needles.values()) {
      long sum = Arrays.stream(lines.get(at++).split(" ")).mapToLong(Long::parseLong).sum();
      if (sum > 0) {
        copies.merge(what, sum, Long::sum);
      }
    }
    return copies;
  }

  /** Returns the number of copies of one needle, form by form. */
  static List<Integer> forms(MemoryScan scan, String hex, long pid) {
    String line = output(hex + "\n", List.of(scan.program.toString(), "" + pid)).getFirst();
    return Arrays.stream(line.split(" ")).map(Integer::valueOf).toList();
  }

  private static List<String> output(String input, List<String> command) {
    try {
      Path errors = Files.createTempFile("scan", ".err");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      assertThat(exit).as("%s: %s", command.getFirst(), Files.readString(errors)).isZero();
      Files.delete(errors);
      return text.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
