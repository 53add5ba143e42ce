package dev.keymaster.unlock;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Proves a real keychain with a throw-away entry: set, get, overwrite, get, absent, delete, get.
 * The entry is deleted at the end, whatever happened. For the owner of a machine that nobody tried
 * yet, and for {@code doctor}.
 */
public final class KeychainCheck {
  private final Keychain keychain;
  private final Randomness randomness;
  private final Consumer<String> out;
  private boolean passed = true;

  private KeychainCheck(Keychain keychain, Randomness randomness, Consumer<String> out) {
    this.keychain = keychain;
    this.randomness = randomness;
    this.out = out;
  }

  /**
   * Runs the check and tells one line a step, {@code PASS …} or {@code FAIL …: why}.
   *
   * @return whether every step passed
   */
  public static boolean run(Keychain keychain, Randomness randomness, Consumer<String> out) {
    KeychainCheck check = new KeychainCheck(keychain, randomness, out);
    KeychainItem item = new KeychainItem("check", check.hex());
    try {
      check.steps(item);
    } finally {
      check.step("delete", () -> keychain.delete(item));
      check.step("absent after delete", () -> check.expectNothing(item));
    }
    return check.passed;
  }

  private void steps(KeychainItem item) {
    byte[] bytes = randomness.bytes(32);
    bytes[0] = 0;
    bytes[31] = (byte) 0xFF;
    byte[] others = Arrays.copyOf(bytes, 33);
    step("probe: " + keychain.probe(), () -> {});
    step("absent before set", () -> expectNothing(item));
    step("set 32 bytes with NUL and 0xFF", () -> set(item, bytes));
    step("get", () -> expect(item, bytes));
    step("overwrite with 33 bytes", () -> set(item, others));
    step("get again", () -> expect(item, others));
    step("another slot is absent", () -> expectNothing(new KeychainItem("check", hex())));
  }

  private String hex() {
    return HexFormat.of().formatHex(randomness.bytes(16));
  }

  private void set(KeychainItem item, byte[] bytes) {
    try (Secret secret = Secret.copyOf(bytes)) {
      keychain.set(item, secret);
    }
  }

  private void expect(KeychainItem item, byte[] bytes) {
    try (Secret wanted = Secret.copyOf(bytes);
        Secret kept = keychain.get(item).orElseGet(() -> Secret.copyOf(new byte[0]))) {
      if (!kept.sameAs(wanted)) {
        throw new Mismatch("gave back something else (" + kept.length() + " bytes)");
      }
    }
  }

  private void expectNothing(KeychainItem item) {
    Optional<Secret> kept = keychain.get(item);
    kept.ifPresent(Secret::close);
    if (kept.isPresent()) {
      throw new Mismatch("something is there");
    }
  }

  private void step(String name, Runnable action) {
    try {
      action.run();
      out.accept("PASS " + name);
    } catch (KeymasterException | Mismatch e) {
      passed = false;
      out.accept("FAIL " + name + ": " + e.getMessage());
    }
  }

  /** A step that the keychain carried out wrongly. */
  private static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1;

    Mismatch(String message) {
      super(message);
    }
  }
}
