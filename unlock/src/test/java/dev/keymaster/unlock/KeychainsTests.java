package dev.keymaster.unlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.RootKeySource.Availability;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeychainsTests {
  @ParameterizedTest
  @ValueSource(strings = {"Mac OS X", "Windows 11", "Plan 9"})
  void keychain_whose_library_is_not_there_is_absent_and_says_why(String system) {
    Keychain keychain = Keychains.of(system, Map.of(), Duration.ZERO);
    assertThat(keychain.probe().availability()).isEqualTo(Availability.ABSENT);
    assertThat(keychain.probe().reason()).isNotEmpty();
  }

  @Test
  void linux_takes_the_way_that_the_address_allows() {
    String name = "DBUS_SESSION_BUS_ADDRESS";
    assertThat(Keychains.of("Linux", Map.of(name, "unix:path=/x"), Duration.ZERO))
        .isInstanceOf(SecretServiceKeychain.class);
    assertThat(Keychains.of("Linux", Map.of(name, "unix:abstract=/x"), Duration.ZERO))
        .isInstanceOf(SecretToolKeychain.class);
    assertThat(Keychains.of("Linux", Map.of(), Duration.ZERO)).isInstanceOf(AbsentKeychain.class);
  }
}
