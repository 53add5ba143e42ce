package dev.keymaster.guard;

import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.VersionState;
import org.jspecify.annotations.Nullable;

/**
 * What a provider still takes must not be forgotten here, and what it takes no more not be used.
 */
final class Outstanding {
  private Outstanding() {}

  /** Refuses if a provider made this key and has not ended it: only the vault knows its id. */
  static void requireNone(KeyRecord key) {
    if (key.versions().stream().anyMatch(KeyVersion::outstanding)) {
      throw new KeymasterException(
          Code.CONFLICT,
          key.ref() + " is still good at its provider",
          "keymaster remove " + key.name() + " revokes it there first; --local-only does not");
    }
  }

  /** Refuses a version that a rotation has not come to yet. */
  static void requireUsed(KeyRecord key, @Nullable Integer number) {
    boolean pending =
        number != null
            && key.version(number).filter(v -> v.state() == VersionState.PENDING).isPresent();
    if (pending) {
      throw new KeymasterException(
          Code.CONFLICT,
          key.ref() + "#" + number + " is not in use yet: a rotation is under way",
          "keymaster rotate --resume");
    }
  }

  /** Refuses if the version that is handed out now was ended by its provider. */
  static void requireLive(KeyRecord key) {
    KeyVersion current = key.current().orElse(null);
    Issued issued = current == null ? null : current.issued();
    if (current != null && issued != null && issued.state() == Issued.State.REVOKED) {
      throw new KeymasterException(
          Code.CONFLICT,
          key.ref() + "#" + current.number() + " was revoked by " + issued.service() + " for good",
          "keymaster rotate " + key.name());
    }
  }
}
