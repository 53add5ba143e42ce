package dev.keymaster.guard;

import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Slot;
import dev.keymaster.model.VersionState;
import dev.keymaster.testkit.MemoryRows;
import dev.keymaster.testkit.StoreContents;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Opens a copy of what a store holds, as its owner would, and tells what comes of it. */
final class Examination {
  private final NamedSlot slot;
  private final long seen;

  /**
   * @param slot how the owner unlocks
   * @param seen the highest state that the owner's machine has seen; -1 if it remembers none
   */
  Examination(NamedSlot slot, long seen) {
    this.slot = slot;
    this.seen = seen;
  }

  private Optional<Guard> open(StoreContents contents) {
    MemoryRows rows = new MemoryRows();
    rows.restore(contents);
    OpenVault.RememberedHeight height = new OpenVault.RememberedHeight();
    height.reset(new byte[16], seen);
    LockedGuard locked = Guard.locked(OpenVault.ports(rows, height), OpenVault.CALLER);
    return Optional.ofNullable(locked.unlock(slot.slot(), slot.secret()));
  }

  /** Returns why unlocking and listing was refused, or empty if it was not. */
  Optional<String> refusalAtUnlock(StoreContents contents) {
    return refusal(contents, guard -> List.of());
  }

  /**
   * Unlocks, lists and verifies; returns why that was refused, or empty if all is well. Anything
   * but a refusal with a reason, such as a crash, gets out.
   */
  Optional<String> refusal(StoreContents contents) {
    return refusal(contents, guard -> guard.verify().findings());
  }

  private Optional<String> refusal(StoreContents contents, Function<Guard, List<String>> further) {
    try {
      return open(contents)
          .map(guard -> findings(guard, further))
          .orElse(Optional.of("does not unlock"));
    } catch (KeymasterException e) {
      return Optional.of(e.code() + ": " + e.getMessage());
    }
  }

  private static Optional<String> findings(Guard guard, Function<Guard, List<String>> further) {
    try (guard) {
      guard.list(Selection.ALL);
      return further.apply(guard).stream().findFirst();
    }
  }

  /** Returns everything a person can see: listing, records, values, slots; not the log. */
  String state(StoreContents contents) {
    StringBuilder seen = new StringBuilder();
    try (Guard guard = open(contents).orElseThrow()) {
      for (KeySummary listed : guard.list(Selection.ALL)) {
        KeyRecord key = guard.show(listed.environment(), listed.name());
        seen.append(listed).append('\n').append(key).append('\n');
        key.versions().stream()
            .filter(version -> version.state() != VersionState.DESTROYED)
            .forEach(version -> seen.append(value(guard, key, version)).append('\n'));
      }
      guard.slots().stream().map(Slot::id).sorted().forEach(seen::append);
    }
    return seen.toString();
  }

  private static String value(Guard guard, KeyRecord key, KeyVersion version) {
    return OpenVault.value(guard, new KeyRef(key.environment(), key.name(), version.number()));
  }
}
