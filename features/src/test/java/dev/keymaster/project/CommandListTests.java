package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandListTests {
  private final Path file;

  CommandListTests(@TempDir Path folder) {
    file = folder.resolve(CommandList.NAME);
  }

  private Map<String, CommandList.Command> read(String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return CommandList.read(file);
  }

  @Test
  void G10_commands_are_read_in_their_order() throws IOException {
    assertThat(
            read(
                """
                commands:
                  test:
                    run: [npm, test, '']
                    keys: [openai]
                  deploy:
                    run: [./deploy.sh, staging]
                    keys: [aws, stripe]
                    environment: staging
                    folder: /home/ada/shop
                    output: masked
                  quiet: {run: [make], keys: [aws], output: off}
                """))
        .containsExactly(
            Map.entry("test", command(List.of("npm", "test", ""), "openai")),
            Map.entry(
                "deploy",
                new CommandList.Command(
                    List.of("./deploy.sh", "staging"),
                    List.of(new KeyName("aws"), new KeyName("stripe")),
                    new EnvironmentName("staging"),
                    Path.of("/home/ada/shop"),
                    true)),
            Map.entry("quiet", command(List.of("make"), "aws")));
  }

  private static CommandList.Command command(List<String> run, String key) {
    return new CommandList.Command(run, List.of(new KeyName(key)), null, null, false);
  }

  @Test
  void G10_a_file_that_is_not_there_or_lists_nothing_has_no_commands() throws IOException {
    assertThat(CommandList.read(file)).isEmpty();
    assertThat(read("# none yet\ncommands:\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools: {}|1: unknown field 'tools'",
        "commands: [a]|1: not a map",
        "commands:~  a: npm|2: not a map",
        "commands:~  -a: {run: [x], keys: [k]}|2: no name for a command",
        "commands:~  a:~    keys: [k]|2: a needs run and keys",
        "commands:~  a:~    run: [x]~    keys: []|2: a needs run and keys",
        "commands:~  a:~    run: npm test~    keys: [k]|3: not a list",
        "commands:~  a:~    run: [{b: c}]~    keys: [k]|3: a single value belongs here",
        "commands:~  a:~    run: [x]~    keys:~      - good~      - Bad Key|6: not a key name",
        "commands:~  a:~    run: [x]~    keys: [k]~    environment: No!|5: not an environment name",
        "commands:~  a:~    run: [x]~    keys: [k]~    environment: [dev]|5: a single value",
        "commands:~  a:~    run: [x]~    keys: [k]~    folder: shop|5: folder is an absolute path",
        "commands:~  a:~    run: [x]~    keys: [k]~    output: on|5: output is off or masked",
        "commands:~  a:~    run: [x]~    keys: [k]~    shell: sh|5: unknown field 'shell'"
      })
  void G10_what_cannot_be_so_is_refused_with_its_line(String text, String problem) {
    assertThatThrownBy(() -> read(text.replace('~', '\n')))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("mcp.yaml line " + problem);
  }
}
