package dev.keymaster.unlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EnvironmentSourceTests {
  private static final Slot SLOT = Slots.slot(SlotKind.ENVIRONMENT, "ci");
  private static final String HEX = HexFormat.of().formatHex(Slots.bytes());
  private final List<String> warnings = new ArrayList<>();

  private EnvironmentSource source(Map<String, String> environment) {
    return new EnvironmentSource(EnvironmentSource.variables(environment), warnings::add);
  }

  @Test
  void C8_key_comes_from_the_variable() {
    EnvironmentSource source = source(Map.of("KEYMASTER_MASTER_KEY", HEX, "API_KEY_MASTER", "x"));
    try (Secret key = source.secret(Slots.VAULT, SLOT).orElseThrow()) {
      assertThat(key.reveal()).isEqualTo(Slots.bytes());
    }
    assertThat(source.probe().availability()).isEqualTo(Availability.READY);
    assertThat(warnings).isEmpty();
  }

  @Test
  void C8_old_name_is_accepted_with_one_warning() {
    EnvironmentSource source = source(Map.of("API_KEY_MASTER", HEX));
    assertThat(source.probe().availability()).isEqualTo(Availability.READY);
    assertThat(warnings).isEmpty();
    for (int i = 0; i < 2; i++) {
      try (Secret key = source.secret(Slots.VAULT, SLOT).orElseThrow()) {
        assertThat(key.reveal()).isEqualTo(Slots.bytes());
      }
    }
    assertThat(warnings)
        .containsExactly("API_KEY_MASTER is an old name: use KEYMASTER_MASTER_KEY instead");
  }

  @Test
  void not_set_or_empty_is_absent() {
    for (Map<String, String> none :
        List.of(Map.<String, String>of(), Map.of("KEYMASTER_MASTER_KEY", ""))) {
      assertThat(source(none).secret(Slots.VAULT, SLOT)).isEmpty();
      assertThat(source(none).probe().availability()).isEqualTo(Availability.ABSENT);
      assertThat(source(none).probe().reason()).isEqualTo("KEYMASTER_MASTER_KEY is not set");
    }
  }

  @Test
  void what_is_not_a_key_is_locked_and_never_repeated() {
    for (String name : List.of("KEYMASTER_MASTER_KEY", "API_KEY_MASTER")) {
      EnvironmentSource source = source(Map.of(name, "sk-canary-0badc0de"));
      assertThatThrownBy(() -> source.secret(Slots.VAULT, SLOT))
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> {
                assertThat(e.code()).isEqualTo(Code.LOCKED);
                assertThat(e.getMessage()).startsWith(name).doesNotContain("canary");
                assertThat(e.hint()).doesNotContain("canary");
              });
    }
  }

  @Test
  void variable_that_vanishes_between_two_looks_is_locked() {
    var looks = new ArrayList<>(List.of(Optional.of(Slots.text(HEX)), Optional.<Secret>empty()));
    var source = new EnvironmentSource(name -> looks.removeFirst(), warnings::add);
    assertThatThrownBy(() -> source.secret(Slots.VAULT, SLOT))
        .hasMessage("KEYMASTER_MASTER_KEY does not hold a key of 32 bytes");
  }

  @Test
  void nothing_is_stored_or_forgotten() {
    EnvironmentSource source = source(Map.of());
    try (Secret key = Slots.key()) {
      assertThat(source.store(Slots.VAULT, SLOT, key)).isEqualTo("ci");
    }
    source.forget(Slots.VAULT, SLOT);
    assertThat(source.kind()).isEqualTo(SlotKind.ENVIRONMENT);
  }
}
