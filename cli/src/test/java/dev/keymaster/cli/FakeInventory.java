package dev.keymaster.cli;

import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import dev.keymaster.wire.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Remembers what it was asked for, and finds what it was told. */
final class FakeInventory implements Inventory {
  final List<String> asked = new ArrayList<>();
  List<Discrepancy> found = List.of();

  @Override
  public List<Discrepancy> compare(Set<ServiceName> services) {
    asked.add("compare " + services);
    return found;
  }

  @Override
  public void revoke(ServiceName service, String id, boolean surely) {
    boolean alike = found.stream().anyMatch(one -> one.id().equals(id) && one.ref() != null);
    if (alike && !surely) {
      throw new KeymasterException(
          Code.CONFLICT, "it may be a key of the vault", Discrepancy.SURELY);
    }
    asked.add("revoke " + service + " " + id + (surely ? " surely" : ""));
  }

  @Override
  public KeyRecord adopt(KeyRef ref, ServiceName service, String id, Secret value) {
    try (value) {
      asked.add("adopt " + ref + " " + service + " " + id + " " + value.length());
    }
    KeyVersion version =
        new KeyVersion(1, VersionState.CURRENT, FakeWorld.NOW, "sk-…", 20, FakeLifecycle.ISSUED);
    return new KeyRecord(
        ref.environment(),
        ref.name(),
        KeyDetails.of(service),
        FakeWorld.NOW,
        FakeWorld.NOW,
        List.of(version));
  }
}
