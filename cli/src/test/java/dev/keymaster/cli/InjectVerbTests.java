package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InjectVerbTests {
  private final FakeWorld world;
  private final Path template;
  private final Path out;

  InjectVerbTests(@TempDir Path directory) throws IOException {
    world = new FakeWorld(directory.toRealPath());
    world.environment.put("HOME", "/");
    template = world.directory.resolve("app.tpl");
    out = world.directory.resolve("app.conf");
    world.engine.with("dev", "openai", "openai", "sk-canary-1ec71");
    world.engine.with("dev", "hook", "custom", "canary\nhook");
    world.engine.with("prod", "openai", "openai", "sk-canary-1ec72");
  }

  private int inject(String text, String... more) throws IOException {
    Files.writeString(template, text);
    String[] words = {"inject", "-i", "app.tpl", "-o", "app.conf"};
    return world.run(
        java.util.stream.Stream.concat(
                java.util.Arrays.stream(words), java.util.Arrays.stream(more))
            .toArray(String[]::new));
  }

  @Test
  void A5_values_stand_in_the_places_of_references_and_each_is_recorded_once() throws IOException {
    assertThat(inject("a: km://dev/openai\nb: {{ km://prod/openai }}\nc: km://dev/openai #\n"))
        .isZero();
    assertThat(out)
        .content()
        .isEqualTo("a: sk-canary-1ec71\nb: sk-canary-1ec72\nc: sk-canary-1ec71 #\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
    assertThat(world.stderr()).contains("with 2 keys", "in clear").doesNotContain("canary");
    assertThat(world.engine.events)
        .extracting(event -> event.kind() + " " + event.detail())
        .containsExactly("REVEAL inject", "REVEAL inject");
  }

  @Test
  void A5_streams_are_used_where_no_file_is_named() {
    world.typing("x=km://dev/hook;\n");
    assertThat(world.run("inject")).isZero();
    assertThat(world.stdout()).isEqualTo("x=canary\nhook;\n");
    assertThat(world.stderr()).isEmpty();
    world.typing("km://./openai");
    assertThat(world.run("inject", "-i", "-", "-o", "-", "--env", "prod")).isZero();
    assertThat(world.stdout()).isEqualTo("sk-canary-1ec72");
    assertThat(world.run("inject", "--json")).isEqualTo(2);
  }

  @Test
  void A5_what_is_missing_is_told_with_its_line_and_nothing_is_released() throws IOException {
    assertThat(inject("km://dev/openai\nkm://dev/opnai\n")).isEqualTo(3);
    assertThat(world.stderr())
        .isEqualTo("keymaster: app.tpl line 2: no key opnai in dev\nhint: did you mean openai?\n");
    assertThat(inject("\n\nkm://dev/openai#7\n")).isEqualTo(3);
    assertThat(world.stderr()).startsWith("keymaster: app.tpl line 3: no version 7 of openai\n");
    assertThat(inject("km://dev/openai?field=id\n")).isEqualTo(3);
    assertThat(world.stderr()).contains("line 1: no field id of openai in dev\nhint: it has none");
    assertThat(inject("km://dev/openai op://a/b\n")).isEqualTo(2);
    assertThat(world.run("inject", "-i", "none.tpl", "-o", "app.conf")).isNotZero();
    assertThat(out).doesNotExist();
    assertThat(world.engine.events).isEmpty();
  }

  @Test
  void A5_fields_are_written_without_releasing_a_value() throws IOException {
    FakeKey key = world.engine.require(name("dev"), new dev.keymaster.model.KeyName("hook"));
    key.details =
        new KeyDetails(
            new ServiceName("custom"),
            List.of(),
            "",
            null,
            null,
            "",
            null,
            KeyStatus.ACTIVE,
            Map.of("account", "a 1"));
    assertThat(inject("id: km://dev/hook?field=account\n", "--json")).isZero();
    assertThat(out).content().isEqualTo("id: a 1\n");
    assertThat(world.stdout()).contains("keymaster/inject/1", "km://dev/hook?field=account");
    assertThat(world.engine.events).isEmpty();
    world.environment.put("ACCOUNT", "km://./hook?field=account");
    assertThat(world.run("run", "--only", "openai", "--", "true")).isZero();
    assertThat(world.injected)
        .isEqualTo(Map.of("ACCOUNT", "a 1", "OPENAI_API_KEY", "sk-canary-1ec71"));
  }

  private static dev.keymaster.model.EnvironmentName name(String environment) {
    return new dev.keymaster.model.EnvironmentName(environment);
  }

  @Test
  void A5_git_never_gets_the_file() throws Exception {
    Process git =
        new ProcessBuilder(
                "sh", "-c", "git init -q && echo old > tracked && git add tracked 2>/dev/null")
            .directory(world.directory.toFile())
            .start();
    assertThat(git.waitFor()).isZero();
    Files.writeString(template, "km://dev/openai");
    assertThat(world.run("inject", "-i", "app.tpl", "-o", "tracked")).isEqualTo(5);
    assertThat(world.directory.resolve("tracked")).content().isEqualTo("old\n");
    assertThat(world.engine.events).isEmpty();
    assertThat(world.run("inject", "-i", "app.tpl", "-o", "a b.conf")).isZero();
    assertThat(world.stderr()).startsWith("git ignores now: /a\\ b.conf\n");
    assertThat(world.run("inject", "-i", "app.tpl", "-o", "a b.conf")).isZero();
    assertThat(world.stderr()).startsWith("wrote ");
    Process status =
        new ProcessBuilder("git", "status", "--porcelain")
            .directory(world.directory.toFile())
            .start();
    assertThat(new String(status.getInputStream().readAllBytes(), UTF_8))
        .contains("app.tpl")
        .doesNotContain("a b.conf");
    assertThat(world.run("inject", "-i", "app.tpl", "-o", ".env.x")).isZero();
    assertThat(world.directory.resolve(".gitignore")).content().contains("\n.env.*\n");
  }

  @Test
  void the_template_is_never_overwritten_and_a_foreign_project_gives_nothing() throws IOException {
    Files.writeString(template, "km://dev/openai");
    assertThat(world.run("inject", "-i", "app.tpl", "-o", "./app.tpl")).isEqualTo(2);
    assertThat(template).content().isEqualTo("km://dev/openai");
    Files.writeString(world.directory.resolve("keymaster.yaml"), "version: 1\n");
    assertThat(inject("km://dev/openai")).isEqualTo(5);
    assertThat(world.stderr()).contains("not trusted\nhint: keymaster trust\n");
    assertThat(world.engine.events).noneMatch(event -> event.kind() == EventKind.REVEAL);
  }
}
