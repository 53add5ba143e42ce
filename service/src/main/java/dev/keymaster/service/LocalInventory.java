package dev.keymaster.service;

import dev.keymaster.lifecycle.Reconciling;
import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.wire.Inventory;
import java.util.List;
import java.util.Set;

/**
 * The providers' lists of keys; what waited for one of them to be cleared up goes on after that.
 */
record LocalInventory(LocalEngine engine) implements Inventory {
  @Override
  public List<Discrepancy> compare(Set<ServiceName> services) {
    return reconciling().compare(services);
  }

  @Override
  public void revoke(ServiceName service, String id, boolean surely) {
    reconciling().revoke(service, id, surely);
    engine.lives().resume();
  }

  @Override
  public KeyRecord adopt(KeyRef ref, ServiceName service, String id, Secret value) {
    KeyRecord key = reconciling().adopt(ref, service, id, value);
    engine.lives().resume();
    return key;
  }

  private Reconciling reconciling() {
    return new Reconciling(engine.guard().lifecycle(), engine.clients(), engine.clock());
  }
}
