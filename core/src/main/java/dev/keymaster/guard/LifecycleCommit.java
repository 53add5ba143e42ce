package dev.keymaster.guard;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Secret;
import dev.keymaster.model.VersionState;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Request;
import dev.keymaster.vault.Commit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the life of a key may change within one commit: its versions, what is known of them at the
 * provider, and the journal that says what comes next. All of it becomes durable or none.
 */
public final class LifecycleCommit {
  private final Commit commit;
  private final Asking asking;

  LifecycleCommit(Commit commit, Asking asking) {
    this.commit = commit;
    this.asking = asking;
  }

  /** Returns the time of this commit. */
  public Instant now() {
    return commit.now();
  }

  /** Returns the journal; null if nothing is under way. */
  public byte @Nullable [] journal() {
    return commit.document(GuardedLifecycle.DOCUMENT);
  }

  /** Writes the journal; empty if nothing is under way any more. */
  public void journal(byte[] journal) {
    if (journal.length == 0) {
      commit.removeDocument(GuardedLifecycle.DOCUMENT);
    } else {
      commit.putDocument(GuardedLifecycle.DOCUMENT, journal);
    }
  }

  /** Returns the reminders; null if there were none. */
  public byte @Nullable [] reminders() {
    return commit.document(GuardedLifecycle.REMINDERS);
  }

  /** Writes the reminders. */
  public void reminders(byte[] reminders) {
    commit.putDocument(GuardedLifecycle.REMINDERS, reminders);
  }

  /** Returns a key, or null if there is none. */
  public @Nullable KeyRecord find(KeyRef ref) {
    return commit.find(ref.environment(), ref.name());
  }

  /**
   * Stores a value, not handed out yet; does not close it.
   *
   * @param issued how its provider knows it; null if nothing is known of that
   */
  public KeyRecord storePending(NewKey key, @Nullable Issued issued) {
    return commit.storePending(key, issued);
  }

  /** Hands out another version from now on. */
  public KeyRecord switchTo(KeyRef ref, int version) {
    return commit.rollback(ref.environment(), ref.name(), version);
  }

  /** Notes how a provider knows a version. */
  public KeyRecord issued(KeyRef ref, int version, Issued issued) {
    return commit.issued(ref.environment(), ref.name(), version, issued);
  }

  /** Refuses if there is a key of that name, or one that is too much like it. */
  public void requireFree(KeyRef ref) {
    commit.requireFree(ref.environment(), ref.name());
  }

  /** Has a key handed out, or not. */
  public KeyRecord status(KeyRef ref, KeyStatus status) {
    return edit(ref, KeyEdit.status(status));
  }

  /** Says when a key ends. */
  public KeyRecord expires(KeyRef ref, Instant end) {
    return edit(ref, KeyEdit.expires(end));
  }

  private KeyRecord edit(KeyRef ref, KeyEdit edit) {
    return commit.edit(ref.environment(), ref.name(), edit);
  }

  /** Erases a version that is not current; its number and what its provider calls it stay. */
  public KeyRecord destroy(KeyRef ref, int version) {
    KeyRecord left = commit.destroy(ref.environment(), ref.name(), version);
    CopyIndex.forget(commit, left.ref());
    return left;
  }

  /** Removes a key and erases all its versions. */
  public void remove(KeyRef ref) {
    commit.remove(ref.environment(), ref.name());
  }

  /** Removes a key none of whose versions was ever handed out or is left. */
  public void removeUnused(KeyRef ref) {
    KeyRecord key = find(ref);
    boolean used =
        key == null
            || key.versions().stream().map(KeyVersion::state).anyMatch(LifecycleCommit::isLeft);
    if (!used) {
      commit.remove(ref.environment(), ref.name());
    }
  }

  private static boolean isLeft(VersionState state) {
    return state != VersionState.DESTROYED;
  }

  /** Refuses to hand out a key that is frozen: much time passes while a provider is asked. */
  public void requireThawed(KeyRecord key) {
    Request delivery = asking.about(Operation.DELIVER, key);
    KeymasterException frozen =
        FreezeRule.refusal(commit, asking.gate().frozen(commit), List.of(delivery), commit.now());
    if (frozen != null) {
      throw frozen;
    }
  }

  /** Opens the value of a version; the caller closes it, and records why it wants it. */
  public Secret value(KeyRecord key, int version) {
    return commit.value(key, version);
  }

  /** Records what is done. */
  public void record(EventKind kind, String subject, String detail) {
    asking.record(commit, kind, subject, detail);
  }
}
