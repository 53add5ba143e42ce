package dev.keymaster.service;

import dev.keymaster.guard.Guard;
import dev.keymaster.guard.LockedGuard;
import dev.keymaster.guard.NamedSlot;
import dev.keymaster.guard.SafetyCopies;
import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.SafetyCopy;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.SlotSource;
import dev.keymaster.model.VaultStatus;
import dev.keymaster.model.VerifyReport;
import dev.keymaster.wire.Vault;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests about the vault as a whole: the guard changes the vault, the sources of the slots keep
 * or forget their secrets.
 */
record LocalVault(LocalEngine engine) implements Vault {
  @Override
  public VaultStatus status() {
    String location = engine.file().location();
    if (!engine.file().exists()) {
      return new VaultStatus(false, location, "", 0, List.of());
    }
    LockedGuard locked = Guard.locked(engine.ports(), engine.caller());
    return new VaultStatus(true, location, locked.vaultId(), 1, locked.slots());
  }

  @Override
  public List<SlotSource> sources() {
    return engine.sources().stream()
        .map(source -> new SlotSource(source.kind(), source.probe()))
        .toList();
  }

  @Override
  public List<AddedSlot> create(List<NewSlot> slots) {
    if (engine.file().exists()) {
      throw new KeymasterException(
          Code.CONFLICT,
          "there is a vault already at " + engine.file().location(),
          "keymaster vault status");
    }
    Ports ports = engine.shared().newPorts();
    String vaultId = Guard.newVaultId(ports);
    List<NamedSlot> kept = new ArrayList<>();
    try {
      slots.forEach(slot -> kept.add(keeping().keep(vaultId, Guard.name(ports, slot))));
      Guard guard = Guard.create(ports, engine.caller(), vaultId, kept, engine.shared().home());
      engine.shared().created(guard, kept.getFirst().slot());
      return kept.stream().map(LocalVault::added).toList();
    } catch (RuntimeException e) {
      kept.forEach(slot -> keeping().forget(vaultId, slot.slot()));
      engine.shared().discard();
      throw e;
    } finally {
      kept.forEach(slot -> slot.secret().close());
    }
  }

  @Override
  public Slot unlock() {
    SharedVault.Unlocked unlocked = engine.unlocked();
    engine.guard().list(Selection.ALL);
    return unlocked.slot();
  }

  @Override
  public AddedSlot addSlot(NewSlot slot) {
    Guard guard = engine.guard();
    String vaultId = vaultId();
    NamedSlot kept = keeping().keep(vaultId, Guard.name(engine.ports(), slot));
    try {
      guard.addSlot(kept);
      return added(kept);
    } catch (RuntimeException e) {
      keeping().forget(vaultId, kept.slot());
      throw e;
    } finally {
      kept.secret().close();
    }
  }

  @Override
  public Slot removeSlot(String idOrLabel) {
    Guard guard = engine.guard();
    Slot slot = chosen(guard.slots(), idOrLabel);
    guard.removeSlot(slot);
    keeping().forget(slot);
    return slot;
  }

  @Override
  public Slot changePassphrase(String idOrLabel, Secret next) {
    Guard guard = engine.guard();
    List<Slot> phrases =
        guard.slots().stream().filter(slot -> slot.kind() == SlotKind.PASSPHRASE).toList();
    Slot old = chosen(phrases, idOrLabel);
    NamedSlot named =
        Guard.name(engine.ports(), new NewSlot(SlotKind.PASSPHRASE, old.label(), next, kdf(old)));
    try {
      return guard.replaceSlot(old, named);
    } finally {
      named.secret().close();
    }
  }

  @Override
  public List<Slot> rekey() {
    SharedVault.Unlocked unlocked = engine.unlocked();
    return rekey(slot ->
        slot.kind() == SlotKind.RECOVERY && !slot.equals(unlocked.slot())
            ? Optional.empty()
            : keeping().proven(slot, this::opens));
  }

  /** Keeps the slots whose secrets are given and right. */
  List<Slot> rekey(Function<Slot, Optional<Secret>> secrets) {
    List<NamedSlot> kept = new ArrayList<>();
    List<Slot> dropped = new ArrayList<>();
    try {
      for (Slot slot : engine.guard().slots()) {
        secrets
            .apply(slot)
            .ifPresentOrElse(
                secret -> kept.add(new NamedSlot(slot, secret)), () -> dropped.add(slot));
      }
      engine.copies().beforeRekeying();
      engine.guard().rekey(kept);
      return dropped;
    } finally {
      kept.forEach(slot -> slot.secret().close());
    }
  }

  /** Returns a copy of the secret if it really opens the vault. */
  Optional<Secret> opens(Slot slot, Secret secret) {
    LockedGuard locked = Guard.locked(engine.ports(), engine.caller());
    try (Guard guard = locked.unlock(slot, secret, engine.shared().home())) {
      return guard == null ? Optional.empty() : Optional.of(secret.copy());
    }
  }

  /** Tells whether a secret opens the vault through that slot. */
  boolean isOpenedBy(Slot slot, Secret secret) {
    Optional<Secret> copy = opens(slot, secret);
    copy.ifPresent(Secret::close);
    return copy.isPresent();
  }

  private LocalSlots keeping() {
    return new LocalSlots(engine);
  }

  private static NewSlot.Kdf kdf(Slot slot) {
    return slot.kdf() == null ? NewSlot.Kdf.ARGON2ID : slot.kdf().kdf();
  }

  @Override
  public void acceptOlder() {
    engine.guard().acceptOlder();
  }

  @Override
  public Fingerprints.@Nullable Book fingerprints() {
    return engine.file().exists()
        ? Guard.locked(engine.ports(), engine.caller()).fingerprints()
        : null;
  }

  @Override
  public int fingerprint() {
    return engine.guard().fingerprint();
  }

  @Override
  public VerifyReport verify() {
    return engine.guard().verify();
  }

  @Override
  public int backup(Selection selection, Secret passphrase, OutputStream out) {
    return engine.guard().backup(engine.ports(), selection, passphrase, out);
  }

  @Override
  public RestoreReport restore(Selection selection, Secret passphrase, InputStream in) {
    Guard guard = engine.guard();
    SafetyCopies copies = engine.copies();
    return guard.restore(selection, passphrase, in, () -> copies.beforeRestoring(selection));
  }

  @Override
  public List<SafetyCopy> copies() {
    return engine.copies().list();
  }

  @Override
  public RestoreReport restoreCopy(String id, Selection selection) {
    SafetyCopies copies = engine.copies();
    copies.beforeRestoring(selection);
    return copies.restore(id, selection);
  }

  private String vaultId() {
    return Guard.locked(engine.ports(), engine.caller()).vaultId();
  }

  /** Hands out the secrets that a person has to keep. */
  private static AddedSlot added(NamedSlot slot) {
    return OnPaper.added(slot.slot(), slot.secret());
  }

  private static Slot chosen(List<Slot> slots, String idOrLabel) {
    List<Slot> matching =
        idOrLabel.isEmpty()
            ? slots
            : slots.stream()
                .filter(slot -> slot.id().startsWith(idOrLabel) || slot.label().equals(idOrLabel))
                .toList();
    if (matching.size() != 1) {
      throw new KeymasterException(
          matching.isEmpty() ? Code.NOT_FOUND : Code.CONFLICT,
          (matching.isEmpty() ? "no unlock slot " : matching.size() + " unlock slots match ")
              + Printable.quote(idOrLabel),
          "keymaster vault slots list");
    }
    return matching.getFirst();
  }
}
