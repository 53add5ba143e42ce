package dev.keymaster.service;

import dev.keymaster.guard.Guard;
import dev.keymaster.guard.Unwritten;
import dev.keymaster.lifecycle.Halting;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.Halted;
import dev.keymaster.model.HeldFreeze.Note;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.wire.Emergency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The freeze in the vault, and keys stopped at their providers. */
record LocalEmergency(LocalEngine engine) implements Emergency {
  @Override
  public Optional<Freeze> freeze() {
    return engine.guard().freeze().state();
  }

  @Override
  public Freeze begin(Set<ServiceName> services) {
    Guard guard = engine.guard();
    try {
      return guard.freeze().begin(services);
    } catch (KeymasterException e) {
      if (!Unwritten.isMeant(e) || !guard.freeze().allowed()) {
        throw e;
      }
      return held(guard, services, String.valueOf(e.getMessage()));
    }
  }

  /** It holds at once, and is stored as soon as that can be done. */
  private Freeze held(Guard guard, Set<ServiceName> services, String why) {
    Freeze freeze = new Freeze(engine.clock().instant(), services);
    boolean kept = engine.shared().panic().hold(new Note(freeze, List.of()));
    Freeze all = engine.shared().panic().waiting().map(Note::freeze).orElse(freeze);
    Freeze told = all.held(kept ? why : why + "; nor can anything beside it");
    guard.freeze().hold(told);
    return told;
  }

  @Override
  public List<Halted> stop(Set<ServiceName> services, boolean rehearsal) {
    Halting halting = halting();
    if (rehearsal) {
      return halting.plan(services);
    }
    List<Halted> all = halting.stop(services);
    if (!halting.unwritten().isEmpty()) {
      Freeze freeze = new Freeze(engine.clock().instant(), services);
      engine.shared().panic().hold(new Note(freeze, halting.unwritten()));
    }
    return all;
  }

  @Override
  public Freeze end(@Nullable Secret passphrase) {
    Freeze ended = engine.guard().freeze().end(passphrase != null && opens(passphrase));
    halting().giveUp();
    return ended;
  }

  private boolean opens(Secret passphrase) {
    LocalVault vault = new LocalVault(engine);
    try (passphrase) {
      boolean right =
          engine.guard().slots().stream()
              .filter(slot -> slot.kind() == SlotKind.PASSPHRASE)
              .anyMatch(slot -> vault.isOpenedBy(slot, passphrase));
      if (!right) {
        throw new KeymasterException(
            Code.LOCKED, "that is not the passphrase", "keymaster panic --end");
      }
      return true;
    }
  }

  @Override
  public List<Halted> enable() {
    return halting().enable(Set.of());
  }

  private Halting halting() {
    return new Halting(engine.guard().lifecycle(), engine.clients(), engine.clock());
  }
}
