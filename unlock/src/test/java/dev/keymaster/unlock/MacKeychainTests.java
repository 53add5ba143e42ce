package dev.keymaster.unlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.RootKeySource.Availability;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The macOS keychain against a model of its frameworks; {@link KeychainCheckMain} is for Macs. */
final class MacKeychainTests extends KeychainContract {
  private static final String ACCOUNT = Slots.VAULT + "/" + Slots.ID;
  private final FakeFrameworks frameworks = new FakeFrameworks();

  @Override
  Keychain open() {
    return new MacKeychain(frameworks, false);
  }

  @Override
  Keychain locked() {
    Keychain keychain = open();
    set(keychain, ITEM, Slots.bytes());
    frameworks.failure = -25308;
    return keychain;
  }

  @Override
  Keychain broken() {
    frameworks.failure = -36;
    return open();
  }

  @AfterEach
  void everything_created_was_released() {
    assertThat(frameworks.alive).isEmpty();
  }

  @Test
  void item_trusts_this_program_alone() {
    set(open(), ITEM, Slots.bytes());
    assertThat(frameworks.kept).containsOnlyKeys(ACCOUNT);
    Map<String, Object> item = frameworks.kept.getOrDefault(ACCOUNT, Map.of());
    assertThat(item)
        .containsEntry("kSecAttrAccess", "the caller alone: " + ITEM.title())
        .containsEntry("kSecAttrLabel", ITEM.title())
        .containsEntry("kSecValueData", Slots.bytes());
  }

  @Test
  void replacing_keeps_the_item_and_its_access() {
    set(open(), ITEM, Slots.bytes());
    set(open(), ITEM, new byte[] {7});
    assertThat(frameworks.kept.getOrDefault(ACCOUNT, Map.of()))
        .containsEntry("kSecAttrAccess", "the caller alone: " + ITEM.title())
        .containsEntry("kSecValueData", new byte[] {7});
  }

  @Test
  void prompts_are_off_unless_allowed() {
    new MacKeychain(frameworks, true);
    assertThat(frameworks.interactive).isTrue();
    new MacKeychain(frameworks, false);
    assertThat(frameworks.interactive).isFalse();
  }

  @Test
  void locked_keychain_is_interactive() {
    frameworks.bits = 6;
    assertThat(open().probe().availability()).isEqualTo(Availability.INTERACTIVE);
  }

  @Test
  void empty_item_is_refused() {
    set(open(), ITEM, new byte[] {1});
    frameworks.kept.getOrDefault(ACCOUNT, Map.of()).put("kSecValueData", new byte[0]);
    assertThatThrownBy(() -> open().get(ITEM)).hasMessageContaining("not what Keymaster wrote");
  }
}
