package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.project.Dotenv;
import dev.keymaster.project.ImportItem;
import dev.keymaster.project.ImportPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other programs; those in the resources were made by the programs themselves. */
class ImportingTests {
  private static final String CANARY = "sk-canary-5d3f00aa11bb22cc33dd";
  private static final Map<String, String> SYSTEM =
      Map.of("PATH", Objects.requireNonNull(System.getenv("PATH")));

  @TempDir Path folder;

  private static byte[] golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ImportingTests.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }

  private static List<String> plan(Contents contents) {
    List<String> said = new ArrayList<>();
    try (contents) {
      for (ImportItem item :
          ImportPlan.of(contents.found(), Catalogue.builtin(), ImportPlan.Choice.KEYS)) {
        said.add(item.found().name() + say(item));
      }
    }
    return said;
  }

  private static String say(ImportItem item) {
    return switch (item) {
      case ImportItem.Key(var found, var name, var service) ->
          " -> " + name + " of " + service + " = " + new String(found.value().reveal(), UTF_8);
      case ImportItem.Reference(var found, var ref) -> " is " + ref;
      case ImportItem.Foreign(var found, var to) -> " refers to " + to;
      case ImportItem.Skipped(var found, var reason) -> ": " + reason;
    };
  }

  private static List<String> plan(Format format, byte[] bytes) throws IOException {
    return plan(Importing.read(format, bytes, "file", List.of()));
  }

  private static List<String> plan(Format format, String text) throws IOException {
    return plan(format, text.getBytes(UTF_8));
  }

  @Test
  void C5_dotenvx_values_open_with_the_keys_beside_them() throws IOException {
    byte[] file = golden("dotenvx.env");
    assertThat(Format.detect(file, ".env")).isEqualTo(Format.ENV);
    try (Dotenv keys = Dotenv.parse(golden("dotenvx.env.keys"), ".env.keys")) {
      assertThat(plan(Importing.read(Format.ENV, file, ".env", keys.entries())))
          .containsExactly(
              "DOTENV_PUBLIC_KEY: dotenvx's public key",
              "OPENAI_API_KEY -> openai of openai = " + CANARY,
              "DEBUG: does not look like a key",
              "STRIPE_SECRET -> stripe-secret of custom = canary two words # and hash");
    }
  }

  @Test
  void C5_dotenvx_values_without_their_keys_are_told() throws IOException {
    assertThat(plan(Format.ENV, golden("dotenvx.env")))
        .contains(
            "OPENAI_API_KEY refers to a value that dotenvx encrypted: its .env.keys must lie beside"
                + " the file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "01", "ff", "not hex at all"})
  void C5_dotenvx_values_do_not_open_with_other_keys(String start) throws IOException {
    String other = "DOTENV_PRIVATE_KEY=" + (start + "11".repeat(32)).substring(0, 64) + "\n";
    try (Dotenv keys = Dotenv.parse(other.getBytes(UTF_8), ".env.keys")) {
      assertThatThrownBy(
              () -> Importing.read(Format.ENV, golden("dotenvx.env"), ".env", keys.entries()))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("line 8: OPENAI_API_KEY does not open");
    }
  }

  @Test
  void C5_aws_credentials_become_a_key_for_each_profile() throws IOException {
    byte[] file = golden("aws-credentials");
    assertThat(Format.detect(file, "credentials")).isEqualTo(Format.AWS);
    assertThat(plan(Format.AWS, file))
        .containsExactly(
            "[default] -> aws of aws = " + CANARY,
            "[work] -> aws-work of aws = sk-canary-6e4f00aa11bb22cc33dd",
            "[temp one]: temporary: it has a session token and ends by itself");
    try (Contents contents = Importing.read(Format.AWS, file, "credentials", List.of())) {
      assertThat(contents.found().get(1).said().metadata())
          .containsEntry("access_key_id", "canary-id-2");
    }
  }

  @Test
  void C5_tables_of_KeePassXC_are_understood() throws IOException {
    byte[] file = golden("keepassxc.csv");
    assertThat(Format.detect(file, "export")).isEqualTo(Format.CSV);
    assertThat(plan(Format.CSV, file))
        .containsExactly(
            "OpenAI API key -> openai of openai = " + CANARY,
            "Forum: a password, by its looks; --all takes it",
            "stripe token -> stripe-token of custom = canary,with \"quotes\"");
    try (Contents contents = Importing.read(Format.CSV, file, "export", List.of())) {
      assertThat(contents.found().getLast().said().note()).isEqualTo("two\nlines");
      assertThat(contents.found().getFirst().said().metadata())
          .containsEntry("username", "me@example.org")
          .containsEntry("url", "https://platform.openai.com");
    }
  }

  @Test
  void C5_KeePass_databases_are_read_by_keepassxc_cli() throws IOException {
    Path file = Files.write(folder.resolve("k.kdbx"), golden("keepassxc.kdbx"));
    assertThat(Format.detect(Files.readAllBytes(file), "k")).isEqualTo(Format.KEEPASS);
    try (Secret phrase = Secret.copyOf("canary-phrase-1".getBytes(UTF_8));
        Secret wrong = Secret.copyOf("another".getBytes(UTF_8))) {
      assertThat(plan(Importing.keepass(file, phrase, SYSTEM)))
          .hasSize(3)
          .contains("OpenAI API key -> openai of openai = " + CANARY);
      assertThatThrownBy(() -> Importing.keepass(file, wrong, SYSTEM))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("keepassxc-cli does not open");
    }
  }

  @Test
  void C5_folders_of_pass_are_read_by_gpg() throws Exception {
    Path home = Files.createDirectory(folder.resolve("g"));
    Path store = folder.resolve("store");
    Map<String, String> environment =
        Map.of(
            "PATH",
            Objects.requireNonNull(System.getenv("PATH")),
            "GNUPGHOME",
            home.toString(),
            "PASSWORD_STORE_DIR",
            store.toString());
    String script =
        "set -e; chmod 700 $GNUPGHOME; gpg --batch --quiet --passphrase '' --quick-generate-key"
            + " canary future-default default never; pass init canary; printf '"
            + CANARY
            + "\\nuser: me\\n' | pass insert -m api/openai-api-key; echo canary-forum | pass insert"
            + " -e forum; printf none >$PASSWORD_STORE_DIR/broken.gpg";
    try {
      assertThat(shell(script, environment)).isZero();
      assertThat(plan(Importing.store(store, environment)))
          .containsExactly(
              "api/openai-api-key -> openai of openai = " + CANARY,
              "broken: gpg does not decrypt it",
              "forum: a password, by its looks; --all takes it");
    } finally {
      shell("gpgconf --kill all", environment);
    }
  }

  private static int shell(String script, Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void programs_that_are_not_there_are_named() {
    assertThatThrownBy(() -> Importing.store(folder, Map.of("PATH", folder.toString())))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("gpg is not installed");
  }

  @Test
  void C5_documents_give_what_their_names_say() throws IOException {
    String json =
        """
        {"OPENAI_API_KEY": "%s", "anthropic": {"api_key": "canary-\\u00e9\\ud83d\\ude00"},
         "port": 80, "list": [{"name": "GH_TOKEN", "value": "canary-gh"}, "loose"],
         "ref": "op://vault/item", "deep": {"a": {"token": "${X}"}}}
        """
            .formatted(CANARY);
    assertThat(Format.detect(json.getBytes(UTF_8), "x")).isEqualTo(Format.JSON);
    List<String> expected =
        List.of(
            "OPENAI_API_KEY -> openai of openai = " + CANARY,
            "anthropic.api_key -> anthropic of anthropic = canary-é😀",
            "GH_TOKEN -> gh-token of github = canary-gh",
            "list.2: does not look like a key",
            "ref refers to a 1Password item: op read prints it",
            "deep.a.token refers to a variable or a command");
    assertThat(plan(Format.JSON, json)).containsExactlyElementsOf(expected);
    String yaml =
        """
        # keys
        OPENAI_API_KEY: %s
        anthropic:
          api_key: "canary-é😀"
        port: 80
        list:
          - {name: GH_TOKEN, value: canary-gh}
          - loose
        ref: op://vault/item
        deep: {a: {token: "${X}"}}
        """
            .formatted(CANARY);
    assertThat(Format.detect(yaml.getBytes(UTF_8), "x")).isEqualTo(Format.YAML);
    assertThat(plan(Format.YAML, yaml))
        .containsAll(expected)
        .contains("port: does not look like a key");
  }

  /** As its documentation shows the file. */
  @Test
  void C5_keys_of_llm_are_all_keys() throws IOException {
    String file =
        """
        {
          "// Note": "This file stores secret API credentials. Do not share!",
          "openai": "canary-one",
          "mine": "canary-two"
        }
        """;
    assertThat(Format.detect(file.getBytes(UTF_8), "keys.json")).isEqualTo(Format.LLM);
    assertThat(plan(Format.LLM, file))
        .containsExactly(
            "openai -> openai of openai = canary-one", "mine -> mine of custom = canary-two");
  }

  /** As its documentation shows the file. */
  @Test
  void C5_exports_of_Bitwarden_give_logins_and_hidden_fields() throws IOException {
    String file =
        """
        {"encrypted": false, "folders": [], "items": [
          {"type": 1, "name": "OpenAI", "notes": "mine",
           "fields": [{"name": "API key", "value": "%s", "type": 1},
                      {"name": "team", "value": "seen", "type": 0}],
           "login": {"uris": [{"match": null, "uri": "https://x.example"}],
                     "username": "me", "password": "canary-login", "totp": null}},
          {"type": 2, "name": "note", "notes": "text", "login": null}]}
        """
            .formatted(CANARY);
    assertThat(Format.detect(file.getBytes(UTF_8), "x.json")).isEqualTo(Format.BITWARDEN);
    assertThat(plan(Format.BITWARDEN, file))
        .containsExactly(
            "OpenAI: a password, by its looks; --all takes it",
            "OpenAI API key -> openai of openai = " + CANARY);
    assertThatThrownBy(() -> plan(Format.BITWARDEN, "{\"encrypted\": true, \"data\": \"x\"}"))
        .hasMessageContaining("encrypted, which only Bitwarden opens");
    String table =
        "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,"
            + "login_totp\n,,login,OpenAI,,\"API key: "
            + CANARY
            + "\nteam: x\",0,,me,canary-login,\n";
    assertThat(Format.detect(table.getBytes(UTF_8), "x")).isEqualTo(Format.CSV);
    assertThat(plan(Format.CSV, table)).contains("OpenAI API key -> openai of openai = " + CANARY);
  }

  /** As its documentation shows the file. */
  @Test
  void C5_exports_of_1Password_give_credentials_and_concealed_fields() throws IOException {
    String data =
        """
        {"accounts": [{"attrs": {}, "vaults": [{"attrs": {"name": "Private"}, "items": [
          {"categoryUuid": "112", "state": "active", "overview": {"title": "Groq", "url": ""},
           "details": {"loginFields": [], "notesPlain": "", "sections": [{"title": "", "fields": [
             {"title": "credential", "id": "credential", "value": {"concealed": "canary-groq"}},
             {"title": "expires", "id": "expires", "value": {"date": 1}}]}]}},
          {"categoryUuid": "001", "state": "active", "overview": {"title": "Shop", "url": "u"},
           "details": {"loginFields": [
             {"value": "me", "designation": "username", "fieldType": "T", "name": ""},
             {"value": "canary-shop", "designation": "password", "fieldType": "P", "name": ""}],
             "sections": [{"title": "", "fields": [
             {"title": "api token", "id": "a", "value": {"concealed": "canary-token"}}]}]}},
          {"state": "archived", "overview": {"title": "old"}, "details": {"password": "x"}}]}]}]}
        """;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("export.attributes"));
      zip.putNextEntry(new ZipEntry("export.data"));
      zip.write(data.getBytes(UTF_8));
    }
    assertThat(Format.detect(out.toByteArray(), "x")).isEqualTo(Format.ONEPASSWORD);
    assertThat(plan(Format.ONEPASSWORD, out.toByteArray()))
        .containsExactly(
            "Groq -> groq of groq = canary-groq",
            "Shop: a password, by its looks; --all takes it",
            "Shop api token -> shop-api-token of custom = canary-token");
    assertThat(
            plan(
                Format.CSV,
                """
                Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes
                Deploy token,,me,canary-deploy,,false,false,,
                """))
        .containsExactly("Deploy token -> deploy-token of custom = canary-deploy");
  }

  @ParameterizedTest
  @CsvSource({
    "CSV, 'name,value\nA,\"never closed', line 2: a quote is never closed",
    "CSV, 'name,value\nA,\"x\"y', line 2: text after the closing quote",
    "CSV, 'name,value\n\n\nA,b,c', line 4: 3 fields where the first line names 2",
    "CSV, 'one,two\nA,b', no column for names or none for values",
    "JSON, '{\"a\": \"canary\",\n \"b\": \"canary', 'it ends early, at line 2 column'",
    "JSON, '{\"a\": \"\\ud800\"}', 'half a character, at line 1 column'",
    "YAML, 'a: canary\nb: &x canary', line 2: an anchor",
    "AWS, '[default\naws_access_key_id=x', line 1: a profile's name is not closed",
    "AWS, 'aws_access_key_id=canary', line 1: neither [profile]",
    "ONEPASSWORD, 'PK', none of 1Password",
    "ENV, 'A=''canary', line 1: a quote is never closed"
  })
  void C5_bad_files_are_refused_with_the_place_and_without_the_value(
      Format format, String text, String message) {
    assertThatThrownBy(() -> plan(format, text))
        .isInstanceOf(KeymasterException.class)
        .hasMessageStartingWith("file")
        .hasMessageContaining(message)
        .hasMessageNotContaining("canary");
  }

  @Test
  void SA9_archive_that_unpacks_to_far_more_than_it_is_is_given_up() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setLevel(Deflater.BEST_SPEED);
      zip.putNextEntry(new ZipEntry("files/bomb"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i <= 256; i++) {
        zip.write(zeros);
      }
      zip.putNextEntry(new ZipEntry("export.data"));
      zip.write('{');
    }
    assertThatThrownBy(() -> plan(Format.ONEPASSWORD, bytes.toByteArray()))
        .hasMessageContaining("unpacks to more than 256 MiB");
  }

  @Test
  void SA9_documents_of_endless_depth_or_number_are_refused() {
    assertThatThrownBy(() -> plan(Format.JSON, "[".repeat(100_000)))
        .hasMessageContaining("too many levels");
    assertThatThrownBy(() -> plan(Format.JSON, "[" + "\"x\",".repeat(20_000) + "\"x\"]"))
        .hasMessageContaining("more than 10000 values");
    assertThatThrownBy(() -> plan(Format.JSON, "{\"" + "x".repeat(5000) + "\":[\"a\",\"b\"]}"))
        .hasMessageContaining("a name of more than 4096 characters");
    assertThatThrownBy(() -> plan(Format.CSV, "name,value\n" + "a,b\n".repeat(20_000)))
        .hasMessageContaining("too many");
  }

  @Test
  void C5_variables_are_taken_as_they_stand() {
    assertThat(plan(Importing.environment(Map.of("OPENAI_API_KEY", "canary-${x}"))))
        .containsExactly("OPENAI_API_KEY -> openai of openai = canary-${x}");
  }
}
