package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.Operation;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Standing;
import dev.keymaster.providers.Vendor;
import java.time.Instant;

/** Tells whether a rotation would work, and changes nothing. */
final class Rehearsal {
  private final GuardedLifecycle vault;
  private final Clients clients;

  Rehearsal(GuardedLifecycle vault, Clients clients) {
    this.vault = vault;
    this.clients = clients;
  }

  /**
   * Asks the provider whether the credential is good that manages its keys. One that makes no keys
   * needs none; then the page is told where a person makes one.
   *
   * @param until when the old key would be ended
   */
  Progress of(KeyRecord key, Instant until) {
    vault.demand(Operation.ROTATE, key);
    ServiceName service = key.details().service();
    Vendor vendor = clients.of(service, vault.adminAddress(service));
    boolean mints = vendor.abilities().contains(Ability.MINT);
    String bad = mints || vault.hasAdmin(service) ? asked(service, vendor) : "";
    String note = bad.isEmpty() && !mints ? clients.page(service) : bad;
    return new Progress(key.ref(), bad.isEmpty() ? Ending.DONE : Ending.FAILED, note, until);
  }

  private String asked(ServiceName service, Vendor vendor) {
    try (Secret admin = vault.admin(service, "check it before a rotation")) {
      return switch (vendor.verifyAdmin(admin)) {
        case Reply.Failed<Standing>(Failure failure) -> failure.message();
        case Reply.Answer<Standing>(Standing.Invalid invalid, var limits) -> invalid.reason();
        case Reply.Answer<Standing>(Standing.Valid valid, var limits) -> "";
      };
    }
  }
}
