package dev.keymaster.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutableTests {
  @TempDir Path folder;

  private Path file(String folder, String name, String mode) throws IOException {
    Path file = Files.createDirectories(this.folder.resolve(folder)).resolve(name);
    Files.writeString(file, "#!/bin/sh\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private String path(String... folders) {
    return String.join(
        ":",
        java.util.Arrays.stream(folders).map(name -> folder.resolve(name).toString()).toList());
  }

  @Test
  void first_executable_of_the_path_wins() throws IOException {
    file("a", "tool", "rw-r--r--");
    Path second = file("b", "tool", "rwxr-xr-x");
    file("c", "tool", "rwxr-xr-x");
    assertThat(Executable.find("tool", path("none", "a", "b", "c")))
        .isEqualTo(new Executable.Search.Found(second));
  }

  @Test
  void only_unusable_ones_are_126() throws IOException {
    file("a", "tool", "rw-r--r--");
    assertThat(Executable.find("tool", path("a", "b")))
        .isInstanceOfSatisfying(
            Executable.Search.Failed.class,
            failed -> assertThat(failed.outcome().exitCode()).isEqualTo(126));
  }

  @Test
  void folder_of_the_same_name_is_passed_over() throws IOException {
    Files.createDirectories(folder.resolve("a/tool"));
    Path real = file("b", "tool", "rwxr-xr-x");
    assertThat(Executable.find("tool", path("a", "b")))
        .isEqualTo(new Executable.Search.Found(real));
  }

  @Test
  void nothing_is_127_and_odd_folders_do_no_harm() {
    assertThat(Executable.find("no-such-tool", "\0bad::" + path("a")))
        .isInstanceOfSatisfying(
            Executable.Search.Failed.class,
            failed -> assertThat(failed.outcome().exitCode()).isEqualTo(127));
  }

  @Test
  void usual_folders_are_searched_without_a_path() {
    assertThat(Executable.find("sh", null)).isInstanceOf(Executable.Search.Found.class);
  }

  @Test
  void terminal_escapes_in_the_name_are_not_echoed() {
    assertThat(Executable.find("\u001b[2J", null))
        .isInstanceOfSatisfying(
            Executable.Search.Failed.class,
            failed -> assertThat(failed.outcome().message()).doesNotContain("\u001b"));
  }
}
