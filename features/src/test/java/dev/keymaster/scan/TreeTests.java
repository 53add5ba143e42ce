package dev.keymaster.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeTests {
  private static final String HELD = "sk-canary-9f3A7c1Be5d8042Fa6Bc31d7E9";

  @TempDir Path folder;

  @Test
  void G7_what_git_ignores_is_left_out_unless_git_tracks_it() {
    Repository git = Repository.in(folder);
    git.write("out/tracked.txt", HELD).write("src/a.txt", HELD).commit("first");
    git.write(".gitignore", "out/\n*.env\n!keep.env\n")
        .write("src/.gitignore", "local\n")
        .write(".git/info/exclude", "secret.txt\n")
        .write("out/other.txt", HELD)
        .write("x.env", HELD)
        .write("keep.env", HELD)
        .write("src/local", HELD)
        .write("src/deep/local", HELD)
        .write("secret.txt", HELD)
        .write("new.txt", HELD);
    assertThat(places(folder, Tree.Extent.WITHOUT_IGNORED, ""))
        .containsExactly("keep.env", "new.txt", "out/tracked.txt", "src/a.txt");
    assertThat(places(folder.resolve("src"), Tree.Extent.WITHOUT_IGNORED, ""))
        .containsExactly("src/a.txt");
    assertThat(places(folder, Tree.Extent.ALL, "")).contains("x.env", "out/other.txt");
  }

  @Test
  void G7_paths_can_be_allowed() {
    Repository git = new Repository(folder);
    git.write("a/b.txt", HELD).write("a/c.txt", HELD).write("fixtures/d.txt", HELD);
    assertThat(places(folder, Tree.Extent.WITHOUT_IGNORED, "fixtures/\n/a/b.txt"))
        .containsExactly("a/c.txt");
  }

  @Test
  void G7_links_are_not_followed_and_what_cannot_be_read_is_told() throws IOException {
    Repository git = new Repository(folder);
    git.write("real/a.txt", HELD);
    Files.createSymbolicLink(folder.resolve("link.txt"), folder.resolve("real/a.txt"));
    Files.createSymbolicLink(folder.resolve("loop"), folder);
    Files.createSymbolicLink(folder.resolve(".gitignore"), Path.of("/dev/zero"));
    assertThat(places(folder, Tree.Extent.WITHOUT_IGNORED, "")).containsExactly("real/a.txt");
    assertThat(places(folder, Tree.Extent.ALL, "")).containsExactly("real/a.txt");
    Findings findings = new Findings();
    new Tree(folder.resolve("gone"), folder, Allowed.of(""), Tree.Extent.ALL, findings);
    assertThat(findings.unread()).containsExactly("gone");
  }

  private List<String> places(Path root, Tree.Extent extent, String ignored) {
    Findings findings = new Findings();
    Allowed allowed = Allowed.of(ignored);
    Tree tree = new Tree(root, folder, allowed, extent, findings);
    new Scan(Vaulted.keys(HELD), Vaulted.SHAPES, allowed, findings, 2).tree(tree);
    assertThat(findings.texts()).isGreaterThanOrEqualTo(findings.all().size());
    return findings.all().stream().map(Finding::place).toList();
  }
}
