package dev.keymaster.unlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.Secret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every keychain must do, whoever made it. */
@Timeout(60)
abstract class KeychainContract {
  static final KeychainItem ITEM = new KeychainItem(Slots.VAULT, Slots.ID);

  /** Returns a keychain that is open and empty. */
  abstract Keychain open() throws Exception;

  /** Returns a keychain that holds {@link #ITEM} and was locked. */
  abstract Keychain locked() throws Exception;

  /** Returns a keychain that exists and does not work. */
  abstract Keychain broken() throws Exception;

  static void set(Keychain keychain, KeychainItem item, byte[] bytes) {
    try (Secret secret = Secret.copyOf(bytes)) {
      keychain.set(item, secret);
    }
  }

  static byte[] get(Keychain keychain, KeychainItem item) {
    try (Secret secret = keychain.get(item).orElseThrow()) {
      return secret.reveal();
    }
  }

  static void isLocked(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Code.LOCKED);
              assertThat(e.getMessage()).contains("keychain");
              assertThat(e.hint()).contains("slot");
            });
  }

  @Test
  void open_one_is_ready() throws Exception {
    assertThat(open().probe().availability()).isEqualTo(Availability.READY);
    assertThat(open().probe().reason()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 32, 33, 2_048})
  void bytes_come_back_as_they_were(int length) throws Exception {
    Keychain keychain = open();
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    bytes[0] = 0;
    bytes[length - 1] = (byte) (length == 1 ? 0 : 0xFF);
    set(keychain, ITEM, bytes);
    assertThat(get(keychain, ITEM)).isEqualTo(bytes);
  }

  @Test
  void set_replaces_what_was_there() throws Exception {
    Keychain keychain = open();
    set(keychain, ITEM, Slots.bytes());
    set(keychain, ITEM, new byte[] {7});
    assertThat(get(keychain, ITEM)).containsExactly(7);
    keychain.delete(ITEM);
    assertThat(keychain.get(ITEM)).isEmpty();
  }

  @Test
  void items_of_other_slots_and_vaults_do_not_mix() throws Exception {
    Keychain keychain = open();
    KeychainItem slot = new KeychainItem(Slots.VAULT, "ff");
    KeychainItem vault = new KeychainItem("ff", Slots.ID);
    set(keychain, ITEM, new byte[] {1});
    assertThat(keychain.get(slot)).isEmpty();
    assertThat(keychain.get(vault)).isEmpty();
    set(keychain, slot, new byte[] {2});
    set(keychain, vault, new byte[] {3});
    keychain.delete(slot);
    assertThat(get(keychain, ITEM)).containsExactly(1);
    assertThat(get(keychain, vault)).containsExactly(3);
  }

  @Test
  void what_is_absent_is_empty_and_deleting_it_is_harmless() throws Exception {
    Keychain keychain = open();
    assertThat(keychain.get(ITEM)).isEmpty();
    keychain.delete(ITEM);
    set(keychain, ITEM, Slots.bytes());
    keychain.delete(ITEM);
    keychain.delete(ITEM);
    assertThat(keychain.get(ITEM)).isEmpty();
  }

  @Test
  void locked_one_is_locked_and_not_empty() throws Exception {
    Keychain keychain = locked();
    isLocked(() -> keychain.get(ITEM));
    isLocked(() -> set(keychain, ITEM, Slots.bytes()));
    isLocked(() -> keychain.delete(ITEM));
  }

  @Test
  void broken_one_is_locked_and_says_so() throws Exception {
    Keychain keychain = broken();
    isLocked(() -> keychain.get(ITEM));
    isLocked(() -> set(keychain, ITEM, Slots.bytes()));
    isLocked(() -> keychain.delete(ITEM));
    assertThat(keychain.probe().availability()).isNotEqualTo(Availability.READY);
    assertThat(keychain.probe().reason()).isNotEmpty();
  }

  @Test
  void check_for_owners_of_such_a_machine_passes_and_leaves_nothing() throws Exception {
    List<String> lines = new ArrayList<>();
    assertThat(KeychainCheck.run(open(), new SecureRandom()::nextBytes, lines::add)).isTrue();
    assertThat(lines).hasSize(9).allMatch(line -> line.startsWith("PASS "));
  }

  @Test
  void check_for_owners_of_such_a_machine_fails_on_a_broken_one() throws Exception {
    List<String> lines = new ArrayList<>();
    assertThat(KeychainCheck.run(broken(), new SecureRandom()::nextBytes, lines::add)).isFalse();
    assertThat(lines).anyMatch(line -> line.startsWith("FAIL get: the keychain"));
  }

  @Test
  void slot_source_stores_finds_and_forgets() throws Exception {
    KeychainSource source = new KeychainSource(open());
    try (Secret key = Slots.key()) {
      assertThat(source.store(Slots.VAULT, Slots.keychain(Slots.ID), key)).isEqualTo("laptop");
    }
    try (Secret key = source.secret(Slots.VAULT, Slots.keychain(Slots.ID)).orElseThrow()) {
      assertThat(key.reveal()).isEqualTo(Slots.bytes());
    }
    source.forget(Slots.VAULT, Slots.keychain(Slots.ID));
    assertThat(source.secret(Slots.VAULT, Slots.keychain(Slots.ID))).isEmpty();
  }
}
