package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Secret;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a passphrase comes from: {@code --passphrase-fd}, {@code --passphrase-file}, the
 * environment, a hidden prompt. Asked once in a run.
 */
final class Passphrases implements Unlocking, AutoCloseable {
  private static final int LONGEST = 1 << 14;

  /** Set by the launcher, which takes the passphrase itself out of the environment. */
  static final String DESCRIPTOR = "KEYMASTER_PASSPHRASE_FD";

  static final String VARIABLE = "KEYMASTER_PASSPHRASE";

  private static final String HINT =
      "--passphrase-file PATH or --passphrase-fd N gives it without asking";

  private final World world;
  private final Globals globals;
  private final Person person;
  private final Output output;
  private final Map<String, Secret> typed = new HashMap<>();
  private @Nullable Secret given;

  Passphrases(World world, Globals globals, Person person, Output output) {
    this.world = world;
    this.globals = globals;
    this.person = person;
    this.output = output;
  }

  @Override
  public Secret passphrase(String prompt) {
    read();
    return given == null
        ? typed.computeIfAbsent(prompt, text -> person.secret(text, HINT)).copy()
        : given.copy();
  }

  @Override
  public boolean someoneThere() {
    return person.present();
  }

  /** Returns the one that was given without asking, if any; the caller closes it. */
  @Nullable Secret given() {
    read();
    return given == null ? null : given.copy();
  }

  private void read() {
    given = given == null ? find() : given;
  }

  private @Nullable Secret find() {
    Map<String, String> environment = world.environment();
    SecretReader reader = new SecretReader("passphrase", LONGEST, false);
    if (globals.passphraseFd != null) {
      return reader.descriptor(world, globals.passphraseFd);
    }
    if (globals.passphraseFile != null) {
      return reader.file(world.directory().resolve(globals.passphraseFile));
    }
    String descriptor = environment.get(DESCRIPTOR);
    if (descriptor != null) {
      warn(environment);
      return reader.descriptor(world, descriptor);
    }
    String value = environment.get(VARIABLE);
    if (value == null) {
      return null;
    }
    warn(environment);
    return reader.check(value.getBytes(UTF_8));
  }

  private void warn(Map<String, String> environment) {
    if (!"true".equals(environment.get("CI"))) {
      output.warn(VARIABLE + " is for tests and CI: other programs can read it");
    }
  }

  @Override
  public void close() {
    typed.values().forEach(Secret::close);
    if (given != null) {
      given.close();
    }
  }
}
