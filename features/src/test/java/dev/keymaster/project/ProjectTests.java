package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectTests {
  private static final EnvironmentName STAGING = new EnvironmentName("staging");

  @TempDir Path temporary;
  private Path home;
  private Path root;

  @BeforeEach
  void makeFolders() throws IOException {
    home = Files.createDirectories(temporary.toRealPath().resolve("home"));
    root = Files.createDirectories(home.resolve("work/project"));
  }

  private static ProjectFile parse(String text) {
    return ProjectFile.parse(text.getBytes(UTF_8));
  }

  private Path write(Path folder, String text) throws IOException {
    return Files.writeString(folder.resolve("keymaster.yaml"), text);
  }

  private Project found(Path from) {
    return Project.find(from, home).orElseThrow();
  }

  @Nested
  class Reading {
    @Test
    void a_full_file_is_understood() {
      ProjectFile file =
          parse(
              """
              version: 1
              settings:
                default_environment: staging
                auto_rotate: 90d
                audit_log: true
              services:
                openai:
                  environments: [dev, prod]
                  auto_rotate: 30d
                anthropic:
                  auto_rotate: false
                groq:
              keys:
                openai: OPENAI_API_KEY
                team/ci: CI_KEY
              """);
      assertThat(file.defaultEnvironment()).isEqualTo(STAGING);
      assertThat(file.autoRotate()).isEqualTo(Duration.ofDays(90));
      assertThat(file.services())
          .containsExactly(
              Map.entry(
                  new ServiceName("openai"),
                  new ProjectFile.Service(
                      List.of(new EnvironmentName("dev"), new EnvironmentName("prod")),
                      Duration.ofDays(30))),
              Map.entry(
                  new ServiceName("anthropic"), new ProjectFile.Service(List.of(), Duration.ZERO)),
              Map.entry(new ServiceName("groq"), new ProjectFile.Service(List.of(), null)));
      assertThat(file.keys())
          .containsExactly(
              Map.entry(new KeyName("openai"), "OPENAI_API_KEY"),
              Map.entry(new KeyName("team/ci"), "CI_KEY"));
    }

    @Test
    void the_version_is_enough() {
      ProjectFile file = parse("version: 1\n");
      assertThat(file.defaultEnvironment()).isNull();
      assertThat(file.autoRotate()).isNull();
      assertThat(file.keys()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "'' | 1: no version",
          "'a: 1' | 1: unknown field 'a'",
          "'version: 2' | 1: a version that this Keymaster does not know",
          "'version: 1\nservces:' | 2: unknown field 'servces'",
          "'version: 1\nsettings:\n  audit_log: false' | 3: audit_log cannot be switched off",
          "'version: 1\nsettings:\n  audit_log: maybe' | 3: not true or false",
          "'version: 1\nsettings:\n  default_environment: Prod' | 3: not an environment name: 'Prod'",
          "'version: 1\nsettings:\n  auto_rotate: 0d' | 3: '0d' is no time at all",
          "'version: 1\nsettings:\n  auto_rotate: true' | 3: how often?",
          "'version: 1\nsettings: x' | 2: not a map",
          "'version: 1\nsettings:\n  default_environment: [a]' | 3: a single value belongs here",
          "'version: 1\nsettings:\n  default_environment:' | 3: a single value belongs here",
          "'version: 1\nservices:\n  OpenAI:' | 3: not a service name: 'OpenAI'",
          "'version: 1\nservices:\n  openai:\n    environments: dev' | 4: not a list",
          "'version: 1\nservices:\n  openai:\n    environments: [a, B]' | 4: not an environment name: 'B'",
          "'version: 1\nservices:\n  openai:\n    key: x' | 4: unknown field 'key'",
          "'version: 1\nkeys:\n  ../x: A' | 3: not a key name: '../x'",
          "'version: 1\nkeys:\n  a: A-B' | 3: not an environment variable name: 'A-B'",
          "'version: 1\nkeys:\n  a: LD_PRELOAD' | 3: no key may become 'LD_PRELOAD': it decides what programs do",
          "'version: 1\nkeys:\n  a:' | 3: a single value belongs here",
          "'version: 1\nkeys:\n  a: A\n  a: B' | 4: 'a' stands here twice"
        })
    void item_67_what_is_not_understood_is_named_with_its_line(String text, String message) {
      assertThatThrownBy(() -> parse(text))
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> {
                assertThat(e).hasMessage("keymaster.yaml line " + message);
                assertThat(e.code()).isEqualTo(KeymasterException.Code.USAGE);
              });
    }

    @Test
    void unknown_fields_come_with_the_known_ones() {
      assertThatThrownBy(() -> parse("version: 1\nservces:\n"))
          .extracting(e -> ((KeymasterException) e).hint())
          .isEqualTo("known here: version, settings, services, keys");
    }
  }

  @Nested
  class Finding {
    @Test
    void nearest_folder_above_wins() throws IOException {
      write(root, "version: 1\n");
      Path deep = Files.createDirectories(root.resolve("a/b"));
      assertThat(found(deep).root()).isEqualTo(root);
      write(root.resolve("a"), "version: 1\n");
      assertThat(found(deep).root()).isEqualTo(root.resolve("a"));
    }

    @Test
    void the_search_ends_at_home() throws IOException {
      write(temporary, "version: 1\n");
      assertThat(Project.find(root, home)).isEmpty();
      assertThat(Project.find(root, null)).isPresent();
    }

    @Test
    void links_lead_to_the_real_place() throws IOException {
      write(root, "version: 1\n");
      Path link = Files.createSymbolicLink(home.resolve("link"), root);
      assertThat(found(link).root()).isEqualTo(root);
    }

    @Test
    void a_folder_that_is_gone_has_no_project() {
      assertThat(Project.find(home.resolve("gone"), home)).isEmpty();
    }

    @Test
    void other_file_systems_are_not_searched() {
      assertThat(Project.find(Path.of("/proc/self"), null)).isEmpty();
    }

    @Test
    void item_56_a_folder_in_place_of_the_file_is_refused() throws IOException {
      Files.createDirectory(root.resolve("keymaster.yaml"));
      assertThatThrownBy(() -> found(root))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("is not a regular file");
    }

    @Test
    void a_file_beyond_a_megabyte_is_refused() throws IOException {
      write(root, "version: 1\n#" + "x".repeat(1 << 20));
      assertThatThrownBy(() -> found(root))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("larger than 1 MiB");
    }
  }

  @Nested
  class Writing {
    @Test
    void new_file_reads_back_and_is_never_overwritten() throws IOException {
      Project project = Project.create(root, STAGING);
      assertThat(project.file().defaultEnvironment()).isEqualTo(STAGING);
      assertThat(found(root).file()).isEqualTo(project.file());
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(root.resolve("keymaster.yaml"))))
          .isEqualTo("rw-r--r--");
      assertThatThrownBy(() -> Project.create(root, STAGING))
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.CONFLICT));
    }

    @Test
    void using_a_key_keeps_every_other_line() throws IOException {
      Path file = write(root, "# ours\nversion: 1 # one\nkeys:\n  openai: OPENAI_API_KEY # main\n");
      Project project =
          found(root)
              .using(
                  new TreeMap<>(
                      Map.of(new KeyName("ci/key"), "CI_KEY", new KeyName("openai"), "OPENAI")));
      assertThat(file)
          .hasContent(
              "# ours\nversion: 1 # one\nkeys:\n  openai: OPENAI # main\n  \"ci/key\": CI_KEY\n"
                  .replace("\"", ""));
      assertThat(project.file().keys()).containsValues("OPENAI", "CI_KEY");
      assertThat(found(root).file()).isEqualTo(project.file());
    }

    @Test
    void names_with_dots_are_one_name() throws IOException {
      write(root, "version: 1\n");
      Project project = found(root).using(Map.of(new KeyName("a.b"), "A_B"));
      assertThat(project.file().keys()).containsOnlyKeys(new KeyName("a.b"));
      assertThat(project.without(List.of(new KeyName("a.b"))).file().keys()).isEmpty();
      assertThat(root.resolve("keymaster.yaml")).hasContent("version: 1\n");
    }

    @Test
    void of_several_keys_all_are_changed_or_none() throws IOException {
      Path file = write(root, "version: 1\nkeys:\n  a: A\n  b: B\n");
      Project project = found(root);
      assertThatThrownBy(
              () -> project.using(Map.of(new KeyName("a"), "AA", new KeyName("c"), "NOT-ONE")))
          .isInstanceOf(KeymasterException.class);
      assertThat(file).hasContent("version: 1\nkeys:\n  a: A\n  b: B\n");
      List<KeyName> both = List.of(new KeyName("a"), new KeyName("c"), new KeyName("b"));
      assertThat(project.without(both).file().keys()).isEmpty();
    }

    @Test
    void malformed_variable_changes_nothing() throws IOException {
      Path file = write(root, "version: 1\n");
      assertThatThrownBy(() -> found(root).using(Map.of(new KeyName("a"), "NOT-ONE")))
          .isInstanceOf(KeymasterException.class);
      assertThat(file).hasContent("version: 1\n");
    }

    @Test
    void mode_of_an_existing_file_stays() throws IOException {
      Path file = write(root, "version: 1\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
      found(root).using(Map.of(new KeyName("a"), "A"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-rw-r--");
    }

    @Test
    void link_in_place_of_the_file_is_not_replaced() throws IOException {
      Path real = Files.writeString(home.resolve("real.yaml"), "version: 1\n");
      Files.createSymbolicLink(root.resolve("keymaster.yaml"), real);
      assertThatThrownBy(() -> found(root).using(Map.of(new KeyName("a"), "A")))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("is a symbolic link");
      assertThat(real).hasContent("version: 1\n");
    }

    @Test
    void SL2_link_to_another_file_shows_none_of_its_lines() throws IOException {
      Path other = Files.writeString(home.resolve(".netrc"), "sk-canary-5e: 1\n");
      Files.createSymbolicLink(root.resolve("keymaster.yaml"), other);
      assertThatThrownBy(() -> Project.find(root, home))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("is a symbolic link")
          .hasMessageNotContaining("canary");
    }

    @Test
    void nothing_is_left_behind() throws IOException {
      Project.create(root, STAGING).using(Map.of(new KeyName("a"), "A"));
      try (var files = Files.list(root)) {
        assertThat(files).containsExactly(root.resolve("keymaster.yaml"));
      }
    }
  }
}
