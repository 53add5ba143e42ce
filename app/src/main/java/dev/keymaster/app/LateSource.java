package dev.keymaster.app;

import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A source that is only made when it is first asked: looking for a keychain takes time. */
final class LateSource implements RootKeySource {
  private final SlotKind kind;
  private final Supplier<RootKeySource> maker;
  private @Nullable RootKeySource made;

  LateSource(SlotKind kind, Supplier<RootKeySource> maker) {
    this.kind = kind;
    this.maker = maker;
  }

  private synchronized RootKeySource source() {
    if (made == null) {
      made = maker.get();
    }
    return made;
  }

  @Override
  public SlotKind kind() {
    return kind;
  }

  @Override
  public Probe probe() {
    return source().probe();
  }

  @Override
  public Optional<Secret> secret(String vaultId, Slot slot) {
    return source().secret(vaultId, slot);
  }

  @Override
  public String store(String vaultId, Slot slot, Secret secret) {
    return source().store(vaultId, slot, secret);
  }

  @Override
  public void forget(String vaultId, Slot slot) {
    source().forget(vaultId, slot);
  }
}
