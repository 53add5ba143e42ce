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

  @Override
  int run(Session session) {
    vault.create(session);
    return 0;
  }
}
