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
import java.util.Optional;
import java.util.Set;
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

  /** Holds to a freeze that could not be stored, in this process. */
  public void hold(Freeze freeze) {
    asking.gate().hold(freeze);
  }

  /**
   * Stores a freeze that could not be when it began, and records it and what was done meanwhile.
   */
  public Freeze adopt(HeldFreeze.Note note) {
    Freeze adopted =
        vault.commit(commit -> {
          Freeze before = StoredFreeze.of(commit);
          Freeze held = note.freeze();
          Freeze next = before == null ? held.held("") : before.and(held.services());
          StoredFreeze.store(commit, next);
          String since = "not handed out any more, since " + held.since();
          asking.record(commit, EventKind.FREEZE, next.shown(), since + "; written now");
          note.done()
              .forEach(done ->
                  asking.record(
                      commit,
                      EventKind.PROVIDER,
                      done.subject(),
                      done.detail() + " at " + done.time() + "; written now"));
          return next;
        });
    asking.gate().hold(null);
    return adopted;
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
   * Ends it; CONFLICT if nothing is frozen. LOCKED without a proof: a code of the second factor if
   * there is one, else the passphrase if the vault has one, else that it was opened just now.
   *
   * @param passphrase whether the caller gave a passphrase of the vault, and it was right
   */
  public Freeze end(boolean passphrase) {
    return asking.commit(
        Operation.THAW,
        commit -> {
          Freeze frozen = StoredFreeze.of(commit);
          if (frozen == null) {
            throw new KeymasterException(Code.CONFLICT, "nothing is frozen", "");
          }
          KeymasterException unproven = unproven(commit, passphrase);
          if (unproven != null) {
            throw unproven;
          }
          StoredFreeze.remove(commit);
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
