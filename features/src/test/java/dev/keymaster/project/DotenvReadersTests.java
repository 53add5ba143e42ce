package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is written into a {@code .env} file, read by programs that nobody here wrote: dotenv of
 * node, pinned by {@code readers/package-lock.json}, and Debian's python3-dotenv. Shells are in
 * {@link DotenvFileTests}.
 */
class DotenvReadersTests {
  private static final Path PLACE = Path.of("target/readers").toAbsolutePath();

  @TempDir Path folder;

  @BeforeAll
  static void install() throws Exception {
    Files.createDirectories(PLACE);
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.copy(
          Path.of("readers", file), PLACE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Path lock = PLACE.resolve("package-lock.json");
    Path installed = PLACE.resolve("installed.json");
    if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
      run(PLACE, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
      Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String run(Path where, String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).directory(where.toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    String trouble = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said + trouble).isZero();
    return said;
  }

  private Map<String, String> written() {
    List<String> values = NaughtyStrings.all();
    values.addAll(List.of("it's", "a\nb\n", "a=b #c", "# x", "\"quoted\"", "$HOME $(id)", " x "));
    Map<String, String> all = new LinkedHashMap<>();
    List<DotenvFile.Line> lines = new ArrayList<>();
    for (String value : values) {
      String variable = "V" + all.size();
      all.put(variable, value);
      lines.add(new DotenvFile.Line(variable, "", Secret.copyOf(value.getBytes(UTF_8))));
    }
    List<String> ambiguous = new DotenvFile(folder.resolve(".env")).write(lines).ambiguous();
    assertThat(ambiguous).hasSizeLessThan(values.size() / 2);
    all.keySet().removeAll(ambiguous);
    return all;
  }

  private static Map<String, String> read(String json, Map<String, String> wanted) {
    Map<String, String> seen = new HashMap<>();
    ((Map<?, ?>) JsonReader.value(json.getBytes(UTF_8)))
        .forEach((name, value) ->
            seen.put(String.valueOf(name), String.valueOf(Objects.requireNonNull(value))));
    seen.keySet().retainAll(wanted.keySet());
    return seen;
  }

  @Test
  void A5_what_is_called_portable_is_the_same_for_the_readers_of_node_and_python()
      throws Exception {
    Map<String, String> written = written();
    String node =
        "const d = require('"
            + PLACE
            + "/node_modules/dotenv');"
            + "process.stdout.write(JSON.stringify(d.parse(require('fs').readFileSync('.env'))))";
    assertThat(read(run(folder, "node", "-e", node), written)).isEqualTo(written);
    String python =
        "import json, dotenv; print(json.dumps(dotenv.dotenv_values('.env'), ensure_ascii=False))";
    assertThat(read(run(folder, "/usr/bin/python3", "-X", "utf8", "-c", python), written))
        .isEqualTo(written);
  }
}
