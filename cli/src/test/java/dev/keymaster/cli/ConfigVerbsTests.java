package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A8: settings on the command line. */
class ConfigVerbsTests {
  private final FakeWorld world;
  private final Path file;

  ConfigVerbsTests(@TempDir Path directory) throws IOException {
    world = new FakeWorld(directory.toRealPath());
    world.environment.put("HOME", "/");
    file = world.places().settings();
  }

  @Test
  void settings_are_set_read_and_taken_back() throws IOException {
    assertThat(world.run("config", "set", "get.clip_seconds", "90s")).isZero();
    assertThat(world.stderr()).isEqualTo("set get.clip_seconds\n");
    assertThat(file).content().contains("clip_seconds: 90s");
    assertThat(Files.getPosixFilePermissions(file))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(world.run("config", "get", "get.clip_seconds")).isZero();
    assertThat(world.stdout()).isEqualTo("90s\n");
    world.run("config", "get", "get.clip_seconds", "--json");
    assertThat(world.stdout()).contains("keymaster/setting/1", "\"origin\": \"user\"");
    assertThat(world.run("config", "unset", "get.clip_seconds")).isZero();
    assertThat(world.run("config", "unset", "get.clip_seconds")).isEqualTo(3);
    world.run("config", "get", "get.clip_seconds");
    assertThat(world.stdout()).isEqualTo("45s\n");
  }

  @Test
  void get_tells_the_origin_before_the_value() {
    world.run("config", "set", "color", "never");
    world.run("config", "get", "color", "--show-origin");
    assertThat(world.stdout()).isEqualTo("user\tnever\n");
  }

  @ParameterizedTest
  @CsvSource({
    "get get.clp, did you mean get.clip?",
    "set colour always, did you mean color?",
    "unset providers.opnai.base_url, did you mean providers.openai.base_url?",
  })
  void a_typo_is_answered_with_what_was_meant(String arguments, String hint) {
    String[] words = ("config " + arguments).split(" ");
    boolean known = world.run(words) != 2;
    assertThat(known || world.stderr().endsWith("hint: " + hint + "\n")).isTrue();
  }

  @Test
  void changes_are_told_as_json_too() {
    world.run("config", "set", "color", "never", "--json");
    assertThat(world.stdout()).contains("keymaster/setting/1", "\"value\": \"never\"");
    assertThat(world.stderr()).isEmpty();
    world.run("config", "unset", "color", "--json");
    assertThat(world.stdout()).contains("keymaster/setting/1", "\"origin\": \"default\"");
  }

  @Test
  void list_tells_where_a_value_comes_from() {
    world.run("config", "set", "color", "never");
    world.environment.put("KEYMASTER_ENV", "staging");
    assertThat(world.run("config", "list", "--show-origin")).isZero();
    assertThat(world.stdout().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "environment staging variable environment of keys",
            "color never user auto, always or never",
            "get.clip false default get copies instead of printing");
    world.run("config", "list", "--env", "prod");
    assertThat(world.stdout()).startsWith("environment=prod\ncolor=never\n");
    world.run("config", "list", "--json");
    assertThat(world.stdout()).contains("keymaster/settings/1", "\"origin\": \"variable\"");
  }

  @Test
  void set_warns_where_something_stronger_wins() {
    world.environment.put("KEYMASTER_ENV", "staging");
    assertThat(world.run("config", "set", "environment", "prod")).isZero();
    assertThat(world.stderr())
        .isEqualTo("set environment\nwarning: here the variable wins: staging\n");
  }

  @ParameterizedTest
  @CsvSource({
    "config,                        2, config needs a command after it",
    "config get colour,             2, unknown setting 'colour'",
    "config set color pink,         2, '''pink'' is not a choice'",
    "config set color,              2, VALUE is missing",
    "config get providers.openai.base_url, 3, providers.openai.base_url is not set",
  })
  void mistakes_are_told(String arguments, int code, String message) {
    assertThat(world.run(arguments.split(" "))).isEqualTo(code);
    assertThat(world.stderr()).startsWith("keymaster: " + message + "\n");
    assertThat(file).doesNotExist();
  }

  private void editor(String script) throws IOException {
    Path editor = Files.writeString(world.directory.resolve("editor"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwx------"));
    world.environment.put("EDITOR", editor + " --wait");
  }

  @Test
  void edit_puts_the_copy_in_place_if_it_is_understood() throws IOException {
    editor("echo 'color: never' >> \"$2\"\n");
    world.run("config", "set", "environment", "prod");
    assertThat(world.run("config", "edit")).isZero();
    assertThat(file).content().isEqualTo("environment: prod\ncolor: never\n");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void edit_that_fails_or_is_not_understood_changes_nothing() throws IOException {
    editor("exit 3\n");
    world.run("config", "set", "environment", "prod");
    assertThat(world.run("config", "edit")).isEqualTo(1);
    editor("echo 'colour: never' >> \"$2\"\n");
    assertThat(world.run("config", "edit")).isEqualTo(2);
    assertThat(file).content().isEqualTo("environment: prod\n");
    assertThat(file.resolveSibling("config.edited.yaml")).content().contains("colour");
  }
}
