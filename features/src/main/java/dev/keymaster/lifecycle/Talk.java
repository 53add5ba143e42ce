package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Revoked;
import dev.keymaster.providers.Vendor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** What is said to a provider about an entry, with the credential that the vault has for it. */
final class Talk {
  private final GuardedLifecycle vault;
  private final Clients clients;

  Talk(GuardedLifecycle vault, Clients clients) {
    this.vault = vault;
    this.clients = clients;
  }

  /** Returns the client that is asked about the new key. */
  Vendor verifier(Entry at) {
    return at.address().isEmpty() ? vendor(at) : clients.of(at.service(), at.address());
  }

  private Vendor vendor(Entry at) {
    return clients.of(at.service(), vault.adminAddress(at.service()));
  }

  /** Returns the page where a person looks after keys; empty if nobody knows it. */
  String console(Entry at) {
    return clients.console(at.service());
  }

  String hint(Secret value) {
    return clients.hint(value);
  }

  <T> Reply<T> asking(Entry at, String purpose, BiFunction<Vendor, Secret, Reply<T>> call) {
    ServiceName service = at.service();
    if (!vault.hasAdmin(service)) {
      String why = String.valueOf(GuardedLifecycle.noAdmin(service).getMessage());
      return new Reply.Failed<>(new Failure(Failure.Kind.UNAVAILABLE, why, 0, null));
    }
    Vendor vendor = vendor(at);
    try (Secret admin = vault.admin(service, purpose)) {
      return call.apply(vendor, admin);
    }
  }

  Reply<Revoked> revoke(Entry at, IssuedId id) {
    return asking(at, "revoke " + at.label(), (vendor, admin) -> vendor.revoke(admin, id));
  }

  /** Returns the ids that the vault has, whatever the keys are called here. */
  Set<Map<String, String>> known() {
    Set<Map<String, String>> ids = new HashSet<>();
    for (KeySummary each : vault.keys(Selection.ALL)) {
      KeyRecord key = vault.find(each.ref());
      List<KeyVersion> versions = key == null ? List.of() : key.versions();
      versions.forEach(version -> {
        if (version.issued() != null) {
          ids.add(version.issued().id());
        }
      });
    }
    return ids;
  }
}
