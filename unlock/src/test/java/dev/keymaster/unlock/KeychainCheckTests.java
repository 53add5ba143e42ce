package dev.keymaster.unlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.Secret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeychainCheckTests {
  /** Gives back the same bytes whatever was asked for, and deletes nothing. */
  private static final class Lying implements Keychain {
    @Override
    public Probe probe() {
      return new Probe(Availability.READY, "");
    }

    @Override
    public Optional<Secret> get(KeychainItem item) {
      return Optional.of(Slots.key());
    }

    @Override
    public void set(KeychainItem item, Secret secret) {
      // keeps nothing
    }

    @Override
    public void delete(KeychainItem item) {
      // deletes nothing
    }
  }

  @Test
  void keychain_that_lies_fails_every_step_that_looks() {
    List<String> lines = new ArrayList<>();
    assertThat(KeychainCheck.run(new Lying(), new SecureRandom()::nextBytes, lines::add)).isFalse();
    assertThat(lines)
        .contains(
            "FAIL absent before set: something is there",
            "FAIL get: gave back something else (32 bytes)",
            "FAIL get again: gave back something else (32 bytes)",
            "FAIL another slot is absent: something is there",
            "FAIL absent after delete: something is there");
  }
}
