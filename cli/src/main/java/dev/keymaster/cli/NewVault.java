package dev.keymaster.cli;

import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.SlotSource;
import dev.keymaster.model.VaultStatus;
import dev.keymaster.wire.Vault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The making of a vault, for {@code init}, {@code vault init} and {@code setup}. */
final class NewVault {
  @Option(
      names = "--slot",
      paramLabel = "KIND",
      description =
          "how it unlocks: passphrase, keychain, key-file, environment or recovery; may be repeated."
              + " Default: the keychain where one answers, otherwise a passphrase")
  List<String> kinds = List.of();

  @Option(names = "--recovery-code", description = "make a recovery code too and print it once")
  boolean recoveryCode;

  @Mixin SlotRequest request = new SlotRequest();
  @Mixin NewPassphrase passphrase = new NewPassphrase();

  /** Tells whether it was said how it unlocks. */
  boolean given() {
    return !kinds.isEmpty() || recoveryCode || request.keyFile != null || passphrase.given();
  }

  /**
   * Makes it; returns what JSON says of it, and otherwise tells a person. CONFLICT if there is one.
   *
   * @param page how a recovery code is shown
   */
  Json make(Session session, RecoveryPage page) {
    Vault vault = session.engine().vault();
    refuseSecond(vault.status());
    List<SlotKind> wanted = wanted(session, vault);
    wanted.forEach(kind -> ShownOnce.demandText(session, kind));
    page.check(session, wanted);
    List<NewSlot> slots = new ArrayList<>();
    for (SlotKind kind : wanted) {
      slots.add(request.slot(session, kind, null, secret(session, kind)));
    }
    List<AddedSlot> added = vault.create(slots);
    if (!session.output().json()) {
      tell(session, vault.status(), added, page);
    }
    return json(vault.status(), added);
  }

  /** Before anything is asked; the engine looks again. */
  private static void refuseSecond(VaultStatus status) {
    if (status.exists()) {
      throw new KeymasterException(
          KeymasterException.Code.CONFLICT,
          "there is a vault already: " + status.location(),
          "keymaster vault status");
    }
  }

  private List<SlotKind> wanted(Session session, Vault vault) {
    List<SlotKind> wanted = new ArrayList<>(kinds.stream().map(SlotRequest::kind).toList());
    if (request.keyFile != null && !wanted.contains(SlotKind.KEY_FILE)) {
      wanted.add(SlotKind.KEY_FILE);
    }
    if (wanted.isEmpty()) {
      wanted.add(usual(session, vault));
    }
    if (recoveryCode && !wanted.contains(SlotKind.RECOVERY)) {
      wanted.add(SlotKind.RECOVERY);
    }
    if (wanted.stream().distinct().count() < wanted.size()) {
      throw KeymasterException.usage("one slot of a kind", "keymaster vault slots add adds more");
    }
    return wanted;
  }

  /** Never silently anything weaker than a passphrase. */
  private static SlotKind usual(Session session, Vault vault) {
    for (SlotSource source : vault.sources()) {
      if (source.kind() != SlotKind.KEYCHAIN) {
        continue;
      }
      if (source.probe().availability() == Availability.READY) {
        return SlotKind.KEYCHAIN;
      }
      session.output().note("no keychain here (" + source.probe().reason() + "): passphrase");
    }
    return SlotKind.PASSPHRASE;
  }

  private @Nullable Secret secret(Session session, SlotKind kind) {
    if (kind != SlotKind.PASSPHRASE) {
      return null;
    }
    Secret given = session.passphrases().given();
    return given == null ? passphrase.read(session, "passphrase of the vault") : given;
  }

  private static Json json(VaultStatus status, List<AddedSlot> slots) {
    return Json.document("vault")
        .set("location", status.location())
        .objects("slots", slots.stream().map(s -> SlotJson.object(s.slot())).toList());
  }

  private static void tell(
      Session session, VaultStatus status, List<AddedSlot> slots, RecoveryPage page) {
    List<String> kinds = slots.stream().map(added -> added.slot().kind().word()).toList();
    session.output().note("made a vault that unlocks by " + String.join(" or ", kinds));
    session.output().note("at " + status.location());
    ShownOnce.print(session, slots, page);
  }
}
