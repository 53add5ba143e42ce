package dev.keymaster.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitObjectsTests {
  private static final String HELD = "sk-canary-9f3A7c1Be5d8042Fa6Bc31d7E9";
  private static final String OTHER = "sk-canary-8e2A7c1Be5d8042Fa6Bc31d7E9";

  @TempDir Path folder;

  private Repository git;

  @BeforeEach
  void make() throws IOException {
    git = Repository.in(Files.createDirectory(folder.resolve("work")));
  }

  @Test
  void G7_what_is_staged_is_scanned_as_it_is_staged() {
    git.write("a.txt", "clean").write("dir/b\nc.txt", "key " + HELD);
    assertThat(staged()).isEmpty();
    git.git("add", "-A");
    git.write("dir/b\nc.txt", "cleaned, but not staged");
    assertThat(staged()).extracting(Finding::place).containsExactly("dir/b\nc.txt");
    git.commit("first");
    assertThat(staged()).isEmpty();
    git.write("d.txt", "\n" + HELD).git("add", "-A");
    git.write("a.txt", HELD);
    assertThat(staged()).extracting(Finding::place).containsExactly("d.txt");
    assertThat(staged()).extracting(Finding::line).containsExactly(2);
  }

  @Test
  void G7_history_has_what_was_removed_long_ago() {
    git.write("config/old.env", "A=1\nKEY=" + HELD + "\n").commit("first");
    git.write("config/old.env", "A=2\nKEY=" + HELD + "\n").commit("second");
    git.write("config/old.env", "A=3\n").commit("third");
    git.write("x.txt", "x").commit("the message has " + OTHER);
    String first = git.git("rev-list", "--max-parents=0", "HEAD").strip();
    List<Finding> found = history();
    assertThat(found).hasSize(2);
    Finding file = found.getFirst();
    assertThat(file.place()).isEqualTo("config/old.env");
    assertThat(first).startsWith(file.object());
    assertThat(file.line()).isEqualTo(2);
    assertThat(found.get(1).place()).startsWith("message of commit ");
  }

  @Test
  void G7_history_has_what_nothing_leads_to_any_more() {
    git.write("a.txt", "x").commit("first");
    git.gitIn("lost " + HELD, "hash-object", "-w", "--stdin");
    assertThat(history()).hasSize(1);
    assertThat(history().getFirst().place()).startsWith("object ");
  }

  @Test
  void G7_names_of_files_say_nothing_about_commits() {
    git.write("\u0001b", HELD).write("c", HELD).commit("first");
    String commit = git.git("rev-parse", "HEAD").strip();
    Finding found = history().getFirst();
    assertThat(found.place()).isEqualTo("\u0001b");
    assertThat(commit).startsWith(found.object());
  }

  @Test
  void G7_what_git_cannot_give_is_not_passed_over() throws IOException {
    git.write("a.txt", HELD).git("add", "-A");
    String id = git.git("rev-parse", ":a.txt").strip();
    Files.delete(
        git.folder().resolve(".git/objects/" + id.substring(0, 2) + "/" + id.substring(2)));
    Findings findings = new Findings();
    Allowed allowed = Allowed.of("");
    new Scan(HeldKeys.NONE, Vaulted.SHAPES, allowed, findings, 1)
        .objects(GitObjects.staged(git.folder(), allowed));
    assertThat(findings.unread()).containsExactly("a.txt");
    Files.writeString(git.folder().resolve(".git/index"), "no index at all");
    assertThatThrownBy(() -> GitObjects.staged(git.folder(), allowed))
        .hasMessageContaining("git ls-files failed");
  }

  @Test
  void G7_nothing_that_a_repository_configures_is_started() throws IOException {
    Path trap = folder.resolve("trap.sh");
    Path sprung = folder.resolve("sprung");
    Files.writeString(trap, "#!/bin/sh\ntouch '" + sprung + "'\n");
    assertThat(trap.toFile().setExecutable(true)).isTrue();
    git.write("a.txt", HELD).commit("first");
    git.write("a.txt", HELD + "\n" + OTHER).git("add", "-A");
    for (String key :
        List.of("core.fsmonitor", "core.pager", "diff.external", "gpg.program", "core.editor")) {
      git.git("config", key, trap.toString());
    }
    git.git("config", "log.showSignature", "true");
    git.write(".gitattributes", "* diff=bad filter=bad\n");
    git.git("config", "diff.bad.textconv", trap.toString());
    git.git("config", "filter.bad.smudge", trap.toString());
    assertThat(staged()).hasSize(2);
    assertThat(history()).hasSize(3);
    assertThat(sprung).doesNotExist();
  }

  @Test
  void G7_attack_held_keys_that_an_ignore_file_hides_in_git_are_counted() throws IOException {
    git.write("samples/a.txt", HELD).commit("first");
    git.write("samples/a.txt", HELD + "\n" + OTHER).git("add", "-A");
    Allowed allowed = Allowed.of("samples/");
    Findings findings = new Findings();
    Scan scan = new Scan(Vaulted.keys(HELD, OTHER), Vaulted.SHAPES, allowed, findings, 2);
    scan.objects(GitObjects.staged(git.folder(), allowed));
    assertThat(findings.ignored()).extracting(Finding::line).containsExactly(1, 2);
    scan.objects(GitObjects.history(git.folder(), allowed));
    assertThat(findings.all()).extracting(Finding::place).noneMatch(p -> p.startsWith("samples"));
    assertThat(findings.ignored()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(findings.ignored()).filteredOn(each -> !each.object().isEmpty()).isNotEmpty();
  }

  @Test
  void G7_a_folder_outside_of_git_is_refused() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    assertThatThrownBy(() -> GitObjects.top(outside))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("in no git repository");
  }

  private List<Finding> staged() {
    Allowed allowed = Allowed.of("");
    return scan(allowed, GitObjects.staged(GitObjects.top(git.folder()), allowed));
  }

  private List<Finding> history() {
    Allowed allowed = Allowed.of("");
    return scan(allowed, GitObjects.history(GitObjects.top(git.folder()), allowed));
  }

  private static List<Finding> scan(Allowed allowed, GitObjects objects) {
    Findings findings = new Findings();
    HeldKeys keys = Vaulted.keys(HELD, OTHER);
    new Scan(keys, Vaulted.SHAPES, allowed, findings, 2).objects(objects);
    return findings.all();
  }
}
