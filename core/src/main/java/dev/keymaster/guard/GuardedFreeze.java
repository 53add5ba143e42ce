package dev.keymaster.guard;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.policy.Operation;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Vault;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The freeze: as long as it lies in the vault, no door hands out a value that it covers. Easily
 * begun; ended by whoever has the second factor or the passphrase, whatever else opens the vault.
 */
public final class GuardedFreeze {
  private final Asking asking;
  private final Vault vault;

  GuardedFreeze(Asking asking, Vault vault) {
    this.asking = asking;
    this.vault = vault;
  }

  /** Returns it; empty if nothing is frozen. */
  public Optional<Freeze> state() {
    return vault.read(reading -> Optional.ofNullable(asking.gate().frozen(reading)));
  }

  /** Tells whether the caller may begin one; records nothing. */
  public boolean allowed() {
    return asking.allows(asking.about(Operation.PANIC));
  }

  /** Returns the id of the vault, 32 hex characters. */
  public String vaultId() {
    return HexFormat.of().formatHex(vault.id());
  }

  /** Holds to a freeze that is not in the vault yet, in this process; null for none. */
  public void hold(@Nullable Freeze freeze) {
    asking.gate().hold(freeze);
  }

  /** Returns what is held to and is not in the vault yet. */
  public Optional<Freeze> held() {
    return Optional.ofNullable(asking.gate().held());
  }

  /** Holds to a freeze of all keys, since nobody can tell what waits beside the vault. */
  public void holdAll(String why) {
    hold(new Freeze(asking.now(), Set.of(), why));
  }

  /** Seals a note of the caller, to wait beside the vault; only this vault opens it again. */
  public byte[] sealed(HeldFreeze.Note note) {
    return vault.read(
        reading -> SealedNote.seal(reading, note, asking.caller(), asking.gate().randomness()));
  }

  /** Returns the name of a sealed note, 16 hex characters. */
  public static String nameOf(byte[] sealed) {
    return SealedNote.id(sealed);
  }

  /** Tells what of notes that were found beside the vault is not in it yet. */
  public FoundNotes found(Collection<byte[]> sealed) {
    return vault.read(reading -> FoundNotes.of(reading, sealed, asking.now()));
  }

  /**
   * Stores what was found and is not in the vault yet, and records it and what was done meanwhile,
   * as whoever did it. A second time it does nothing.
   *
   * @param stopping what follows in the same commit if a note was among them that has keys stopped
   */
  public void adopt(Collection<byte[]> sealed, Consumer<LifecycleCommit> stopping) {
    vault.commit(commit -> {
      if (FoundNotes.of(commit, sealed, commit.now()).adopt(commit, asking)) {
        stopping.accept(new LifecycleCommit(commit, asking));
      }
      return sealed;
    });
  }

  /** Freezes keys of these services as well, all keys if none is named. */
  public Freeze begin(Set<ServiceName> services) {
    return asking.commit(
        Operation.PANIC,
        commit -> {
          Freeze before = StoredFreeze.of(commit);
          Freeze next = before == null ? new Freeze(commit.now(), services) : before.and(services);
          StoredFreeze.store(commit, next);
          asking.record(commit, EventKind.FREEZE, next.shown(), "not handed out any more");
          return next;
        });
  }

  /**
   * Ends it; CONFLICT if nothing is frozen, FAILURE if some of it is not stored yet. LOCKED without
   * a proof: a code of the second factor if there is one, else the passphrase if the vault has one,
   * else that it was opened just now.
   *
   * @param passphrase whether the caller gave a passphrase of the vault, and it was right
   * @param settled what follows in the same commit
   */
  public Freeze end(boolean passphrase, Consumer<LifecycleCommit> settled) {
    held()
        .ifPresent(waiting -> {
          throw new KeymasterException(
              Code.FAILURE,
              "the freeze cannot be ended before it is stored: " + waiting.held(),
              "");
        });
    return asking.commitAlone(
        Operation.THAW,
        commit -> {
          Freeze frozen = asking.gate().frozen(commit);
          if (frozen == null) {
            throw new KeymasterException(Code.CONFLICT, "nothing is frozen", "");
          }
          KeymasterException unproven = unproven(commit, passphrase);
          if (unproven != null) {
            throw unproven;
          }
          StoredFreeze.remove(commit);
          settled.accept(new LifecycleCommit(commit, asking));
          asking.record(commit, EventKind.FREEZE, frozen.shown(), "handed out again");
          return frozen;
        });
  }

  private @Nullable KeymasterException unproven(Commit commit, boolean passphrase) {
    SecondFactors factors = SecondFactors.of(commit);
    if (factors.enrolled()) {
      return factors.proven(asking.caller(), commit.now())
          ? null
          : Refusals.codeNeeded(asking.about(Operation.THAW));
    }
    boolean typed = vault.slots().stream().anyMatch(slot -> slot.kind() == SlotKind.PASSPHRASE);
    boolean proven =
        typed ? passphrase : asking.gate().sessions().fresh(asking.caller(), commit.now());
    return proven ? null : Refusals.thawUnproven(typed);
  }
}
