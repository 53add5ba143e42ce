package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C2: named sets of keys. */
class ProfileVerbsTests {
  private final FakeWorld world;

  ProfileVerbsTests(@TempDir Path directory) throws IOException {
    world = new FakeWorld(directory.toRealPath());
    world.environment.put("HOME", "/");
    world.engine.with("dev", "openai", "openai", "sk-canary-p1");
    world.engine.with("dev", "hook", "custom", "canary'p2");
    world.engine.with("prod", "openai", "openai", "sk-canary-p3");
    world.engine.with("prod", "claude", "anthropic", "sk-canary-p4");
  }

  @BeforeEach
  void a_profile() {
    does("profile create research --description 'for the paper' --tag t");
    does("profile add-key research openai --rpm 60 --tpm 1000");
    does("profile add-key research hook --as MY_HOOK");
    does("profile add-key research km://prod/openai --as OPENAI_PROD_KEY");
    does("profile add-key research km://prod/claude --endpoint https://llm.example/v1");
    world.engine.events.clear();
  }

  private void does(String words) {
    assertThat(run(words)).as(world.stderr()).isZero();
  }

  private int run(String words) {
    String[] parts = words.split(" (?=(?:[^']*'[^']*')*[^']*$)", -1);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts[i].replaceFirst("^'(.*)'$", "$1");
    }
    return world.run(parts);
  }

  @Test
  void C2_profile_is_shown_with_variables_endpoints_and_limits() {
    does("profile show research");
    assertThat(world.stdout())
        .isEqualTo(
            """
            KEY               PROVIDER  VARIABLE         ENDPOINT                LIMITS
            openai            -         -                -                       60 requests/min, 1000 tokens/min
            hook              -         MY_HOOK          -                       -
            km://prod/openai  -         OPENAI_PROD_KEY  -                       -
            km://prod/claude  -         -                https://llm.example/v1  -
            """);
    assertThat(world.stderr())
        .isEqualTo("for the paper\ntags: t\nlimits are kept here; the proxy will enforce them\n");
    does("profile show research --json");
    assertThat(world.stdout()).contains("\"requests_per_minute\": 60", "\"environment\": \"prod\"");
    does("profile list");
    assertThat(world.stdout()).isEqualTo("research\n");
  }

  @Test
  void C2_load_prints_exports_that_shells_take_and_records_them() {
    does("profile load research --export --shell bash");
    assertThat(world.stdout())
        .isEqualTo(
            """
            export OPENAI_API_KEY='sk-canary-p1'
            export MY_HOOK='canary'\\''p2'
            export OPENAI_PROD_KEY='sk-canary-p3'
            export ANTHROPIC_API_KEY='sk-canary-p4'
            export ANTHROPIC_BASE_URL='https://llm.example/v1'
            """);
    assertThat(world.engine.events)
        .extracting(event -> event.kind() + " " + event.detail())
        .containsOnly("REVEAL profile research")
        .hasSize(4);
    does("profile load research --export --shell fish");
    assertThat(world.stdout()).contains("set -gx MY_HOOK 'canary\\'p2'\n");
    world.environment.put("SHELL", "/usr/bin/fish");
    does("profile load research --export");
    assertThat(world.stdout()).startsWith("set -gx OPENAI_API_KEY ");
    does("profile load research --export --shell pwsh");
    assertThat(world.stdout()).contains("$env:MY_HOOK = 'canary''p2'\n");
    world.engine.with("dev", "hook", "custom", "’; calc; ‘");
    does("profile load research --export --shell pwsh");
    assertThat(world.stdout())
        .as("PowerShell takes typographic quotation marks for quotation marks")
        .contains(
            "$env:MY_HOOK = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('"
                + "4oCZOyBjYWxjOyDigJg='))\n");
  }

  @Test
  void C2_load_without_export_releases_nothing() {
    does("profile load research");
    assertThat(world.stdout())
        .contains("MY_HOOK            km://dev/hook")
        .doesNotContain("canary");
    does("profile load research --json");
    assertThat(world.stdout()).contains("keymaster/profile-plan/1").doesNotContain("canary");
    assertThat(world.engine.events).isEmpty();
  }

  @Test
  void C2_environment_in_force_decides_unless_the_profile_says_it() {
    does("profile remove-key research hook");
    does("profile load research --env prod");
    assertThat(world.stdout())
        .contains("OPENAI_API_KEY     km://prod/openai", "OPENAI_PROD_KEY    km://prod/openai");
  }

  @Test
  void C2_provider_says_whose_variable_a_key_becomes() {
    does("profile remove-key research km://prod/claude");
    does("profile add-key research hook --provider anthropic");
    does("profile load research");
    assertThat(world.stdout()).contains("ANTHROPIC_API_KEY  km://dev/hook");
  }

  @Test
  void C2_profile_travels_with_an_export() throws IOException {
    Files.writeString(world.directory.resolve("phrase"), "canary four random words\n");
    does("export all.json --plain");
    does("profile delete research");
    does("import all.json");
    assertThat(world.stderr()).contains("profile research: new");
    does("profile show research");
    assertThat(world.stdout()).contains("OPENAI_PROD_KEY", "60 requests/min");
    does("profile remove-key research hook");
    assertThat(run("import all.json")).isEqualTo(6);
    assertThat(world.stderr()).contains("profile research: conflict");
    does("import all.json --replace");
  }

  @ParameterizedTest
  @CsvSource({
    "profile create research, 6, exists already",
    "profile create Research!, 2, not a name of a profile",
    "profile show reserch, 3, did you mean research?",
    "profile load none, 3, no profile is called none",
    "profile add-key research nothing, 3, nothing",
    "profile add-key research openai#2, 2, not versions",
    "profile add-key research hook --as PATH, 2, no key may become",
    "profile add-key research hook --as OPENAI_BASE_URL, 2, it decides where others are sent",
    "profile add-key research hook --as https_proxy, 2, it decides where others are sent",
    "profile add-key research hook --endpoint ftp://x, 2, ''",
    "profile add-key research hook --endpoint https://x.example, 2, km://ENV/hook says of which",
    "profile remove-key research hok, 3, did you mean hook?",
    "profile delete none, 3, no profile is called none",
    "profile load research --export --shell tcsh, 2, not known",
    "profile load research --export --json, 2, never shows values",
    "run --profile none -- true, 125, no profile is called none"
  })
  void C2_what_cannot_be_is_told(String words, int code, String message) {
    assertThat(run(words)).isEqualTo(code);
    assertThat(world.stderr()).contains(message).doesNotContain("canary");
    assertThat(world.engine.events).isEmpty();
  }

  @Test
  void C2_keys_for_one_variable_are_a_conflict() {
    does("profile add-key research hook --as OPENAI_API_KEY");
    assertThat(run("profile load research")).isEqualTo(6);
    assertThat(world.stderr()).contains("OPENAI_API_KEY");
    assertThat(run("profile load research --export")).isEqualTo(6);
    assertThat(world.engine.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--as DECOY --provider openai", "--provider openai"})
  void G6_attack_no_address_leads_a_key_astray_of_which_it_was_not_said(String words) {
    world.engine.with("dev", "decoy", "custom", "canary-d");
    does("profile add-key research km://dev/decoy --endpoint https://evil.example/v1 " + words);
    assertThat(run("profile load research --export")).isEqualTo(6);
    assertThat(world.stderr()).contains("would be sent there too").doesNotContain("canary");
    assertThat(run("run --profile research -- true")).isEqualTo(125);
    assertThat(world.engine.events).isEmpty();
  }

  /** Values of any content come out of the shell as they went in. */
  @ParameterizedTest
  @ValueSource(strings = {"sh", "bash", "zsh", "fish"})
  void C2_shells_evaluate_any_value_to_itself(String shell) throws Exception {
    String odd = "a'b\"c\\d$e`f!g#h\ni\tj é😀 $(k) ${l} ~ * \\' \\\\ ''";
    try (Secret value = Secret.copyOf(odd.getBytes(UTF_8))) {
      Path script = world.directory.resolve("script");
      byte[] line = ShellExports.of(shell).line("X", value);
      byte[] rest = "printenv X\n".getBytes(UTF_8);
      Files.write(
          script,
          java.nio.ByteBuffer.allocate(line.length + rest.length).put(line).put(rest).array());
      Process process =
          new ProcessBuilder(shell, script.toString()).redirectErrorStream(true).start();
      assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo(odd + "\n");
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void C2_no_variable_can_hold_a_nul() {
    try (Secret value = Secret.copyOf(new byte[] {'a', 0})) {
      assertThatThrownBy(() -> ShellExports.POSIX.line("X", value)).hasMessageContaining("NUL");
    }
  }
}
