package dev.keymaster.unlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.RootKeySource.Availability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The Windows keychain against a model of its library; {@link KeychainCheckMain} is for Windows.
 */
final class WindowsKeychainTests extends KeychainContract {
  private static final String NAME = "keymaster:" + Slots.VAULT + "/" + Slots.ID;
  private final FakeAdvapi advapi = new FakeAdvapi();

  @Override
  Keychain open() {
    return new WindowsKeychain(advapi, "errno");
  }

  @Override
  Keychain locked() {
    Keychain keychain = open();
    set(keychain, ITEM, Slots.bytes());
    advapi.failure = 1312;
    return keychain;
  }

  @Override
  Keychain broken() {
    advapi.failure = 1004;
    return open();
  }

  @AfterEach
  void everything_given_out_was_freed() {
    assertThat(advapi.given).isZero();
  }

  @Test
  void credential_has_the_documented_name_and_bytes() {
    set(open(), ITEM, Slots.bytes());
    assertThat(advapi.kept).containsOnlyKeys(NAME);
    assertThat(advapi.kept.get(NAME)).isEqualTo(Slots.bytes());
  }

  @Test
  void layout_is_the_one_of_wincred_h() {
    assertThat(WindowsKeychain.CREDENTIAL.byteSize()).isEqualTo(80);
  }

  @Test
  void what_windows_gave_is_zeroed_before_it_is_freed() {
    set(open(), ITEM, Slots.bytes());
    assertThat(get(open(), ITEM)).isEqualTo(Slots.bytes());
    assertThat(advapi.left).hasSize(32).containsOnly(0);
  }

  @Test
  void credential_of_an_impossible_size_is_refused() {
    advapi.kept.put(NAME, new byte[0]);
    assertThatThrownBy(() -> open().get(ITEM)).hasMessageContaining("not what Keymaster wrote");
    advapi.kept.put(NAME, new byte[2_561]);
    assertThatThrownBy(() -> open().get(ITEM)).hasMessageContaining("not what Keymaster wrote");
  }

  @Test
  void logon_session_without_credentials_is_absent() {
    assertThat(locked().probe().availability()).isEqualTo(Availability.ABSENT);
    assertThatThrownBy(() -> open().get(ITEM)).hasMessageContaining("logon session");
  }

  @Test
  void system_without_such_functions_is_told() {
    advapi.remove("CredReadW");
    assertThatThrownBy(this::open)
        .isInstanceOf(BugException.class)
        .hasMessage("no CredReadW in this operating system");
  }
}
