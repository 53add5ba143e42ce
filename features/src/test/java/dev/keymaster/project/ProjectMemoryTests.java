package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this machine remembers about projects. */
class ProjectMemoryTests {
  private static final EnvironmentName STAGING = new EnvironmentName("staging");

  @TempDir Path temporary;
  private Path home;
  private Path root;
  private Path state;

  @BeforeEach
  void makeFolders() throws IOException {
    home = Files.createDirectories(temporary.toRealPath().resolve("home"));
    root = Files.createDirectories(home.resolve("work/project"));
    state = home.resolve("state");
  }

  private Path write(Path folder, String text) throws IOException {
    return Files.writeString(folder.resolve("keymaster.yaml"), text);
  }

  private Project found(Path from) {
    return Project.find(from, home).orElseThrow();
  }

  @Nested
  class Trusting {
    private TrustStore store() {
      return new TrustStore(state);
    }

    @Test
    void only_what_was_trusted_is_trusted() throws IOException {
      write(root, "version: 1\n");
      Project project = found(root);
      assertThat(store().trusts(project)).isFalse();
      store().trust(project);
      assertThat(store().trusts(found(root))).isTrue();
    }

    @Test
    void changed_content_or_another_place_is_not() throws IOException {
      write(root, "version: 1\n");
      store().trust(found(root));
      write(root, "version: 1 # changed\n");
      assertThat(store().trusts(found(root))).isFalse();
      Path other = Files.createDirectories(home.resolve("other"));
      write(other, "version: 1\n");
      assertThat(store().trusts(found(other))).isFalse();
    }

    @Test
    void trusting_anew_forgets_the_earlier_content() throws IOException {
      write(root, "version: 1\n");
      store().trust(found(root));
      write(root, "version: 1 # two\n");
      store().trust(found(root));
      write(root, "version: 1\n");
      assertThat(store().trusts(found(root))).isFalse();
    }

    @Test
    void trust_can_be_taken_back() throws IOException {
      write(root, "version: 1\n");
      store().forget(found(root));
      assertThat(state).doesNotExist();
      store().trust(found(root));
      store().forget(found(root));
      assertThat(store().trusts(found(root))).isFalse();
    }

    @Test
    void store_is_private_and_names_no_path() throws IOException {
      write(root, "version: 1\n");
      store().trust(found(root));
      Path file = state.resolve("trusted");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
          .isEqualTo("rwx------");
      assertThat(file).content().matches("[0-9a-f]{64} [0-9a-f]{64}\n");
    }

    @Test
    void item_57_a_store_that_others_may_write_is_refused() throws IOException {
      write(root, "version: 1\n");
      store().trust(found(root));
      Files.setPosixFilePermissions(
          state.resolve("trusted"), PosixFilePermissions.fromString("rw-rw----"));
      assertThatThrownBy(() -> store().trusts(found(root)))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("can be used by others");
    }

    @Test
    void item_57_a_store_of_another_person_is_refused() throws IOException {
      write(root, "version: 1\n");
      store().trust(found(root));
      giveAway(state.resolve("trusted"));
      assertThatThrownBy(() -> store().trusts(found(root)))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("belongs to somebody else");
    }

    /** Only root can give a file away; anybody can have a link to one of root's. */
    private void giveAway(Path file) throws IOException {
      try {
        Files.setAttribute(file, "unix:uid", 4242);
      } catch (IOException e) {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/etc/passwd"));
      }
    }

    @Test
    void item_48_garbage_in_the_store_is_not_believed() throws IOException {
      write(root, "version: 1\n");
      store().trust(found(root));
      Path file = state.resolve("trusted");
      Files.writeString(file, "* *\n" + "x".repeat(200) + "\n\0\n" + Files.readString(file));
      assertThat(store().trusts(found(root))).isTrue();
      Files.writeString(file, "\0\0");
      assertThat(store().trusts(found(root))).isFalse();
    }
  }

  @Nested
  class Switching {
    @Test
    void environment_is_remembered_for_this_machine_only() throws IOException {
      Path file = write(root, "version: 1\nsettings:\n  default_environment: dev\n");
      Project project = found(root);
      ProjectState here = new ProjectState(state, project);
      assertThat(here.environment()).isEmpty();
      assertThat(project.settings(here)).isEqualTo(Map.of("environment", "dev"));
      here.switchTo(STAGING);
      assertThat(new ProjectState(state, found(root)).environment()).contains(STAGING);
      assertThat(project.settings(here)).isEqualTo(Map.of("environment", "staging"));
      assertThat(file).content().doesNotContain("staging");
      here.reset();
      assertThat(here.environment()).isEmpty();
      here.reset();
    }

    @Test
    void projects_do_not_share_it() throws IOException {
      write(root, "version: 1\n");
      Path other = Files.createDirectories(home.resolve("other"));
      write(other, "version: 1\n");
      new ProjectState(state, found(root)).switchTo(STAGING);
      ProjectState there = new ProjectState(state, found(other));
      assertThat(there.environment()).isEmpty();
      assertThat(found(other).settings(there)).isEmpty();
    }

    @Test
    void garbage_is_nothing() throws IOException {
      write(root, "version: 1\n");
      ProjectState here = new ProjectState(state, found(root));
      here.switchTo(STAGING);
      try (var files = Files.list(state.resolve("projects"))) {
        Files.writeString(files.findFirst().orElseThrow(), "../Not A Name\n");
      }
      assertThat(here.environment()).isEmpty();
    }
  }
}
