package dev.keymaster.service;

import dev.keymaster.lifecycle.Clients;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.providers.Vendor;
import dev.keymaster.providers.Vendors;
import java.util.function.Supplier;

/** Clients of providers by the settings as they are when one is wanted. */
record ReachedClients(Supplier<Vendors> vendors) implements Clients {
  @Override
  public Vendor of(ServiceName service, String address) {
    return vendors.get().reach(service, address).vendor();
  }

  @Override
  public String hint(Secret value) {
    return vendors.get().hint(value);
  }

  @Override
  public String console(ServiceName service) {
    return vendors.get().console(service);
  }
}
