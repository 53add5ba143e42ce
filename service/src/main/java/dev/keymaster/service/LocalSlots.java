package dev.keymaster.service;

import dev.keymaster.guard.Guard;
import dev.keymaster.guard.NamedSlot;
import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.wire.SlotKeeping;
import java.util.Optional;
import java.util.function.BiFunction;

/** Has the sources of this process keep and forget the secrets of slots; opens nothing. */
record LocalSlots(LocalEngine engine) implements SlotKeeping {
  @Override
  public Kept keep(NewSlot slot) {
    NamedSlot named = Guard.name(engine.ports(), slot);
    try {
      NamedSlot kept = keep(vaultId(), named);
      return new Kept(kept.slot(), kept.secret());
    } catch (RuntimeException e) {
      named.secret().close();
      throw e;
    }
  }

  /** Puts a slot's secret where it belongs; the slot's label may become another one there. */
  NamedSlot keep(String vaultId, NamedSlot slot) {
    return source(slot.slot())
        .map(source -> source.store(vaultId, slot.slot(), slot.secret()))
        .map(label -> relabelled(slot, label))
        .orElse(slot);
  }

  private static NamedSlot relabelled(NamedSlot named, String label) {
    Slot slot = named.slot();
    return new NamedSlot(
        new Slot(slot.id(), slot.kind(), label, slot.created(), slot.kdf()), named.secret());
  }

  @Override
  public void forget(Slot slot) {
    forget(vaultId(), slot);
  }

  /**
   * Has the secret of a slot that is gone deleted where it is kept. One that cannot be reached, in
   * a locked keychain say, stays behind; without its slot it opens nothing.
   */
  void forget(String vaultId, Slot slot) {
    try {
      source(slot).ifPresent(source -> source.forget(vaultId, slot));
    } catch (KeymasterException e) {
      return;
    }
  }

  private Optional<RootKeySource> source(Slot slot) {
    return engine.sources().stream().filter(source -> source.kind() == slot.kind()).findFirst();
  }

  @Override
  public AddedSlot told(Kept slot) {
    return OnPaper.added(slot.slot(), slot.secret());
  }

  @Override
  public Optional<Secret> proven(Slot slot, BiFunction<Slot, Secret, Optional<Secret>> opens) {
    return new SlotSecrets(vaultId(), engine.sources()).tried(slot, opens);
  }

  private String vaultId() {
    return Guard.locked(engine.ports(), engine.caller()).vaultId();
  }
}
