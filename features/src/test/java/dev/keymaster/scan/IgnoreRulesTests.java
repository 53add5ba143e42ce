package dev.keymaster.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Held against git itself. */
final class IgnoreRulesTests {
  private static final List<String> RULES =
      List.of(
          "*.log",
          "!keep.log",
          "/top",
          "build/",
          "a/b",
          "**/deep",
          "x/**/z",
          "all/**",
          "q?.txt",
          "[a-c]1",
          "[!a-c]2",
          "# comment",
          "\\#hash",
          "\\!bang",
          "trailing   ",
          "sp\\ ",
          "*.tmp",
          "!/w/*.tmp",
          "foo*bar",
          "w/*/v",
          "",
          "**/m/n",
          "end/**/");

  private static final List<String> PATHS =
      List.of(
          "x.log",
          "keep.log",
          "d/x.log",
          "d/keep.log",
          "top",
          "d/top",
          "build",
          "d/build",
          "a/b",
          "d/a/b",
          "deep",
          "d/e/deep",
          "x/z",
          "x/y/z",
          "x/y/y/z",
          "all/f",
          "all",
          "q1.txt",
          "q.txt",
          "q12.txt",
          "a1",
          "d1",
          "a2",
          "d2",
          "#hash",
          "!bang",
          "trailing",
          "sp ",
          "t.tmp",
          "w/t.tmp",
          "w/u/t.tmp",
          "foobar",
          "foo1bar",
          "foo/bar",
          "w/u/v",
          "w/v",
          "m/n",
          "d/m/n",
          "comment",
          "end/a",
          "end/a/b");

  @TempDir Path folder;

  @Test
  void G7_a_rule_of_many_stars_takes_no_longer_than_others() {
    Allowed rules = Allowed.of("*a".repeat(60) + "b");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(rules.leavesOut("a".repeat(250))).isFalse());
  }

  @Test
  void G7_rules_of_gitignore_are_those_of_git() {
    Repository git = Repository.in(folder).write(".gitignore", String.join("\n", RULES));
    String answer =
        git.gitIn(String.join("\0", PATHS), "check-ignore", "--no-index", "--stdin", "-z");
    Set<String> theirs = Set.of(answer.split("\0"));
    Allowed rules = Allowed.of(String.join("\n", RULES));
    Set<String> ours = PATHS.stream().filter(rules::leavesOut).collect(Collectors.toSet());
    assertThat(new TreeSet<>(ours)).isEqualTo(new TreeSet<>(theirs)).hasSizeGreaterThan(20);
  }
}
