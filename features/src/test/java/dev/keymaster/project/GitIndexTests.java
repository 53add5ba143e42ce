package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the real git. */
class GitIndexTests {
  @TempDir Path directory;
  private Path root = Path.of("/");

  @BeforeEach
  void repository() throws Exception {
    root = Files.createDirectory(directory.toRealPath().resolve("work"));
    git("init", "-q");
    Files.createDirectories(root.resolve("deep/er"));
    for (String name : List.of(".env", "a", "deep/er/.env.prod", "deep/zwölf", "loose")) {
      Files.writeString(root.resolve(name), name);
    }
    git("add", ".env", "a", "deep/er/.env.prod", "deep/zwölf");
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private boolean tracks(String name) {
    return GitIndex.of(root.resolve("deep")).orElseThrow().tracks(root.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void every_format_of_the_index_is_read(int version) throws Exception {
    if (version == 3) {
      git("add", "-N", "loose"); // needs the longer entries of format 3
      git("reset", "-q", "--", "a");
    }
    git("update-index", "--index-version", Integer.toString(version));
    assertThat(tracks(".env")).isTrue();
    assertThat(tracks("deep/er/.env.prod")).isTrue();
    assertThat(tracks("deep/zwölf")).isTrue();
    assertThat(tracks("loose")).isEqualTo(version == 3);
    assertThat(tracks("deep")).isFalse();
  }

  @Test
  void a_linked_work_tree_has_an_index_of_its_own() throws Exception {
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x");
    git("worktree", "add", "-q", "../linked");
    Path linked = root.resolveSibling("linked");
    assertThat(GitIndex.of(linked).orElseThrow().tracks(linked.resolve(".env"))).isTrue();
  }

  @Test
  void SL5_attack_a_file_that_git_tracks_is_not_reached_through_a_link() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), root.resolve("deep/er"));
    for (Path way : List.of(link, root.resolve("deep/../deep/er"))) {
      DotenvFile file = new DotenvFile(way.resolve(".env.prod"));
      assertThatThrownBy(file.file()::demandUntracked)
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.DENIED));
      assertThat(file.exposures()).contains("git tracks it");
    }
  }

  @Test
  void SL5_attack_a_file_that_git_tracks_is_not_hidden_by_the_form_of_its_index() throws Exception {
    git("update-index", "--split-index");
    assertThat(GitIndex.of(root).orElseThrow().isWhole()).isFalse();
    DotenvFile file = new DotenvFile(root.resolve(".env"));
    assertThat(file.exposures()).contains("whether git tracks it cannot be told");
    assertThatThrownBy(file.file()::demandUntracked)
        .hasMessageEndingWith("cannot be told: its index is split, too large or damaged");
    git("update-index", "--no-split-index");
    assertThat(GitIndex.of(root).orElseThrow().isWhole()).isTrue();
    root = Files.createDirectory(root.resolveSibling("longer"));
    git("init", "-q", "--object-format=sha256");
    for (String name : List.of(".env", "zwölf", "zwölf.env")) {
      Files.writeString(root.resolve(name), name);
    }
    git("add", ".");
    for (String version : List.of("2", "4")) {
      git("update-index", "--index-version", version);
      GitIndex index = GitIndex.of(root).orElseThrow();
      assertThat(index.isWhole()).isTrue();
      assertThat(List.of(".env", "zwölf", "zwölf.env"))
          .allMatch(name -> index.tracks(root.resolve(name)));
    }
  }

  @Test
  void what_is_no_index_tracks_nothing() throws IOException {
    Files.write(
        root.resolve(".git/index"), new byte[] {'D', 'I', 'R', 'C', 0, 0, 0, 2, 0, 0, 0, 9});
    assertThat(tracks(".env")).isFalse();
    Files.writeString(root.resolve(".git/index"), "nonsense, and more of it");
    assertThat(tracks(".env")).isFalse();
    Files.delete(root.resolve(".git/index"));
    assertThat(tracks(".env")).isFalse();
  }

  @Test
  void a_folder_outside_of_git_has_none() {
    assertThat(GitIndex.of(root.resolve("..").normalize())).isEmpty();
  }
}
