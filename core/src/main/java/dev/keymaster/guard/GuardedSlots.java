package dev.keymaster.guard;

import dev.keymaster.crypto.PassphraseRules;
import dev.keymaster.crypto.PasswordKdf;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.Stretching;
import dev.keymaster.policy.Operation;
import dev.keymaster.vault.SlotSecret;
import dev.keymaster.vault.Vault;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Unlock slots: made before the vault knows them, added and removed within recorded commits. */
final class GuardedSlots {
  private static final int SECRET_LENGTH = 32;
  private static final int RECOVERY_LENGTH = 20;

  private static final int LONGEST_LABEL = 256;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  private final Asking asking;
  private final Vault vault;

  GuardedSlots(Asking asking, Vault vault) {
    this.asking = asking;
    this.vault = vault;
  }

  static NamedSlot name(Ports ports, NewSlot slot) {
    String id = HexFormat.of().formatHex(ports.randomness().bytes(16));
    var created = ports.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    PasswordKdf kdf = LockedGuard.kdf(slot.kind(), slot.kdf());
    Stretching stretching = kdf == null ? null : kdf.shown();
    Slot shown = new Slot(id, slot.kind(), slot.label(), created, stretching);
    return new NamedSlot(shown, secret(ports, slot));
  }

  private static Secret secret(Ports ports, NewSlot slot) {
    if (slot.kind() == SlotKind.PASSPHRASE) {
      return passphrase(slot.secret());
    }
    int length = slot.kind() == SlotKind.RECOVERY ? RECOVERY_LENGTH : SECRET_LENGTH;
    return Secret.taking(ports.randomness().bytes(length));
  }

  private static Secret passphrase(@Nullable Secret typed) {
    if (typed == null) {
      throw KeymasterException.usage("a passphrase slot needs a passphrase", "");
    }
    try (typed) {
      Secret normal = PassphraseRules.normalised(typed);
      PassphraseRules.check(normal);
      return normal;
    }
  }

  static <T> T withSecrets(List<NamedSlot> slots, Function<List<SlotSecret>, T> body) {
    List<SlotSecret> secrets = new ArrayList<>();
    try {
      for (NamedSlot slot : slots) {
        SlotKind kind = slot.slot().kind();
        secrets.add(
            new SlotSecret(
                slot.slot(), LockedGuard.kdf(slot.slot()), SlotMaterial.of(kind, slot.secret())));
      }
      return body.apply(secrets);
    } finally {
      secrets.forEach(secret -> secret.secret().close());
    }
  }

  Slot add(NamedSlot slot) {
    demandSound(slot);
    return withSecrets(
        List.of(slot),
        secrets ->
            asking.commit(
                Operation.SLOTS,
                commit -> {
                  vault.addSlot(commit, secrets.getFirst());
                  asking.record(commit, EventKind.SLOT, describe(slot.slot()), "added");
                  return slot.slot();
                }));
  }

  /** A slot may have been named by a program that talks to the agent. */
  private static void demandSound(NamedSlot named) {
    Slot slot = named.slot();
    boolean phrase = slot.kind() == SlotKind.PASSPHRASE;
    int length = slot.kind() == SlotKind.RECOVERY ? RECOVERY_LENGTH : SECRET_LENGTH;
    boolean known = ID.matcher(slot.id()).matches() && phrase == (slot.kdf() != null);
    boolean named256 = !slot.label().isEmpty() && slot.label().length() <= LONGEST_LABEL;
    if (!known || !named256 || (!phrase && named.secret().length() != length)) {
      throw KeymasterException.usage("not an unlock slot that this vault can have", "");
    }
    if (phrase) {
      try (Secret normal = PassphraseRules.normalised(named.secret())) {
        PassphraseRules.check(normal);
      }
    }
  }

  void remove(Slot slot) {
    asking.commit(
        Operation.SLOTS,
        commit -> {
          vault.removeSlot(commit, slot);
          asking.record(commit, EventKind.SLOT, describe(slot), "removed");
          return slot;
        });
  }

  Slot replace(Slot old, NamedSlot next) {
    return withSecrets(
        List.of(next),
        secrets ->
            asking.commit(
                Operation.SLOTS,
                commit -> {
                  vault.replaceSlot(commit, old, secrets.getFirst());
                  asking.record(commit, EventKind.SLOT, describe(old), "replaced");
                  return next.slot();
                }));
  }

  void rekey(List<NamedSlot> slots) {
    if (slots.isEmpty()) {
      throw new KeymasterException(
          Code.CONFLICT,
          "no slot's secret is at hand: nothing would open the vault any more",
          "keymaster vault slots list");
    }
    withSecrets(
        slots,
        secrets ->
            asking.commitAlone(
                Operation.REKEY,
                commit -> {
                  asking.record(commit, EventKind.REKEY, "", slots.size() + " slots kept");
                  vault.rekey(commit, secrets);
                  return slots;
                }));
  }

  private static String describe(Slot slot) {
    return slot.kind().word() + " " + slot.label();
  }
}
