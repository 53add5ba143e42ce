package dev.keymaster.cli;

import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vault slots add KIND}. */
@Command(
    description =
        "KIND is passphrase, keychain, key-file, environment (for CI) or recovery. The last two are"
            + " printed once, on standard output, and kept nowhere; --print makes a page for paper of"
            + " a recovery code.",
    footer = {
      "  keymaster vault slots add recovery",
      "  keymaster vault slots add recovery --print | lpr",
      "  keymaster vault slots add passphrase --label 'mine at work'",
      "  keymaster vault slots add key-file --key-file ~/.keys/vault.key",
      "  keymaster vault slots add environment | gh secret set KEYMASTER_MASTER_KEY"
    })
final class VaultSlotsAddVerb extends Verb {
  @Parameters(paramLabel = "KIND", description = "how it unlocks")
  String kind = "";

  @Option(names = "--label", paramLabel = "TEXT", description = "what to call it")
  @Nullable String label;

  @Mixin SlotRequest request = new SlotRequest();
  @Mixin NewPassphrase passphrase = new NewPassphrase();
  @Mixin RecoveryPage page = new RecoveryPage();

  @Override
  int run(Session session) {
    SlotKind wanted = SlotRequest.kind(kind);
    ShownOnce.demandText(session, wanted);
    page.check(session, List.of(wanted));
    session.engine().vault().unlock();
    Secret secret =
        wanted == SlotKind.PASSPHRASE ? passphrase.read(session, "passphrase of this slot") : null;
    AddedSlot added =
        session.engine().vault().addSlot(request.slot(session, wanted, label, secret));
    if (session.output().json()) {
      session.output().json(Json.document("slot").set("slot", SlotJson.object(added.slot())));
    } else {
      session.output().note("added slot " + added.slot().id().substring(0, 8) + ", " + kind);
      ShownOnce.print(session, List.of(added), page);
    }
    return 0;
  }
}
