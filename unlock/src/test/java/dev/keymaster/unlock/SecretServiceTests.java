package dev.keymaster.unlock;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.bus.PrivateBus;
import dev.keymaster.model.RootKeySource.Availability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keychain of a Linux desktop against a real gnome-keyring on a bus of its own. */
final class SecretServiceTests extends KeychainContract {
  @TempDir Path directory;
  private final PrivateBus bus = new PrivateBus();

  @Override
  Keychain open() throws Exception {
    if (!bus.started()) {
      bus.start(directory).withKeyring();
    }
    return Keychains.of("Linux", bus.variables(), Duration.ZERO);
  }

  @Override
  Keychain locked() throws Exception {
    set(open(), ITEM, Slots.bytes());
    bus.lock();
    return Keychains.of("Linux", bus.variables(), Duration.ZERO);
  }

  @Override
  Keychain broken() throws Exception {
    Path socket = Files.writeString(directory.resolve("no-socket"), "");
    return new SecretServiceKeychain(socket, Duration.ofSeconds(1), Duration.ZERO);
  }

  @AfterEach
  void stop() {
    bus.close();
  }

  private String[] named(String verb) {
    return new String[] {verb, "application", "keymaster", "vault", Slots.VAULT, "slot", Slots.ID};
  }

  @Test
  void locked_one_is_interactive() throws Exception {
    assertThat(locked().probe().availability()).isEqualTo(Availability.INTERACTIVE);
  }

  @Test
  void open_one_is_ready_for_a_new_vault() throws Exception {
    assertThat(new KeychainSource(open()).probe().availability()).isEqualTo(Availability.READY);
  }

  @Test
  void secret_tool_reads_what_was_stored_as_text() throws Exception {
    set(open(), ITEM, Slots.bytes());
    Process tool = bus.tool(named("lookup"));
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(Slots.bytes());
    assertThat(tool.inputReader(US_ASCII).readLine()).isEqualTo(text);
  }

  @Test
  void entry_deleted_by_another_program_is_empty() throws Exception {
    Keychain keychain = open();
    set(keychain, ITEM, Slots.bytes());
    assertThat(bus.tool(named("clear")).exitValue()).isZero();
    assertThat(keychain.get(ITEM)).isEmpty();
    assertThat(new KeychainSource(keychain).secret(Slots.VAULT, Slots.keychain(Slots.ID)))
        .isEmpty();
  }

  @Test
  void bus_without_a_keychain_is_absent() throws Exception {
    bus.start(directory);
    Keychain keychain = Keychains.of("Linux", bus.variables(), Duration.ZERO);
    assertThat(keychain.probe().availability()).isEqualTo(Availability.ABSENT);
    assertThat(keychain.probe().reason()).contains("no keychain program");
    assertThatThrownBy(() -> keychain.get(ITEM)).hasMessageContaining("no keychain program");
    isLocked(() -> set(keychain, ITEM, Slots.bytes()));
  }

  @Test
  void keychain_that_was_never_set_up_is_absent() throws Exception {
    bus.startWithServices(directory);
    Keychain keychain = Keychains.of("Linux", bus.variables(), Duration.ZERO);
    assertThat(keychain.probe().availability()).isEqualTo(Availability.ABSENT);
    assertThat(keychain.probe().reason()).isEqualTo("the keychain has no default collection");
    assertThatThrownBy(() -> set(keychain, ITEM, Slots.bytes()))
        .hasMessageContaining("no default collection");
    assertThat(keychain.get(ITEM)).isEmpty();
  }

  @Test
  void bus_that_ended_is_broken() throws Exception {
    Keychain keychain = open();
    bus.close();
    Files.deleteIfExists(directory.resolve("bus"));
    isLocked(() -> keychain.get(ITEM));
    assertThat(keychain.probe().availability()).isEqualTo(Availability.BROKEN);
    assertThat(keychain.probe().reason()).contains("the session bus is gone");
  }

  @Test
  void no_bus_at_all_is_absent() {
    Keychain keychain = Keychains.of("Linux", Map.of(), Duration.ZERO);
    assertThat(keychain.probe().availability()).isEqualTo(Availability.ABSENT);
    isLocked(() -> keychain.get(ITEM));
    isLocked(() -> set(keychain, ITEM, Slots.bytes()));
    isLocked(() -> keychain.delete(ITEM));
  }
}
