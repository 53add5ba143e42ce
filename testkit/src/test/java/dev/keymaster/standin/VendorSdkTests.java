package dev.keymaster.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The vendors' own clients, which nobody here wrote, get along with the stand-ins: a stand-in that
 * was wrong would prove nothing about our clients. Their packages are pinned by {@code
 * sdk/package-lock.json} and installed from the npm registry that the machine is set up for.
 */
final class VendorSdkTests {
  private static final Path SOURCES = Path.of("sdk");
  private static final Path PLACE = Path.of("target/sdk");
  private static final Path INSTALLED = PLACE.resolve("installed.json");
  private static final long MINUTES = 5;

  @BeforeAll
  static void install() throws IOException, InterruptedException {
    Files.createDirectories(PLACE);
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        Path copy = PLACE.resolve(file.getFileName());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path lock = SOURCES.resolve("package-lock.json");
    if (!Files.exists(INSTALLED) || Files.mismatch(lock, INSTALLED) >= 0) {
      run(Map.of(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
      Files.copy(lock, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String run(Map<String, String> variables, String... words)
      throws IOException, InterruptedException {
    Path out = PLACE.resolve(words[0] + ".log");
    ProcessBuilder builder = new ProcessBuilder(List.of(words)).directory(PLACE.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(OPENAI|ANTHROPIC|OPENROUTER|GOOGLE)_.*"));
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    String said = Files.readString(out);
    Files.delete(out); // a failure may show a key
    assertThat(ended && process.exitValue() == 0).as(said).isTrue();
    return said;
  }

  @ParameterizedTest
  @CsvSource({"openrouter, 11", "openai, 12", "anthropic, 7", "google, 9"})
  void the_vendors_own_client_gets_along_with_the_stand_in(String provider, int steps)
      throws IOException, InterruptedException {
    try (StandIn standIn = StandIn.of(provider, Doors.PLAIN)) {
      for (int i = 0; i < 4; i++) {
        standIn.issue("page-" + i).close();
      }
      Map<String, String> variables =
          Map.of(
              "STANDIN_URL", standIn.baseUrl().toString(),
              "STANDIN_ADMIN", Caller.text(standIn.admin()),
              "STANDIN_KEY", Caller.text(standIn.key()),
              "STANDIN_SERVICE_ACCOUNT", standIn.settings().getOrDefault("service-account", ""));
      assertThat(run(variables, "node", provider + ".mjs")).isEqualTo(steps + " steps\n");
      assertThat(standIn.journal()).hasSizeGreaterThan(steps);
    }
  }
}
