package dev.keymaster.service;

import dev.keymaster.guard.FoundNotes;
import dev.keymaster.guard.GuardedFreeze;
import dev.keymaster.lifecycle.Halting;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.KeymasterException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A freeze that is not in the vault yet: in files beside it, and in this process if that cannot be
 * written either. Thread-safe.
 */
final class PanicNote {
  private final HeldFreeze files;
  private final ReentrantLock lock = new ReentrantLock();

  /** What this process began or saw, by name: it holds until it is stored, file or not. */
  private final Map<String, byte[]> own = new HashMap<>();

  /** Names of what is in the vault and could not be removed: it is looked at no more. */
  private volatile Set<String> settled = Set.of();

  PanicNote(HeldFreeze files) {
    this.files = files;
  }

  /** Tells whether something waits to be stored in that vault. */
  boolean waits(String vaultId) {
    if (lock.isLocked()) {
      return true;
    }
    Map<String, byte[]> all = waiting(vaultId);
    return !all.isEmpty() && !all.keySet().equals(settled);
  }

  private Map<String, byte[]> waiting(String vaultId) {
    Map<String, byte[]> all = new HashMap<>(files.read(vaultId));
    lock.lock();
    try {
      all.putAll(own);
    } finally {
      lock.unlock();
    }
    return all;
  }

  /**
   * Has what waits stored in the vault, and the keys stopped at their providers once more; holds to
   * it if that cannot be done. Whoever comes while another one does so waits for it.
   *
   * @param halting what stops keys, for the same caller
   */
  void settle(GuardedFreeze freeze, Supplier<Halting> halting) {
    if (isQuiet(freeze)) {
      return;
    }
    lock.lock();
    try {
      Map<String, byte[]> all = waiting(freeze.vaultId());
      if (!all.isEmpty() && all.keySet().equals(settled)) {
        return;
      }
      settled = Set.of();
      if (all.isEmpty() || stored(freeze, all, halting)) {
        freeze.hold(null);
        own.clear();
        settled = left(freeze.vaultId(), all.keySet());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells without waiting for anybody that there is nothing to settle, as at nearly every request:
   * whoever holds to something says so to the guard before all else.
   */
  private boolean isQuiet(GuardedFreeze freeze) {
    return settled.isEmpty() && freeze.held().isEmpty() && files.read(freeze.vaultId()).isEmpty();
  }

  private boolean stored(GuardedFreeze freeze, Map<String, byte[]> all, Supplier<Halting> halting) {
    FoundNotes found;
    try {
      found = freeze.found(all.values());
    } catch (KeymasterException e) {
      freeze.holdAll(String.valueOf(e.getMessage()));
      return false;
    }
    Freeze held = found.freeze().orElse(null);
    if (held == null) {
      return true;
    }
    freeze.hold(held.held("it is about to be stored"));
    try {
      freeze.adopt(
          all.values(),
          found.stopped().map(services -> halting.get().stopLater(services)).orElse(commit -> {}));
      return true;
    } catch (KeymasterException e) {
      own.putAll(found.own());
      freeze.hold(held.held(String.valueOf(e.getMessage())));
      return false;
    }
  }

  /** Removes what is in the vault, and returns what could not be. */
  private Set<String> left(String vaultId, Set<String> names) {
    Set<String> left = new HashSet<>();
    for (String name : names) {
      try {
        files.drop(vaultId, name);
      } catch (KeymasterException e) {
        left.add(name);
      }
    }
    return Set.copyOf(left);
  }

  /**
   * Holds to that as well, beside the vault if it can be.
   *
   * @param why it cannot be stored
   * @return all that is held to now
   */
  Freeze hold(GuardedFreeze freeze, HeldFreeze.Note note, String why) {
    lock.lock();
    try {
      Freeze all =
          freeze.held().map(before -> before.and(note.freeze().services())).orElse(note.freeze());
      freeze.hold(all.held(why)); // before anything that takes time
      String told = why + "; " + kept(freeze.vaultId(), freeze.sealed(note));
      freeze.hold(all.held(told));
      return all.held(told);
    } finally {
      lock.unlock();
    }
  }

  private String kept(String vaultId, byte[] sealed) {
    String name = GuardedFreeze.nameOf(sealed);
    own.put(name, sealed);
    try {
      files.keep(vaultId, name, sealed);
      return "the freeze waits beside it";
    } catch (KeymasterException e) {
      return "nor can anything beside it, so the freeze lasts only as long as the process that began"
          + " it, until it is stored";
    }
  }

  /**
   * Once a freeze has ended, removes what is in the vault and still lies beside it; FAILURE with
   * the path of what cannot be, since that may freeze anew.
   */
  void ended(GuardedFreeze freeze) {
    lock.lock();
    try {
      for (String name : settled) {
        files.drop(freeze.vaultId(), name);
      }
      settled = Set.of();
    } catch (KeymasterException e) {
      throw new KeymasterException(
          e.code(), "the freeze has ended, but " + e.getMessage() + ": it may freeze anew", "");
    } finally {
      lock.unlock();
    }
  }
}
