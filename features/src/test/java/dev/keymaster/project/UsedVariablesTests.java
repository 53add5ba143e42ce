package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsedVariablesTests {
  @TempDir Path folder;

  private Path write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a.js    | const a = process.env.A_KEY!",
        "a.ts    | process.env['A_KEY']",
        "a.mjs   | import.meta.env.A_KEY",
        "a.tsx   | Deno.env.get(\"A_KEY\")",
        "a.py    | os.environ[\"A_KEY\"]",
        "b.py    | environ.get('A_KEY', '')",
        "c.py    | os.getenv( 'A_KEY')",
        "d.py    | config('A_KEY')",
        "a.rb    | ENV.fetch('A_KEY')",
        "b.rb    | ENV['A_KEY']",
        "a.go    | os.Getenv(\"A_KEY\")",
        "b.go    | os.LookupEnv(\"A_KEY\")",
        "a.rs    | std::env::var(\"A_KEY\")",
        "b.rs    | env!(\"A_KEY\")",
        "a.java  | System.getenv(\"A_KEY\")",
        "a.kt    | System.getenv(\"A_KEY\")",
        "a.php   | getenv('A_KEY')",
        "b.php   | $_ENV['A_KEY']",
        "c.php   | env('A_KEY')",
        "a.cs    | Environment.GetEnvironmentVariable(\"A_KEY\")",
        "a.exs   | System.fetch_env!(\"A_KEY\")",
      })
  void A4_variables_are_seen_as_each_language_reads_them(String file, String line)
      throws IOException {
    write(file, "// first\n" + line + "\n" + line + "\n");
    assertThat(UsedVariables.under(folder).uses())
        .isEqualTo(Map.of("A_KEY", new UsedVariables.Use(Path.of(file), 2)));
  }

  @Test
  void A4_what_others_wrote_or_git_ignores_is_passed_over() throws IOException {
    for (String at :
        new String[] {"node_modules/x", "sub/.venv", "mine", "dist", "sub/__pycache__"}) {
      write(at + "/a.py", "os.environ['A_KEY']");
    }
    write(".gitignore", "*.log\n/mine/\n!x\n# c\n");
    write("sub/deep/a.py", "os.environ['B_KEY']");
    write("notes.txt", "os.environ['C_KEY']");
    write("big.py", "#".repeat(1 << 19) + "\nos.environ['D_KEY']");
    UsedVariables found = UsedVariables.under(folder);
    assertThat(found.uses()).containsOnlyKeys("B_KEY");
    assertThat(found.languages()).containsExactly("Python");
  }

  @Test
  void no_call_that_only_looks_like_it_counts() throws IOException {
    write(
        "a.js", "process.envy.A_KEY; env.A; myconfigs('A_KEY'); environment['A_KEY']; x.ENV2['A']");
    assertThat(UsedVariables.under(folder).uses()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI_API_KEY,     openai,             openai",
    "GITHUB_TOKEN,       github,             github",
    "WEBHOOK_SECRET,     webhook-secret,     custom",
    "DATABASE_PASSWORD,  database-password,  custom",
  })
  void A4_a_variable_is_called_as_an_import_would_call_it(
      String variable, String key, String service) {
    assertThat(Proposal.of(variable, Catalogue.builtin()))
        .hasValueSatisfying(proposal -> {
          assertThat(proposal.key().value()).isEqualTo(key);
          assertThat(proposal.service().value()).isEqualTo(service);
        });
  }

  @ParameterizedTest
  @CsvSource({"PORT", "NODE_ENV", "OPENAI_BASE_URL", "PATH", "LD_PRELOAD", "DATABASE_URL"})
  void settings_are_no_keys(String variable) {
    assertThat(Proposal.of(variable, Catalogue.builtin())).isEmpty();
  }
}
