package dev.keymaster.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a scan looks. */
final class ScanOptions {
  @Parameters(
      arity = "0..1",
      paramLabel = "PATH",
      description = "a folder or file; this folder if left out")
  @Nullable String path;

  @Option(names = "--staged", description = "what the next commit changes, as it is staged")
  boolean staged;

  @Option(names = "--history", description = "all that git keeps, lost commits too")
  boolean history;

  @Option(names = "--shell-history", description = "what was typed in shells")
  boolean shells;

  @Option(names = "--agents", description = "transcripts and settings of coding agents")
  boolean agents;

  @Option(names = "--stdin", description = "standard input; with PATH as what that file holds")
  boolean stdin;

  @Option(names = "--all", description = "files that git ignores too")
  boolean all;

  @Option(
      names = "--refresh",
      description = "open the vault, and learn the keys that were stored elsewhere or long ago")
  boolean refresh;

  /** Whether the files of a folder are looked through: they are if nothing else was named. */
  boolean files() {
    return !(staged || history || shells || agents || stdin);
  }
}
