package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.guard.Unwritten;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Revoked;
import dev.keymaster.providers.Vendor;
import java.util.Optional;

/**
 * Ends keys that were only stored here, by their values, where the provider takes that from whoever
 * holds them. Asking twice is harmless: whoever goes on after a kill asks again.
 */
final class Withdrawal {
  private final GuardedLifecycle vault;
  private final Clients clients;

  Withdrawal(GuardedLifecycle vault, Clients clients) {
    this.vault = vault;
    this.clients = clients;
  }

  /**
   * Why a key was not ended.
   *
   * @param failure of the version at which it stopped
   * @param whole whether all versions of it are surely as they were
   */
  record Stopped(Failure failure, boolean whole) {}

  /**
   * Ends every version whose value is here; the key itself stays as it is. Returns why that did not
   * come about; empty if it did.
   */
  Optional<Stopped> end(KeyRecord key) {
    Vendor vendor = able(key.details().service());
    boolean whole = true;
    for (KeyVersion version : key.versions()) {
      if (version.state() != VersionState.DESTROYED) {
        if (end(vendor, key, version.number()) instanceof Reply.Failed<Revoked>(Failure failure)) {
          return Optional.of(new Stopped(failure, whole && !mayBeDone(failure)));
        }
        whole = false;
      }
    }
    return Optional.empty();
  }

  private static boolean mayBeDone(Failure failure) {
    return failure.kind() == Failure.Kind.UNCERTAIN || failure.kind() == Failure.Kind.MALFORMED;
  }

  /**
   * Returns the client of a provider that takes values; USAGE for another one. Where the credential
   * that manages keys may be sent, no other key is sent for that.
   */
  Vendor able(ServiceName service) {
    Vendor vendor = clients.of(service, Clients.USUAL);
    if (!vendor.abilities().contains(Ability.REVOKE_BY_VALUE)) {
      String console = clients.console(service);
      throw KeymasterException.usage(
          "a key of " + service + " that was only stored here cannot be revoked from here",
          console.isEmpty() ? "" : "revoke it at " + console + ", then remove it without --revoke");
    }
    return vendor;
  }

  /** Ends one version. */
  private Reply<Revoked> end(Vendor vendor, KeyRecord key, int version) {
    String subject = key.ref() + "#" + version;
    try (Secret value =
        vault.proceed(commit -> {
          commit.record(EventKind.REVOKE, subject, purpose(vendor));
          return commit.value(key, version);
        })) {
      return vendor.revokeByValue(value);
    }
  }

  /** Ends one version in a panic, whether that can be written down or not. */
  Reply<Revoked> end(Vendor vendor, KeyRecord key, int version, Unwritten unwritten) {
    try (Secret value = vault.ending(key, version, purpose(vendor), unwritten)) {
      return vendor.revokeByValue(value);
    }
  }

  private static String purpose(Vendor vendor) {
    return "to " + vendor.service() + " to end it";
  }
}
