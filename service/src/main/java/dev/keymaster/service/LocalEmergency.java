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
      Freeze freeze = new Freeze(engine.clock().instant(), services);
      return engine
          .shared()
          .panic()
          .hold(guard.freeze(), new Note(freeze, List.of()), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<Halted> stop(Set<ServiceName> services, boolean rehearsal) {
    Guard guard = engine.guard();
    Halting halting = halting(guard);
    if (rehearsal) {
      return halting.plan(services);
    }
    List<Halted> all = halting.stop(services);
    if (!halting.unwritten().isEmpty()) {
      Freeze freeze = new Freeze(engine.clock().instant(), services);
      Note note = new Note(freeze, halting.unwritten());
      engine.shared().panic().hold(guard.freeze(), note, "it could not be recorded");
    }
    return all;
  }

  /** It does not end before it is stored; what then still lies beside the vault is removed. */
  @Override
  public Freeze end(@Nullable Secret passphrase) {
    Guard guard = engine.guard();
    Freeze ended = guard.freeze().end(passphrase != null && opens(passphrase), Halting::giveUp);
    engine.shared().panic().ended(guard.freeze());
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
    return halting(engine.guard()).enable(Set.of());
  }

  private Halting halting(Guard guard) {
    return new Halting(guard.lifecycle(), engine.clients(), engine.clock());
  }
}
