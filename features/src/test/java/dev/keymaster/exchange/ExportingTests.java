package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import dev.keymaster.net.JsonReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportingTests {
  private static final Instant NOW = Instant.parse("2026-11-29T00:00:00.123Z");
  private static final ServiceName OPENAI = new ServiceName("openai");
  private static final String ODD = "sk-canary-\"\\'\n\t\u0001é\u2028😀 #: {}[] -";

  @TempDir Path folder;

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  private static String hint(Secret value) {
    return "…" + value.length();
  }

  private static KeyVersion version(int number, VersionState state, int length) {
    return new KeyVersion(number, state, NOW, length == 0 ? "…" : "…" + length, length);
  }

  private static KeyRecord record() {
    KeyDetails details =
        new KeyDetails(
            OPENAI,
            List.of("a", "b"),
            "two\nlines: yes",
            "https://x.example",
            "MY_KEY",
            "me",
            NOW,
            KeyStatus.ACTIVE,
            Map.of("team", "x", "true", "y"));
    List<KeyVersion> versions =
        List.of(
            version(1, VersionState.RETIRED, ODD.getBytes(UTF_8).length),
            version(3, VersionState.DESTROYED, 0),
            version(4, VersionState.CURRENT, 3)
                .as(new Issued(OPENAI, Map.of("id", "k1"), Issued.State.LIVE)));
    return new KeyRecord(
        new EnvironmentName("dev"), new KeyName("team/openai"), details, NOW, NOW, versions);
  }

  private static Profile profile() {
    ProfileKey plain = new ProfileKey(new KeyName("openai"), null, null, null, null, 0, 0);
    ProfileKey full =
        new ProfileKey(
            new KeyName("x"), new EnvironmentName("prod"), OPENAI, "X_KEY", "https://x", 60, 1000);
    return new Profile(
        new ProfileName("research"), "what: for", List.of("t"), List.of(plain, full));
  }

  private static ExportDocument document() {
    Brought key = new Brought(record(), List.of(secret(ODD), Secret.copyOf(new byte[] {-1, 0, 7})));
    return new ExportDocument(
        NOW, List.of(key), List.of(profile()), "role x\n  allow list\n", "color: never\n");
  }

  private static ExportDocument read(byte[] bytes) {
    assertThat(Format.detect(bytes, "x")).isEqualTo(Format.KEYMASTER);
    return Importing.export(bytes, "x", ExportingTests::hint);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void C5_document_says_the_same_after_it_was_read(boolean yaml) {
    try (ExportDocument written = document();
        ExportDocument read = read(written.text(yaml))) {
      assertThat(read.created()).isEqualTo(NOW);
      assertThat(read.policy()).isEqualTo(written.policy());
      assertThat(read.configuration()).isEqualTo(written.configuration());
      assertThat(read.profiles()).containsExactly(profile());
      assertThat(read.keys()).hasSize(1);
      Brought key = read.keys().getFirst();
      assertThat(key.record()).isEqualTo(record());
      assertThat(key.values().getFirst().reveal()).isEqualTo(ODD.getBytes(UTF_8));
      assertThat(key.values().getLast().reveal()).isEqualTo(new byte[] {-1, 0, 7});
    }
  }

  @Test
  void C5_documents_are_plain_ascii_and_every_reader_of_json_understands_them() {
    byte[] json = document().text(false);
    for (byte b : json) {
      assertThat(b == '\n' || (b >= ' ' && b < 127)).isTrue();
    }
    assertThat(
            JsonReader.object(json)
                .objects("keys")
                .getFirst()
                .objects("versions")
                .getFirst()
                .text("value"))
        .isEqualTo(ODD);
  }

  @ParameterizedTest
  @CsvSource({
    "'keymaster/export/1', 'keymaster/export/2', not keymaster/export/1",
    "'\"number\": 3', '\"number\": 1', its versions are not in order",
    "'\"retired\"', '\"current\"', do not match",
    "'\"retired\"', '\"pending\"', its versions are not in order",
    "'\"retired\"', '\"strange\"', no state",
    "'\"value_base64\"', '\"value_b\"', a version has no value",
    "'value_base64\": \"', 'value_base64\": \"?', a value is not base64",
    "'\"team/openai\"', '\"../openai\"', not a key name",
    "'\"created\": \"2026', '\"created\": \"x026', no time"
  })
  void C5_documents_that_were_changed_are_refused(String what, String by, String message) {
    String text = new String(document().text(false), UTF_8);
    assertThat(text).contains(what);
    byte[] changed = text.replaceFirst(java.util.regex.Pattern.quote(what), by).getBytes(UTF_8);
    assertThatThrownBy(() -> read(changed))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("canary");
  }

  private static Map<String, Secret> values() {
    Map<String, Secret> values = new LinkedHashMap<>();
    values.put("OPENAI_API_KEY", secret("sk-canary-0123456789abcdef"));
    values.put("OTHER", secret("it's \"x\" $HOME"));
    return values;
  }

  @Test
  void C5_env_and_docker_files_hold_the_values() {
    assertThat(new String(Variables.env(values()), UTF_8))
        .startsWith("OPENAI_API_KEY=sk-canary-0123456789abcdef\nOTHER=");
    assertThat(new String(Variables.docker(values()), UTF_8))
        .isEqualTo("OPENAI_API_KEY=sk-canary-0123456789abcdef\nOTHER=it's \"x\" $HOME\n");
    assertThatThrownBy(() -> Variables.docker(Map.of("A", secret("x\ny"))))
        .hasMessageContaining("A has more than one line");
  }

  @Test
  void C5_kubernetes_manifest_is_read_by_a_yaml_parser() {
    byte[] manifest = Variables.kubernetes("keys", values());
    assertThat(new String(manifest, UTF_8))
        .isEqualTo(
            """
            apiVersion: "v1"
            kind: "Secret"
            metadata:
              name: "keys"
            type: "Opaque"
            data:
              OPENAI_API_KEY: "c2stY2FuYXJ5LTAxMjM0NTY3ODlhYmNkZWY="
              OTHER: "aXQncyAieCIgJEhPTUU="
            """);
  }

  @Test
  void C5_gitlab_variables_are_masked_where_gitlab_can() {
    var list = (List<?>) JsonReader.value(Variables.gitlab(values()));
    List<Object> masked = new ArrayList<>();
    list.forEach(each -> masked.add(((Map<?, ?>) each).get("masked")));
    assertThat(masked).containsExactly(true, false);
  }

  @Test
  void C5_github_secrets_are_sealed_for_the_repository() {
    RepositoryKey key =
        RepositoryKey.parse(
            "{\"key_id\": \"1\", \"key\": \"L/0gHRhu+Jr5iLX5oLYdZ5VoKGvbVPM7X9ZL6U3iQ0k=\"}"
                .getBytes(UTF_8));
    byte[] json = Variables.github(key, values(), new java.security.SecureRandom()::nextBytes);
    assertThat(new String(json, UTF_8))
        .contains("\"name\": \"OPENAI_API_KEY\"", "\"key_id\": \"1\"")
        .doesNotContain("canary");
    assertThatThrownBy(() -> RepositoryKey.parse("{}".getBytes(UTF_8)))
        .hasMessageContaining("not a public key of GitHub");
  }

  @Test
  void C5_envelope_opens_in_age_with_the_identity_file_only() throws Exception {
    Path identity = folder.resolve("key");
    run("age-keygen", "-o", identity.toString());
    String recipient =
        Files.readAllLines(identity).stream()
            .filter(line -> line.startsWith("# public key: "))
            .map(line -> line.substring("# public key: ".length()))
            .findFirst()
            .orElseThrow();
    byte[] sealed =
        Envelope.forKeys(List.of(recipient))
            .seal("canary".getBytes(UTF_8), new java.security.SecureRandom()::nextBytes);
    assertThat(Format.detect(sealed, "x")).isEqualTo(Format.AGE);
    Path file = Files.write(folder.resolve("x.age"), sealed);
    Path plain = folder.resolve("plain");
    run("age", "-d", "-i", identity.toString(), "-o", plain.toString(), file.toString());
    assertThat(plain).content().isEqualTo("canary");
    try (Secret opened = Envelope.openByKeys(sealed, Files.readAllBytes(identity))) {
      assertThat(opened.reveal()).isEqualTo("canary".getBytes(UTF_8));
    }
    Path other = folder.resolve("other");
    run("age-keygen", "-o", other.toString());
    byte[] wrong = Files.readAllBytes(other);
    assertThatThrownBy(() -> Envelope.openByKeys(sealed, wrong))
        .hasMessageContaining("no key of that identity file");
    assertThatThrownBy(() -> Envelope.openByKeys(sealed, "nothing\n".getBytes(UTF_8)))
        .hasMessageContaining("no key of age");
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
