package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code completion SHELL}. */
@Command(
    description =
        "Completes commands, options and, where the vault opens without asking, names of keys.",
    footer = {
      "  keymaster completion bash > ~/.local/share/bash-completion/completions/keymaster",
      "  keymaster completion zsh > \"${fpath[1]}/_keymaster\"",
      "  keymaster completion fish > ~/.config/fish/completions/keymaster.fish"
    })
final class CompletionVerb extends Verb {
  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
  String shell = "";

  @Override
  int run(Session session) {
    CompletionScript script = new CompletionScript();
    session
        .output()
        .text(
            switch (shell) {
              case "bash" -> script.bash();
              case "zsh" -> script.zsh();
              case "fish" -> script.fish();
              default ->
                  throw KeymasterException.usage(
                      "no completion for " + Printable.quote(shell), "bash, zsh or fish");
            });
    return 0;
  }
}
