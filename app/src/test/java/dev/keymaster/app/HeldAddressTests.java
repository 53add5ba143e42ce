package dev.keymaster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Selection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A8: a setting that refers to the vault. */
class HeldAddressTests {
  private static final String ADDRESS = "https://notary.example/sk-canary-0001";

  private final VaultInFolder vault;

  HeldAddressTests(@TempDir Path directory) throws IOException {
    vault = new VaultInFolder(directory);
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private List<Event> deliveries() {
    return vault.engine.log().newest(100).stream()
        .filter(event -> event.kind() == EventKind.DELIVER)
        .toList();
  }

  @Test
  void A8_the_address_is_delivered_once_however_often_it_is_needed() throws IOException {
    HeldAddress address = new HeldAddress(vault.engine, vault.with("notary", ADDRESS));
    assertThat(address.get()).isEqualTo(URI.create(ADDRESS));
    assertThat(address.get()).isEqualTo(URI.create(ADDRESS));
    assertThat(deliveries()).hasSize(1);
    vault.close();
    assertThat(address.get()).as("for the last checkpoint").isEqualTo(URI.create(ADDRESS));
  }

  @Test
  void A8_a_locked_vault_and_a_key_that_is_not_there_yet_are_asked_again() throws IOException {
    KeyRef ref = KeyRef.parse("km://dev/notary");
    HeldAddress address = new HeldAddress(vault.engine, ref);
    vault.close();
    assertThatThrownBy(address::get).hasMessageContaining("locked");
    vault.engine.keys().list(Selection.ALL);
    assertThatThrownBy(address::get).isInstanceOf(IOException.class).hasMessageContaining("notary");
    vault.with("notary", ADDRESS);
    assertThat(address.get()).isEqualTo(URI.create(ADDRESS));
  }

  @Test
  void A8_a_refusal_stands() {
    KeyRef ref = vault.with("notary", ADDRESS);
    vault.engine.access().changePolicy("deny deliver\n" + vault.engine.access().policy());
    HeldAddress address = new HeldAddress(vault.engine, ref);
    assertThatThrownBy(address::get).isInstanceOf(IOException.class);
    int events = vault.engine.log().newest(100).size();
    assertThatThrownBy(address::get).isInstanceOf(IOException.class);
    assertThat(vault.engine.log().newest(100)).as("a refusal is an event").hasSize(events);
  }

  @Test
  void A8_what_is_no_address_is_not_repeated() {
    for (String bad : List.of("sk-canary-0002", "http://elsewhere.example/sk-canary-0003")) {
      KeyRef ref = vault.with("k" + bad.length(), bad);
      assertThatThrownBy(new HeldAddress(vault.engine, ref)::get)
          .isInstanceOf(IOException.class)
          .hasMessage(ref + " holds no address");
    }
  }
}
