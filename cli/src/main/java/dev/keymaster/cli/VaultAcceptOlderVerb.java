package dev.keymaster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vault accept-older}. */
@Command(
    description =
        "This machine remembers the newest state of the vault that it has seen and refuses an older"
            + " file put in its place, because a thief could do that. If you did it yourself, from"
            + " a copy of your own, say so with this command; it is recorded.",
    footer = {"  keymaster vault accept-older", "  keymaster vault accept-older --yes"})
final class VaultAcceptOlderVerb extends Verb {
  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  boolean yes;

  @Override
  int run(Session session) {
    if (!yes) {
      session.person().confirm("Accept the vault file as it is?", "--yes says so in advance");
    }
    session.engine().vault().acceptOlder();
    session.output().note("accepted; keys changed since then have their old values again");
    return 0;
  }
}
