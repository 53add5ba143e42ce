package dev.keymaster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.cli.Keymaster;
import dev.keymaster.cli.Places;
import dev.keymaster.model.KeymasterException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessWorldTests {
  @TempDir Path folder;

  @Test
  void files_go_below_the_home_of_the_person() {
    Places places = new ProcessWorld(Map.of("HOME", "/home/ada")).places();
    assertThat(places.data()).isEqualTo(Path.of("/home/ada/.local/share/keymaster"));
  }

  @Test
  void keymaster_home_needs_no_home() {
    Places places = new ProcessWorld(Map.of("KEYMASTER_HOME", "/mnt/stick")).places();
    assertThat(places.data()).startsWithRaw(Path.of("/mnt/stick"));
  }

  @Test
  void without_any_home_it_says_what_to_set() {
    for (Map<String, String> bad : List.of(Map.<String, String>of(), Map.of("HOME", ""))) {
      assertThatThrownBy(() -> new ProcessWorld(bad).places())
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("HOME is not set");
    }
  }

  @Test
  void item_99_without_any_home_debug_has_no_log_and_still_an_exit_code() {
    assertThat(run("ls", "--debug")).isEqualTo(1);
  }

  private static int run(String... words) {
    return Keymaster.run(List.of(words), new ProcessWorld(Map.of()));
  }

  @Test
  void reads_inherited_descriptors() throws IOException {
    Path file = Files.writeString(folder.resolve("given"), "sk-canary-77");
    try (FileInputStream open = new FileInputStream(file.toFile())) {
      int number = descriptorOf(file);
      try (InputStream in = new ProcessWorld(Map.of()).descriptor(number)) {
        assertThat(in.readAllBytes()).asString().isEqualTo("sk-canary-77");
      }
      assertThat(open.available()).isPositive();
    }
    assertThatThrownBy(() -> new ProcessWorld(Map.of()).descriptor(999))
        .isInstanceOf(IOException.class);
  }

  static int descriptorOf(Path file) throws IOException {
    try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        if (Files.exists(descriptor) && Files.isSameFile(descriptor, file)) {
          return Integer.parseInt(descriptor.getFileName().toString());
        }
      }
    }
    throw new AssertionError("not open: " + file);
  }

  @Test
  void an_unknown_verb_is_a_usage_error() {
    assertThat(run("no-such-verb")).isEqualTo(2);
  }
}
