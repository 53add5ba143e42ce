package dev.keymaster.ancestry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTests {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/usr/bin/node, --max-old-space-size=4096 /opt/x/cli.js --print, cli.js",
        "/usr/bin/node, -r dotenv/config /opt/x/cli.js, cli.js",
        "/usr/bin/node22, /opt/x/cli.js, cli.js",
        "/usr/bin/python3.11, -W ignore /usr/bin/aider, aider",
        "/usr/bin/python3.11, -m aider --yes, aider",
        "/usr/bin/python3.11, -m, ''",
        "/usr/bin/python3.11, -c print(1) x, ''",
        "/bin/bash, -c claude, ''",
        "/bin/bash, '', ''",
        "C:\\node\\node.exe, C:\\npm\\cli.js, cli.js",
        "/usr/bin/vim, claude, ''",
        "/usr/bin/make, -f claude, ''"
      })
  void an_interpreter_is_named_by_what_it_runs(String program, String arguments, String script) {
    CommandLine line = CommandLine.of(program, List.of(arguments.split(" ", -1)));
    assertThat(line.script()).isEqualTo(script);
    assertThat(line.name()).doesNotContain("/", "\\");
    assertThat(line.paths()).hasSize(script.isEmpty() ? 1 : 2).first().isEqualTo(program);
  }
}
