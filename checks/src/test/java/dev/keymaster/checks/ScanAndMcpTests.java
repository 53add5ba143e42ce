package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What coding agents and scans get from the real program, and what they do not get. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScanAndMcpTests {
  private static final String KEY = "sk-canary-9f3A7c1Be5d8042Fa6Bc31d7E9";

  private Path folder;
  private KeymasterProcess keymaster;

  @BeforeAll
  void a_vault(@TempDir Path shared) {
    folder = shared;
    keymaster = KeymasterProcess.in(folder);
    keymaster.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
    keymaster.withInput(KEY).run("add", "openai", "--stdin").succeeds();
  }

  @Test
  void G10_no_tool_answers_a_value_whatever_its_commands_do_with_it() throws IOException {
    StringBuilder list = new StringBuilder("commands:\n");
    List<String> scripts =
        List.of(
            "printenv",
            "printenv | rev",
            "printenv OPENAI_API_KEY | od -An -tx1",
            "printenv OPENAI_API_KEY | tr a-y b-z",
            "printenv OPENAI_API_KEY | base64",
            "printenv OPENAI_API_KEY | fold -w 4 >&2");
    StringBuilder calls = new StringBuilder();
    for (int i = 0; i < scripts.size(); i++) {
      list.append("  c").append(i).append(":\n    run: [sh, -c, \"");
      list.append(scripts.get(i)).append("\"]\n    keys: [openai]\n    output: masked\n");
      calls.append("{\"jsonrpc\":\"2.0\",\"id\":").append(i).append(",\"method\":\"tools/call\",");
      calls.append("\"params\":{\"name\":\"run_command\",\"arguments\":{\"command\":\"c");
      calls.append(i).append("\"}}}\n");
    }
    Path config = folder.resolve("home").resolve("config");
    Files.createDirectories(config);
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rwx------"));
    Path file = Files.writeString(config.resolve("mcp.yaml"), list);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    String answers = keymaster.withInput(calls.toString()).run("mcp").succeeds().text();
    assertThat(answers.lines())
        .hasSize(scripts.size())
        .allMatch(line -> line.contains("exit_code"));
    assertThat(keymaster.run("audit", "--json").succeeds().text())
        .as("a client that nobody knows is a coding agent")
        .contains("\"program\": \"java (mcp)\"");
    String bare = answers.replaceAll("[^A-Za-z0-9]", "");
    String moved =
        KEY.chars()
            .map(c -> c >= 'a' && c <= 'y' ? c + 1 : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    Stream.of(
            KEY,
            new StringBuilder(KEY).reverse().toString(),
            HexFormat.of().formatHex(KEY.getBytes(UTF_8)),
            moved)
        .map(form -> form.replaceAll("[^A-Za-z0-9]", ""))
        .forEach(form -> assertThat(bare).doesNotContain(form.substring(10, 22)));
  }

  @Test
  void G7_a_scan_finds_a_key_while_the_vault_is_locked() throws IOException {
    Path work = folder.resolve("work");
    Files.writeString(work.resolve("a.js"), "const key = '" + KEY + "';\n");
    Files.move(folder.resolve("key"), folder.resolve("hidden"));
    try {
      KeymasterProcess.Outcome found = keymaster.run("scan").exits(10);
      assertThat(found.text()).startsWith("a.js:1:14: km://dev/openai#1  sk-…d7E9");
      assertThat(found.text() + found.errors()).doesNotContain(KEY);
    } finally {
      Files.move(folder.resolve("hidden"), folder.resolve("key"));
      Files.delete(work.resolve("a.js"));
    }
  }
}
