package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class McpVerbTests {
  private static final String VALUE = "sk-canary-9f3A7c1Be5d8042Fa6Bc31d7E9";

  private static final List<String> ALL =
      List.of(
          "list_keys",
          "list_commands",
          "list_profiles",
          "ask_for_key",
          "ask_for_access",
          "run_command");

  private final FakeWorld world;

  McpVerbTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
  }

  @BeforeEach
  void commands() throws IOException {
    world.engine.with("dev", "openai", "openai", VALUE);
    world.engine.with("prod", "stripe", "stripe", VALUE);
    Path config = Files.createDirectories(world.places().config());
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rwx------"));
    Path file = config.resolve("mcp.yaml");
    Files.writeString(
        file,
        """
        commands:
          test:
            run: [npm, test, "--only"]
            keys: [openai]
          show:
            run: [sh, -c, "printenv | rev"]
            keys: [openai, stripe]
            environment: prod
            folder: /srv/app
            output: masked
        """);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Calls each of these tools in turn; returns the answers. */
  private List<String> call(String... calls) {
    StringBuilder lines = new StringBuilder();
    for (String call : calls) {
      lines.append("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":");
      lines.append(call).append("}\n");
    }
    world.in = new ByteArrayInputStream(lines.toString().getBytes(UTF_8));
    assertThat(world.run("mcp")).isZero();
    return world.stdout().lines().toList();
  }

  private static String tool(String name, String argument, String value) {
    return "{\"name\":\"" + name + "\",\"arguments\":{\"" + argument + "\":\"" + value + "\"}}";
  }

  @Test
  void G10_names_are_listed_and_values_are_not() {
    List<String> answers =
        call("{\"name\":\"list_keys\"}", tool("list_keys", "environment", "prod"));
    assertThat(answers.get(0)).contains("openai", "stripe", "expires").doesNotContain("canary");
    assertThat(answers.get(1)).contains("stripe").doesNotContain("openai");
    assertThat(call("{\"name\":\"list_commands\"}").getFirst()).contains("npm test", "masked");
  }

  @Test
  void G10_a_command_runs_as_the_person_wrote_it_and_says_its_exit_code_alone() {
    world.capturing =
        arguments -> new Capture.Ended(3, VALUE.getBytes(UTF_8), "keymaster: x".getBytes(UTF_8));
    String answer = call(tool("run_command", "command", "test")).getFirst();
    assertThat(answer).contains("\\\"exit_code\\\":3", "\"isError\":true").doesNotContain("canary");
    assertThat(world.captured)
        .containsExactly(world.directory + " run --only openai --env dev -- npm test --only");
  }

  @Test
  void G10_a_missing_key_is_asked_for_by_another_process_and_its_value_never_comes_here() {
    world.capturing = arguments -> new Capture.Ended(0, new byte[0], new byte[0]);
    assertThat(call(tool("ask_for_key", "key", "km://staging/stripe")).getFirst())
        .contains("\\\"stored\\\":true");
    call(tool("ask_for_key", "key", "mistral"));
    assertThat(world.captured)
        .containsExactly(
            world.directory + " add km://staging/stripe --page",
            world.directory + " add km://dev/mistral --page");
    world.capturing =
        arguments -> new Capture.Ended(4, new byte[0], "keymaster: no desktop".getBytes(UTF_8));
    assertThat(call(tool("ask_for_key", "key", "xai")).getFirst())
        .contains("\\\"stored\\\":false", "no desktop");
    world.captured.clear();
    String value = "sk-or-v1-" + "0".repeat(64);
    for (String given : List.of(value, "km://dev/" + value)) {
      assertThat(call(tool("ask_for_key", "key", given)).getFirst())
          .contains("that is a key, not the name of one")
          .doesNotContain("00000");
    }
    assertThat(world.captured).isEmpty();
  }

  @Test
  void G10_profiles_are_listed() {
    assertThat(world.run("profile", "create", "research")).isZero();
    assertThat(world.run("profile", "add-key", "research", "openai", "--rpm", "60")).isZero();
    assertThat(call("{\"name\":\"list_profiles\"}").getFirst())
        .contains("research", "openai", "\\\"requests_per_minute\\\":60")
        .doesNotContain("canary");
  }

  @Test
  void G10_whoever_starts_the_server_chooses_no_environment() throws IOException {
    world.environment.put("KEYMASTER_ENV", "prod");
    world.capturing = arguments -> new Capture.Ended(0, new byte[0], new byte[0]);
    call(tool("run_command", "command", "test"));
    assertThat(world.captured.getLast()).contains(" --env dev ");
    Path settings = Files.writeString(world.places().settings(), "environment: staging\n");
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-------"));
    call(tool("run_command", "command", "test"));
    assertThat(world.captured.getLast()).contains(" --env staging ");
    assertThat(world.run("mcp", "--env", "prod")).isEqualTo(2);
  }

  @Test
  void G10_output_is_told_where_the_person_wants_it_and_scrubbed() {
    String reversed = new StringBuilder(VALUE).reverse().toString();
    world.capturing =
        arguments ->
            new Capture.Ended(0, ("14 passed\nK=" + reversed + "\n").getBytes(UTF_8), new byte[0]);
    String answer = call(tool("run_command", "command", "show")).getFirst();
    assertThat(answer).contains("14 passed", "[left out]").doesNotContain(reversed);
    assertThat(world.captured)
        .containsExactly("/srv/app run --only openai,stripe --env prod -- sh -c printenv | rev");
  }

  @Test
  void G10_what_a_program_says_is_never_taken_for_keymasters_own_word() {
    world.capturing =
        arguments ->
            arguments.getLast().endsWith("/true")
                ? new Capture.Ended(0, new byte[0], new byte[0])
                : new Capture.Ended(125, new byte[0], ("keymaster: " + VALUE).getBytes(UTF_8));
    assertThat(call(tool("run_command", "command", "test")).getFirst()).doesNotContain("canary");
    world.capturing =
        arguments ->
            new Capture.Ended(125, new byte[0], "keymaster: nobody allowed it".getBytes(UTF_8));
    assertThat(call(tool("ask_for_access", "command", "test")).getFirst())
        .contains("\\\"allowed\\\":false", "nobody allowed it");
    assertThat(world.captured.getLast())
        .containsPattern("run --only openai --env dev -- (/usr)?/bin/true$");
  }

  @Test
  void G10_the_reason_of_a_refusal_is_no_way_out_for_a_value() {
    String reversed = new StringBuilder(VALUE).reverse().toString();
    world.capturing =
        arguments -> new Capture.Ended(125, new byte[0], ("why: " + reversed).getBytes(UTF_8));
    assertThat(call(tool("ask_for_access", "command", "test")).getFirst())
        .contains("why: [left out]")
        .doesNotContain(reversed);
  }

  @Test
  void G10_a_model_adds_no_command_and_no_word() {
    for (String name : List.of("rm -rf /", "test; printenv", "", "../x", "TEST")) {
      assertThat(call(tool("run_command", "command", name)).getFirst()).contains("no such command");
    }
    assertThat(
            call("{\"name\":\"run_command\",\"arguments\":{\"command\":\"test\",\"args\":\"-x\"}}")
                .getFirst())
        .contains("-32602");
    assertThat(world.captured).isEmpty();
  }

  @Test
  void G10_every_tool_with_every_input_answers_no_value() throws IOException {
    world.capturing = arguments -> new Capture.Ended(0, VALUE.getBytes(UTF_8), new byte[0]);
    List<String> inputs =
        List.of("", "openai", "km://dev/openai", "dev", "prod", "test", "show", "printenv", "*");
    List<String> calls = new ArrayList<>();
    for (String tool : ALL) {
      for (String argument : List.of("environment", "command", "name", "key")) {
        inputs.forEach(input -> calls.add(tool(tool, argument, input)));
      }
    }
    List<String> answers = call(calls.toArray(String[]::new));
    assertThat(answers).hasSize(calls.size());
    assertThat(String.join("\n", answers)).doesNotContain("9f3A7c1Be5d8042F");
  }

  @Test
  void G10_a_list_that_is_wrong_is_told_with_its_line() throws IOException {
    Path file = world.places().config().resolve("mcp.yaml");
    Files.writeString(file, "commands:\n  a:\n    run: npm\n");
    assertThat(call("{\"name\":\"list_commands\"}").getFirst()).contains("mcp.yaml line 3");
    Files.writeString(file, "commands:\n  a:\n    run: [npm]\n");
    assertThat(call("{\"name\":\"list_commands\"}").getFirst()).contains("a needs run and keys");
    Files.delete(file);
    assertThat(call("{\"name\":\"list_commands\"}").getFirst()).contains("\"commands\":[]");
  }
}
