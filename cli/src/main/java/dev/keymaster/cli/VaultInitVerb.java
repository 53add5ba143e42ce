package dev.keymaster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vault init}. */
@Command(
    description =
        "Never overwrites: with a vault there it ends with exit code 6. A passphrase has at least 12"
            + " characters. Without the slots' secrets nobody opens the vault, so make a second"
            + " slot or a recovery code.",
    footer = {
      "  keymaster vault init --recovery-code",
      "  keymaster vault init --slot passphrase",
      "  keymaster vault init --key-file ~/.keys/vault.key",
      "  keymaster vault init --slot passphrase --new-passphrase-fd 3 3< phrase.txt"
    })
final class VaultInitVerb extends Verb {
  @Mixin NewVault vault = new NewVault();
  @Mixin RecoveryPage page = new RecoveryPage();

  @Override
  int run(Session session) {
    Json made = vault.make(session, page);
    if (session.output().json()) {
      session.output().json(made);
    }
    return 0;
  }
}
