package dev.keymaster.service;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source that keeps secrets by label, or gives what a test says was typed. */
final class KeptSecrets implements RootKeySource {
  private final SlotKind kind;
  final Map<String, byte[]> secrets = new HashMap<>();
  @Nullable KeymasterException failure;
  @Nullable String typed;
  byte @Nullable [] always;

  KeptSecrets(SlotKind kind) {
    this.kind = kind;
  }

  @Override
  public SlotKind kind() {
    return kind;
  }

  @Override
  public Probe probe() {
    return new Probe(Availability.READY, "");
  }

  @Override
  public Optional<Secret> secret(String vaultId, Slot slot) {
    if (failure != null) {
      throw failure;
    }
    if (typed != null) {
      return Optional.of(Secret.copyOf(typed.getBytes(StandardCharsets.UTF_8)));
    }
    byte[] kept = always != null ? always : secrets.get(slot.label());
    return Optional.ofNullable(kept).map(Secret::copyOf);
  }

  @Override
  public String store(String vaultId, Slot slot, Secret secret) {
    if (kind == SlotKind.KEY_FILE) {
      secrets.put(slot.label(), secret.reveal());
    }
    return slot.label();
  }

  @Override
  public void forget(String vaultId, Slot slot) {
    secrets.remove(slot.label());
  }
}
