package dev.keymaster.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real git, and a program of that name which finds something or not. */
final class CommitHookTests {
  @TempDir Path folder;

  private Repository git;
  private CommitHook hook;

  @BeforeEach
  void make() throws IOException {
    Path work = Files.createDirectory(folder.resolve("work"));
    git = Repository.in(work);
    hook = new CommitHook(work);
  }

  private Path path(String name) {
    return git.folder().resolve(name);
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(path(name), text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Runs the hook as git would, with a scan that ends like that. */
  private String run(int code) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path fake = Files.writeString(bin.resolve("keymaster"), "#!/bin/sh\necho $*\nexit " + code);
    assertThat(fake.toFile().setExecutable(true)).isTrue();
    String hooks = path(".git/hooks/pre-commit").toString();
    return git.git("-c", "alias.h=!PATH='" + bin + ":'$PATH " + hooks + "; echo ended $?", "h");
  }

  @Test
  void G7_a_commit_is_stopped_by_a_finding() throws IOException {
    assertThat(hook.install().changed()).isTrue();
    assertThat(hook.install().changed()).isFalse();
    assertThat(run(10)).isEqualTo("scan --staged\nended 10\n");
    assertThat(run(0)).isEqualTo("scan --staged\nended 0\n");
    assertThat(hook.remove().changed()).isTrue();
    assertThat(path(".git/hooks/pre-commit")).doesNotExist();
    assertThat(hook.remove().changed()).isFalse();
  }

  @Test
  void G7_the_script_of_somebody_else_runs_after_it() throws IOException {
    String theirs = "#!/bin/bash\necho theirs\nexit 0\n";
    program(".git/hooks/pre-commit", theirs);
    hook.install();
    assertThat(run(0)).isEqualTo("scan --staged\ntheirs\nended 0\n");
    assertThat(run(10)).isEqualTo("scan --staged\nended 10\n");
    hook.remove();
    assertThat(path(".git/hooks/pre-commit")).hasContent(theirs);
  }

  @Test
  void G7_a_program_of_somebody_else_is_started_by_it() throws IOException {
    String theirs = "#!/usr/bin/env python3\nprint('theirs')\n";
    program(".git/hooks/pre-commit", theirs);
    hook.install();
    assertThat(run(0)).isEqualTo("scan --staged\ntheirs\nended 0\n");
    hook.remove();
    assertThat(path(".git/hooks/pre-commit")).hasContent(theirs).isExecutable();
  }

  @Test
  void G7_husky_and_other_folders_of_hooks_are_known() throws IOException {
    git.git("config", "core.hooksPath", "own-hooks");
    assertThat(hook.install().file()).isEqualTo(path("own-hooks/pre-commit")).exists();
    Files.createDirectory(path(".husky"));
    Files.writeString(path(".husky/pre-commit"), "npm test\n");
    CommitHook.Done done = hook.install();
    assertThat(done.kind()).isEqualTo(CommitHook.Kind.HUSKY);
    assertThat(Files.readString(path(".husky/pre-commit")))
        .startsWith("# >>> keymaster scan\n")
        .endsWith("# <<< keymaster scan\nnpm test\n");
  }

  @Test
  void G7_links_in_a_repository_of_somebody_else_lead_nowhere() throws IOException {
    Path victim = Files.writeString(folder.resolve("bashrc"), "mine\n");
    Files.createDirectory(path(".husky"));
    Files.writeString(path(".husky/pre-commit"), "theirs\n");
    Files.createSymbolicLink(path(".husky/pre-commit.new"), victim);
    assertThat(hook.install().changed()).isTrue();
    Files.delete(path(".husky/pre-commit"));
    Files.delete(path(".husky/pre-commit.new"));
    Files.delete(path(".husky"));
    Files.createSymbolicLink(path(".husky"), Files.createDirectory(folder.resolve("other")));
    assertThat(hook.install().kind()).isEqualTo(CommitHook.Kind.GIT);
    assertThat(victim).hasContent("mine\n");
    assertThat(folder.resolve("other")).isEmptyDirectory();
  }

  @Test
  void G7_a_folder_of_hooks_in_the_home_folder_is_found() {
    git.git("config", "core.hooksPath", "~/own-hooks-of-nobody");
    assertThat(hook.remove().file().toString())
        .doesNotContain("~")
        .endsWith("/own-hooks-of-nobody/pre-commit");
  }

  @Test
  void G7_no_hook_of_somebody_else_is_lost_or_switched_on() throws IOException {
    Path before = path(".git/hooks/pre-commit.before-keymaster");
    program(".git/hooks/pre-commit", "#!/usr/bin/env python3\nprint('one')\n");
    hook.install();
    program(".git/hooks/pre-commit", "#!/usr/bin/env python3\nprint('two')\n");
    assertThatThrownBy(hook::install).hasMessageContaining("is there already");
    assertThat(hook.remove().changed()).isFalse();
    assertThat(path(".git/hooks/pre-commit")).content().contains("two");
    assertThat(before).content().contains("one");
    Files.writeString(path(".git/hooks/pre-commit"), "#!/bin/sh\necho off\n");
    assertThat(path(".git/hooks/pre-commit").toFile().setExecutable(false, false)).isTrue();
    assertThatThrownBy(hook::install).hasMessageContaining("is switched off");
  }

  @Test
  void G7_the_framework_pre_commit_gets_an_entry() throws IOException {
    Path file = path(".pre-commit-config.yaml");
    String theirs =
        "default_stages: [pre-commit]\nrepos:\n  # ours\n  - repo: local\n    hooks: []\n";
    Files.writeString(file, theirs);
    assertThat(hook.install().kind()).isEqualTo(CommitHook.Kind.PRE_COMMIT);
    assertThat(hook.install().changed()).isFalse();
    assertThat(Files.readString(file))
        .contains("  # ours\n  # >>> keymaster scan\n  - repo: local\n    hooks:\n")
        .contains("        entry: keymaster scan --staged\n")
        .endsWith("  # <<< keymaster scan\n  - repo: local\n    hooks: []\n");
    hook.remove();
    assertThat(file).hasContent(theirs);
    Files.writeString(file, "repos: []\n");
    assertThatThrownBy(hook::install)
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("has no list of repos as usual");
  }
}
