package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClearKeysTests {
  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, content);
  }

  private List<ClearKeys.Found> found() throws IOException {
    return ClearKeys.under(folder, Catalogue.builtin());
  }

  @Test
  void files_with_keys_in_clear_are_found() throws IOException {
    Path top = file(".env", "OPENAI_API_KEY=sk-canary-00000000\nDB_PASSWORD=canary\nPORT=1\n");
    Path deep = file("services/api/.env.local", "STRIPE_SECRET=canary-0\n");
    Path named = file("prod.env", "A_TOKEN=canary-1\n");
    assertThat(found())
        .containsExactly(
            new ClearKeys.Found(top, 2),
            new ClearKeys.Found(named, 1),
            new ClearKeys.Found(deep, 1));
  }

  @Test
  void references_placeholders_and_examples_are_no_keys() throws IOException {
    file(".env", "OPENAI_API_KEY=km://dev/openai\nA_TOKEN=changeme\nPORT=3000\n");
    file(".env.example", "OPENAI_API_KEY=sk-canary-00000000\n");
    file("notes.txt", "OPENAI_API_KEY=sk-canary-00000000\n");
    file(".env.bin", "\u0000\u0001\u0002");
    assertThat(found()).isEmpty();
  }

  @Test
  void what_others_wrote_is_not_looked_through() throws IOException {
    file("node_modules/x/.env", "A_TOKEN=canary-1\n");
    file("a/b/c/d/.env", "A_TOKEN=canary-1\n");
    Files.createSymbolicLink(folder.resolve(".env"), file("elsewhere", "A_TOKEN=canary\n"));
    assertThat(found()).isEmpty();
  }
}
