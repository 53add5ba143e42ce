package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code shell-hook SHELL}. */
@Command(
    description =
        "Prints a script for the shell's start file: from then on the keys of a trusted project are"
            + " variables of the shell while it stands in the project's folder, and what was there"
            + " before is put back when it leaves. Asked of a running agent alone: it never"
            + " prompts, and does nothing where the vault is locked. For direnv and mise, their own"
            + " forms.",
    footer = {
      "  keymaster shell-hook fish | source             in ~/.config/fish/config.fish",
      "  eval \"$(keymaster shell-hook bash)\"            in ~/.bashrc",
      "  eval \"$(keymaster shell-hook zsh)\"             in ~/.zshrc",
      "  keymaster shell-hook direnv > ~/.config/direnv/lib/keymaster.sh"
    })
final class ShellHookVerb extends Verb {
  @Parameters(paramLabel = "SHELL", description = "bash, zsh, fish, direnv or mise")
  String shell = "";

  @Override
  int run(Session session) {
    String script = HookScript.of(shell, session.world().front());
    if (script == null) {
      throw KeymasterException.usage(
          "no hook for " + Printable.quote(shell), "bash, zsh, fish, direnv or mise");
    }
    session.output().text(script);
    return 0;
  }
}
