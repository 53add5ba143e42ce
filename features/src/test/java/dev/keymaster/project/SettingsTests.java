package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTests {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("config/config.yaml");
  }

  private void write(String text) throws IOException {
    Files.createDirectories(folder.resolve("config"));
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private ConfigFile read() {
    return ConfigFile.read(file);
  }

  private static void refuses(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e).hasMessage(message);
              assertThat(e.code()).isEqualTo(KeymasterException.Code.USAGE);
            });
  }

  @Nested
  class File {
    @Test
    void missing_file_is_empty() {
      assertThat(read().values()).isEmpty();
      assertThat(file).doesNotExist();
    }

    @Test
    void values_are_set_read_and_unset() throws IOException {
      ConfigFile set = read().set(Setting.CLIP, "true").set(Setting.CLIP_SECONDS, "60s");
      assertThat(set.values()).isEqualTo(Map.of("get.clip", "true", "get.clip_seconds", "1m"));
      assertThat(read().values()).isEqualTo(set.values());
      assertThat(file).hasContent("get:\n  clip: true\n  clip_seconds: 1m\n");
      assertThat(read().unset(Setting.CLIP).values()).containsOnlyKeys("get.clip_seconds");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(file.resolveSibling("."))))
          .isEqualTo("rwx------");
    }

    @Test
    void comments_stay() throws IOException {
      write("# mine\nget: # about get\n  clip: false # not yet\n# end\n");
      read().set(Setting.CLIP, "true").set(Setting.COLOR, "never");
      assertThat(file)
          .hasContent("# mine\nget: # about get\n  clip: true # not yet\ncolor: never\n# end\n");
    }

    @Test
    void provider_addresses_have_a_place_of_their_own() throws IOException {
      Setting url = Setting.named("providers.my.proxy.base_url");
      read().set(url, "https://proxy.example/v1/");
      assertThat(file)
          .hasContent("providers:\n  my.proxy:\n    base_url: https://proxy.example/v1\n");
      assertThat(read().value(Setting.baseUrl(new ServiceName("my.proxy"))))
          .contains("https://proxy.example/v1");
    }

    @Test
    void what_is_not_set_cannot_be_unset() {
      assertThatThrownBy(() -> read().unset(Setting.COLOR))
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.NOT_FOUND));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "'get:\n  clp: true' | 2: unknown setting 'get > clp'",
          "'get.clip: true' | 1: unknown setting 'get.clip'",
          "'color: blue' | 1: 'blue' is not a choice",
          "'get:\n  clip_seconds: 0s' | 2: '0s' is no time at all",
          "'agent:\n  metrics_port: 80' | 2: '80' is not a port",
          "'agent:\n  metrics_port: 70000' | 2: '70000' is not a port",
          "'color: [auto]' | 1: color takes a single value",
          "'environment: Prod' | 1: not an environment name: 'Prod'",
          "'providers:\n  Bad:\n    base_url: https://a' | 3: not a service name: 'Bad'",
          "'color: !!str auto' | 1: a tag",
          "'a: &a 1\nb: *a' | 1: an anchor or alias"
        })
    void item_67_malformed_lines_are_named(String text, String message) throws IOException {
      write(text);
      refuses(SettingsTests.this::read, "config.yaml line " + message);
    }

    @Test
    void refused_value_changes_nothing() throws IOException {
      write("color: auto\n");
      refuses(() -> read().set(Setting.COLOR, "red"), "'red' is not a choice");
      assertThat(file).hasContent("color: auto\n");
    }

    @Test
    void file_that_others_may_read_is_refused() throws IOException {
      write("color: auto\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      refuses(SettingsTests.this::read, file + " can be used by others");
    }
  }

  @Nested
  class Names {
    @Test
    void unknown_names_are_refused_with_the_known_ones() {
      assertThatThrownBy(() -> Setting.named("get.clp"))
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> {
                assertThat(e).hasMessage("unknown setting 'get.clp'");
                assertThat(e.hint()).contains("get.clip,").contains("providers.NAME.base_url");
              });
      assertThatThrownBy(() -> Setting.named("providers.base_url"))
          .isInstanceOf(KeymasterException.class);
      assertThatThrownBy(() -> Setting.named("")).isInstanceOf(KeymasterException.class);
    }

    @Test
    void every_fixed_setting_is_found_by_name_and_accepts_its_default() {
      assertThat(Setting.fixed()).hasSize(18);
      for (Setting setting : Setting.fixed()) {
        assertThat(Setting.named(setting.name())).isEqualTo(setting);
        assertThat(setting.check().apply(setting.fallback())).isEqualTo(setting.fallback());
      }
    }
  }

  @Nested
  class Addresses {
    private final Setting url = Setting.baseUrl(new ServiceName("openai"));

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://api.example",
          "https://api.example:8443/v1",
          "http://127.0.0.1:8080/openai/v1",
          "http://localhost:1",
          "http://[::1]:8080",
          "HTTP://127.9.8.7"
        })
    void https_anywhere_and_http_at_home(String address) {
      assertThat(url.check().apply(address)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://api.example",
          "http://127.0.0.1.nip.io",
          "http://127.0.0.1@evil.example",
          "https://user:pass@api.example",
          "http://localhost.evil.example",
          "http://0.0.0.0",
          "http://128.0.0.1",
          "http://127.0.0.256",
          "ftp://api.example",
          "file:///etc/passwd",
          "https://",
          "https:///v1",
          "//api.example",
          "api.example",
          "https://api.example?x=1",
          "https://api.example#x",
          "https://api example",
          "https://api.example/\n",
          "javascript:alert(1)",
          ""
        })
    void everything_else_is_refused(String address) {
      assertThatThrownBy(() -> url.check().apply(address))
          .isInstanceOf(KeymasterException.class)
          .hasMessageStartingWith("no address to send keys to");
    }
  }

  @Nested
  class Precedence {
    private Settings.Effective environment(
        Map<String, String> flags, Map<String, String> variables, Map<String, String> project) {
      return new Settings(flags, variables, project, read()).effective(Setting.ENVIRONMENT);
    }

    @Test
    void flag_before_variable_before_project_before_user_before_default() throws IOException {
      Map<String, String> flags = Map.of("environment", "flag");
      Map<String, String> variables = Map.of("KEYMASTER_ENV", "variable");
      Map<String, String> project = Map.of("environment", "project");
      Map<String, String> none = Map.of();
      assertThat(environment(none, none, none).toString())
          .contains("value=dev")
          .contains("origin=default");
      write("environment: user\n");
      assertThat(environment(none, none, none).origin()).isEqualTo(Settings.Origin.USER);
      assertThat(environment(none, none, project).value()).isEqualTo("project");
      assertThat(environment(none, variables, project).value()).isEqualTo("variable");
      assertThat(environment(flags, variables, project).value()).isEqualTo("flag");
    }

    @Test
    void empty_flags_and_variables_say_nothing() {
      Map<String, String> empty = Map.of("environment", "", "KEYMASTER_ENV", "");
      assertThat(environment(empty, empty, empty).origin()).isEqualTo(Settings.Origin.DEFAULT);
    }

    @Test
    void malformed_variable_is_named() {
      refuses(
          () -> environment(Map.of(), Map.of("KEYMASTER_ENV", "No Env"), Map.of()),
          "KEYMASTER_ENV: not an environment name: 'No Env'");
      refuses(
          () -> environment(Map.of("environment", "No Env"), Map.of(), Map.of()),
          "not an environment name: 'No Env'");
    }

    @Test
    void everything_is_listed_with_addresses_that_are_set() throws IOException {
      write("providers:\n  openai:\n    base_url: https://a.example\n");
      Map<String, String> variables =
          Map.of(
              "KEYMASTER_PROVIDER_AZURE_OPENAI_BASE_URL", "http://localhost:9",
              "KEYMASTER_PROVIDER_OPENAI_BASE_URL", "http://localhost:8");
      Settings settings = new Settings(Map.of(), variables, Map.of(), read());
      assertThat(settings.all())
          .extracting(e -> e.setting().name() + "=" + e.value() + " " + e.origin())
          .containsExactly(
              "environment=dev default",
              "color=auto default",
              "get.clip=false default",
              "get.clip_seconds=45s default",
              "agent.idle=15m default",
              "agent.lifetime=12h default",
              "agent.metrics_port=off default",
              "audit.anchor_file=off default",
              "audit.anchor_command=off default",
              "audit.anchor_url=off default",
              "rotation.automatic=false default",
              "rotation.quiet=off default",
              "rotation.grace=1d default",
              "rotation.before=off default",
              "rotation.after=off default",
              "rotation.after_value=false default",
              "rotation.failed=off default",
              "network.ca_file=system default",
              "providers.azure-openai.base_url=http://localhost:9 variable",
              "providers.openai.base_url=http://localhost:8 variable");
    }

    @Test
    void values_come_in_their_types() throws IOException {
      write("get:\n  clip: true\n  clip_seconds: 2m\n");
      Settings settings = new Settings(Map.of(), Map.of(), Map.of(), read());
      assertThat(settings.environment()).hasToString("dev");
      assertThat(settings.flag(Setting.CLIP)).isTrue();
      assertThat(settings.duration(Setting.CLIP_SECONDS)).isEqualTo(Duration.ofMinutes(2));
    }
  }
}
