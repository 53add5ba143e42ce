package dev.keymaster.unlock;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The same keychain and entries as {@link SecretServiceKeychain}, through the program {@code
 * secret-tool}, for session buses that the JDK cannot reach. Prompts cannot be told apart from
 * waiting here, so a locked keychain is one that does not answer in time. Thread-safe.
 */
final class SecretToolKeychain implements Keychain {
  private static final Duration PROBE = Duration.ofMillis(1_800);
  private static final byte[] NOTHING = {};

  private final String program;
  private final Map<String, String> bus;
  private final Duration limit;

  /**
   * Makes a keychain on that program.
   *
   * @param address of the session bus
   * @param limit how long a call may take, a person who unlocks the keychain included
   */
  SecretToolKeychain(String program, String address, Duration limit) {
    this.program = program;
    this.bus = Map.of("DBUS_SESSION_BUS_ADDRESS", address);
    this.limit = limit;
  }

  @Override
  public Probe probe() {
    try {
      List<String> nothing = List.of(program, "search", "application", "keymaster-probe");
      Child child = Child.run(nothing, bus, null, NOTHING, PROBE);
      return child.exit() == 0
          ? new Probe(Availability.READY, "")
          : new Probe(Availability.ABSENT, "no keychain program answers on the session bus");
    } catch (InterruptedIOException e) {
      return new Probe(Availability.BROKEN, "the keychain is broken: no answer in time");
    } catch (IOException e) {
      return new Probe(
          Availability.ABSENT,
          "the session bus is out of reach: apt-get install -y libsecret-tools");
    }
  }

  @Override
  public Optional<Secret> get(KeychainItem item) {
    Child child = run(command("lookup", item), NOTHING);
    try {
      if (child.out().length == 0) {
        refuseLocked(item);
        return Optional.empty();
      }
      return Optional.of(
          SecretService.decode(child.out()).orElseThrow(() -> KeychainFailure.foreign(item)));
    } finally {
      Arrays.fill(child.out(), (byte) 0);
    }
  }

  @Override
  @RevealsSecret("hands the bytes to the keychain")
  public void set(KeychainItem item, Secret secret) {
    byte[] raw = secret.reveal();
    byte[] text = Base64.getUrlEncoder().withoutPadding().encode(raw);
    Arrays.fill(raw, (byte) 0);
    try {
      if (run(command("store", item), text).exit() != 0) {
        throw KeychainFailure.locked();
      }
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  @Override
  public void delete(KeychainItem item) {
    run(command("clear", item), NOTHING);
    refuseLocked(item);
  }

  /** An entry that is listed but was not given or cleared is a locked one. */
  private void refuseLocked(KeychainItem item) {
    if (run(command("search", item), NOTHING).out().length > 0) {
      throw KeychainFailure.locked();
    }
  }

  private List<String> command(String verb, KeychainItem item) {
    List<String> command = new ArrayList<>(List.of(program, verb));
    if (verb.equals("store")) {
      command.add("--label=" + item.title());
    }
    SecretService.attributes(item).forEach((name, value) -> command.addAll(List.of(name, value)));
    return command;
  }

  private Child run(List<String> command, byte[] input) {
    try {
      Child child = Child.run(command, bus, null, input, limit);
      if (child.exit() != 0 && child.complained()) {
        throw new IOException("secret-tool failed");
      }
      return child;
    } catch (IOException e) {
      throw KeychainFailure.broken(String.valueOf(e.getMessage()), e);
    }
  }
}
