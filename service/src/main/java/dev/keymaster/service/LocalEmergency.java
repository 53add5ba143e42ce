package dev.keymaster.service;

import dev.keymaster.lifecycle.Halting;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.Halted;
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
    return engine.guard().freeze().begin(services);
  }

  @Override
  public List<Halted> stop(Set<ServiceName> services, boolean rehearsal) {
    return rehearsal ? halting().plan(services) : halting().stop(services);
  }

  @Override
  public Freeze end(@Nullable Secret passphrase) {
    return engine.guard().freeze().end(passphrase != null && opens(passphrase));
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
    return new Halting(engine.guard().lifecycle(), engine.clients());
  }
}
