package dev.keymaster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vault accept-older}. */
@Command(
    description =
        "This machine remembers the newest state of the vault that it has seen and refuses an older"
            + " file put in its place, because a thief could do that. If you did it yourself, from"
            + " a copy of your own, say so with this command; it is recorded.",
    footer = {"  keymaster vault accept-older", "  keymaster vault accept-older --yes"})
final class VaultAcceptOlderVerb extends Verb {
  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  int run(Session session) {
    confirmation.demand(session, "Accept the vault file as it is?");
    session.engine().vault().acceptOlder();
    if (session.output().json()) {
      String location = session.engine().vault().status().location();
      session.output().json(Json.document("accepted").set("location", location));
    } else {
      session.output().note("accepted; keys changed since then have their old values again");
    }
    return 0;
  }
}
