package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import dev.keymaster.policy.Operation;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Revoked;
import dev.keymaster.providers.Vendor;

/**
 * Ends keys that were only stored here, by their values, where the provider takes that from whoever
 * holds them. Asking twice is harmless, so that nothing of it has to be journalled.
 */
final class Withdrawal {
  private final GuardedLifecycle vault;
  private final Clients clients;

  Withdrawal(GuardedLifecycle vault, Clients clients) {
    this.vault = vault;
    this.clients = clients;
  }

  /** Ends every version whose value is here; the key itself stays as it is. */
  Progress end(KeyRecord key) {
    Vendor vendor = able(key.details().service());
    vault.demand(Operation.REVOKE, key);
    for (KeyVersion version : key.versions()) {
      if (version.state() != VersionState.DESTROYED
          && end(vendor, key, version.number()) instanceof Reply.Failed<Revoked>(Failure failure)) {
        return new Progress(key.ref(), Ending.FAILED, failure.message(), null);
      }
    }
    return new Progress(key.ref(), Ending.DONE, "", null);
  }

  /** Where the credential that manages keys may be sent, no other key is sent for that. */
  private Vendor able(ServiceName service) {
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
  Reply<Revoked> end(Vendor vendor, KeyRecord key, int version) {
    String subject = key.ref() + "#" + version;
    String detail = "to " + vendor.service() + " to end it";
    try (Secret value =
        vault.proceed(commit -> {
          commit.record(EventKind.REVOKE, subject, detail);
          return commit.value(key, version);
        })) {
      return vendor.revokeByValue(value);
    }
  }
}
