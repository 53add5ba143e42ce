package dev.keymaster.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonEnvironmentTests {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "API_KEY_MASTER",
        "API_KEY_MASTER_FD",
        "KEYMASTER_MASTER_KEY",
        "KEYMASTER_PASSPHRASE",
        "KEYMASTER_PASSPHRASE_FD",
        "KEYMASTER_RECOVERY_CODE",
        "KEYMASTER_SYNC_TOKEN",
        "KEYMASTER_DB_PASSWORD"
      })
  void secret_bearing_variables_are_known(String name) {
    assertThat(PersonEnvironment.isSecret(name)).isTrue();
    assertThat(new PersonEnvironment(Map.of(name, "x")).forChild()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KEYMASTER_HOME",
        "KEYMASTER_ENV",
        "KEYMASTER_KEY_FILE",
        "KEYMASTER_PASSPHRASE_FILE",
        "KEYMASTER_PROVIDER_OPENAI_BASE_URL",
        "OPENAI_API_KEY",
        "PATH",
        "MONKEYMASTER_KEY"
      })
  void everything_else_stays(String name) {
    assertThat(PersonEnvironment.isSecret(name)).isFalse();
    assertThat(new PersonEnvironment(Map.of(name, "x")).forChild()).containsOnlyKeys(name);
  }

  @Test
  void saved_values_win_over_those_made_for_the_jvm() {
    Map<String, String> own =
        Map.of(
            "LD_PRELOAD",
            "",
            "KEYMASTER_SAVED_LD_PRELOAD",
            "a.so",
            "KEYMASTER_SAVED_",
            "odd",
            "KEYMASTER_TTY",
            "012");
    assertThat(new PersonEnvironment(own).forChild())
        .containsExactlyEntriesOf(Map.of("LD_PRELOAD", "a.so"));
  }

  @ParameterizedTest
  @CsvSource({"0022, 18", "22, 18", "0, 0", "0777, 511"})
  void mask_is_octal(String text, int mask) {
    assertThat(new PersonEnvironment(Map.of("KEYMASTER_SAVED_UMASK", text)).umask())
        .isEqualTo(mask);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "8, 4096", "unlimited, -1"})
  void core_limit_counts_blocks(String text, long bytes) {
    assertThat(new PersonEnvironment(Map.of("KEYMASTER_SAVED_CORE", text)).coreLimit())
        .isEqualTo(bytes);
  }

  @Test
  void absent_or_malformed_limits_are_left_alone() {
    PersonEnvironment none = new PersonEnvironment(Map.of());
    assertThat(none.umask()).isNull();
    assertThat(none.coreLimit()).isNull();
    PersonEnvironment odd =
        new PersonEnvironment(Map.of("KEYMASTER_SAVED_UMASK", "89", "KEYMASTER_SAVED_CORE", "1e9"));
    assertThat(odd.umask()).isNull();
    assertThat(odd.coreLimit()).isNull();
  }
}
