package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.net.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema against what is really read, and by a validator of somebody else's. */
class ProjectSchemaTests {
  private static final List<String> GOOD =
      List.of(
          ProjectFile.fresh(new EnvironmentName("dev")),
          "version: 1",
          "version: 1\nsettings:\nservices:\nkeys:\n",
          "version: 1\nsettings: {default_environment: prod, auto_rotate: 30d, audit_log: true}",
          "version: 1\nservices:\n  openai:\n  a.b-c: {environments: [dev, e2], auto_rotate: 12h}",
          "version: 1\nservices: {x: {environments: [], auto_rotate: false}}",
          "version: 1\nkeys: {openai: OPENAI_API_KEY, team/hook.2: _x1}");

  private static final List<String> BAD =
      List.of(
          "",
          "keys: {}",
          "version: 2",
          "version: [1]",
          "version: 1\nmore: 1",
          "version: 1\nsettings: 5",
          "version: 1\nsettings: {audit_log: false}",
          "version: 1\nsettings: {default_environment: PROD}",
          "version: 1\nsettings: {default_environment: }",
          "version: 1\nsettings: {auto_rotate: 30 days}",
          "version: 1\nsettings: {auto_rotate: 0d}",
          "version: 1\nsettings: {auto_rotate: true}",
          "version: 1\nsettings: {colour: red}",
          "version: 1\nservices: [openai]",
          "version: 1\nservices: {OpenAI: }",
          "version: 1\nservices: {x: {environments: dev}}",
          "version: 1\nservices: {x: {environments: [DEV]}}",
          "version: 1\nservices: {x: {region: eu}}",
          "version: 1\nkeys: {openai: }",
          "version: 1\nkeys: {openai: 1A}",
          "version: 1\nkeys: {openai: {as: A}}",
          "version: 1\nkeys: {-x: A}");

  private static Set<?> fields(String... path) {
    Object found = JsonReader.value(ProjectFile.schema().getBytes(UTF_8));
    for (String step : path) {
      found = Objects.requireNonNull(((Map<?, ?>) found).get(step));
    }
    return ((Map<?, ?>) found).keySet();
  }

  @Test
  void A4_every_field_that_is_read_is_in_the_schema_and_no_other() {
    assertThat(fields("properties")).isEqualTo(Set.copyOf(ProjectReader.TOP));
    assertThat(fields("properties", "settings", "properties"))
        .isEqualTo(Set.copyOf(ProjectReader.SETTINGS));
    assertThat(fields("properties", "services", "additionalProperties", "properties"))
        .isEqualTo(Set.copyOf(ProjectReader.SERVICE));
  }

  private static boolean reads(String text) {
    try {
      return ProjectFile.parse(text.getBytes(UTF_8)) != null;
    } catch (KeymasterException e) {
      assertThat(e).as(text).hasMessageMatching("keymaster.yaml line [0-9]+: .*");
      return false;
    }
  }

  @Test
  void A4_a_validator_of_json_schemas_takes_what_is_read_and_refuses_what_is_not(
      @TempDir Path folder) throws Exception {
    List<String> all = new ArrayList<>(GOOD);
    all.addAll(BAD);
    assertThat(all.stream().map(ProjectSchemaTests::reads).toList())
        .isEqualTo(all.stream().map(GOOD::contains).toList());
    assertThat(validated(folder, all)).isEqualTo(all.stream().map(GOOD::contains).toList());
  }

  private static List<Boolean> validated(Path folder, List<String> texts)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("schema.json"), ProjectFile.schema());
    for (int i = 0; i < texts.size(); i++) {
      Files.writeString(folder.resolve(i + ".yaml"), texts.get(i));
    }
    String script =
        """
        import json, yaml, jsonschema
        schema = json.load(open("schema.json"))
        jsonschema.Draft7Validator.check_schema(schema)
        for i in range(%d):
            value = yaml.safe_load(open(f"{i}.yaml"))
            print(jsonschema.Draft7Validator(schema).is_valid(value))
        """
            .formatted(texts.size());
    Process python =
        new ProcessBuilder("/usr/bin/python3", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), UTF_8);
    assertThat(python.waitFor()).as(said).isZero();
    return said.lines().map(Boolean::parseBoolean).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version: 1\n\tx: 1\n",
        "version: 1\n\u0001: 1\n",
        "version: 1\nkeys: {a: B\n",
        "version: 1\nversion: 1\n",
        "version: 1\nkeys: &x {}\n",
        "version: 1\nkeys: !!map {}\n",
        "version: 1\n---\nversion: 1\n",
        "version: 1\nkeys:\n  openai: PATH\n",
        "version: 1\n\u00ff",
        "- version\n",
      })
  void A4_every_refusal_names_a_line(String text) {
    byte[] bytes = text.contains("\u00ff") ? text.getBytes(ISO_8859_1) : text.getBytes(UTF_8);
    assertThatThrownBy(() -> ProjectFile.parse(bytes))
        .isInstanceOf(KeymasterException.class)
        .hasMessageMatching("keymaster.yaml line [1-4]: .*");
  }
}
