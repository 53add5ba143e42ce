package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A vault in a folder of its own and the default expectation of security.md §9: a bad input gets
 * the documented exit code, one clear line and perhaps a hint, nothing on standard output, no
 * secret, no stack trace, and leaves every file as it was.
 */
final class BadInputs {
  /** Opens the vault; its value is the secret of every test here. */
  static final String CANARY = "sk-canary-bad-input-5e7c";

  private final Path folder;
  private final KeymasterProcess keymaster;

  private BadInputs(Path folder) {
    this.folder = folder;
    this.keymaster = KeymasterProcess.in(folder);
  }

  /** Makes a vault with a key file and the key {@code openai} in dev. */
  static BadInputs in(Path folder) {
    BadInputs made = new BadInputs(folder);
    made.keymaster.run("vault", "init", "--key-file", made.keyFile().toString()).succeeds();
    made.keymaster.withInput(CANARY).run("add", "openai", "--stdin").succeeds();
    return made;
  }

  KeymasterProcess keymaster() {
    return keymaster;
  }

  Path keyFile() {
    return folder.resolve("vault.keymaster-key");
  }

  Path vault() {
    return keymaster.home().resolve("data").resolve("vault.db");
  }

  /** Runs a command that must be refused with that exit code and leave everything as it was. */
  KeymasterProcess.Outcome refused(int code, String... arguments) {
    return refused(keymaster, code, arguments);
  }

  /** The same with an input. */
  KeymasterProcess.Outcome refusedWith(byte[] input, int code, String... arguments) {
    return refused(keymaster.withInput(input), code, arguments);
  }

  KeymasterProcess.Outcome refused(KeymasterProcess process, int code, String... arguments) {
    List<String> before = files();
    KeymasterProcess.Outcome outcome = process.run(arguments).refuses(code);
    assertThat(outcome.errors().lines().filter(line -> !line.startsWith("warning:")).toList())
        .as("a message and at most one hint, for %s", Arrays.toString(arguments))
        .hasSizeBetween(1, 2);
    assertThat(outcome.errors()).doesNotContain(CANARY);
    assertThat(printable(outcome.errors())).as("bytes that a terminal would act on").isTrue();
    assertThat(files()).as("files").isEqualTo(before);
    return outcome;
  }

  private static boolean printable(String text) {
    return text.codePoints()
        .allMatch(point ->
            point == '\n'
                || (!Character.isISOControl(point)
                    && Character.getType(point) != Character.FORMAT));
  }

  /** Every file below the home with its content's hash, but for what SQLite may leave beside it. */
  private List<String> files() {
    try (Stream<Path> all = Files.walk(keymaster.home())) {
      TreeMap<String, String> found = new TreeMap<>();
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = keymaster.home().relativize(file).toString();
        if (!name.endsWith("-shm") && !name.endsWith("-wal") && !name.endsWith(".lock")) {
          found.put(name, Arrays.hashCode(Files.readAllBytes(file)) + "");
        }
      }
      return found.entrySet().stream().map(Object::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
