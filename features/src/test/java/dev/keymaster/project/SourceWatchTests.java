package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceWatchTests {
  private static final Duration QUIET = Duration.ofMillis(50);

  @TempDir Path folder;

  @Test
  void A5_sources_and_settings_count_and_what_programs_write_does_not() throws Exception {
    Files.createDirectories(folder.resolve("src/deep"));
    Files.createDirectories(folder.resolve("node_modules/x"));
    try (SourceWatch watch = SourceWatch.of(folder)) {
      assertThat(watch.next(QUIET, QUIET)).isEmpty();
      Files.writeString(folder.resolve("server.log"), "x");
      Files.writeString(folder.resolve("data.sqlite"), "x");
      Files.writeString(folder.resolve("node_modules/x/a.js"), "x");
      assertThat(watch.next(QUIET, QUIET)).isEmpty();
      for (String file : new String[] {"src/deep/a.ts", "config.yaml", ".env", ".env.local"}) {
        Files.writeString(folder.resolve(file), "x");
        assertThat(watch.next(Duration.ofSeconds(10), QUIET)).contains(Path.of(file));
      }
    }
  }

  @Test
  void A5_many_changes_are_one_and_new_folders_are_watched_too() throws Exception {
    try (SourceWatch watch = SourceWatch.of(folder)) {
      for (int i = 0; i < 20; i++) {
        Files.writeString(folder.resolve("a" + i + ".py"), "x");
      }
      assertThat(watch.next(Duration.ofSeconds(10), Duration.ofMillis(200))).isPresent();
      assertThat(watch.next(QUIET, QUIET)).isEmpty();
      Path fresh = Files.createDirectories(folder.resolve("fresh"));
      assertThat(watch.next(Duration.ofMillis(200), QUIET)).isEmpty();
      Files.writeString(fresh.resolve("b.go"), "x");
      assertThat(watch.next(Duration.ofSeconds(10), QUIET)).contains(Path.of("fresh/b.go"));
    }
  }
}
