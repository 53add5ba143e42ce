package dev.keymaster.lifecycle;

import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.providers.Vendor;

/** Where clients of providers come from, and what is known about providers without asking them. */
public interface Clients {
  /**
   * Returns the client of a provider.
   *
   * @param address where it answers; empty for where the catalogue says
   */
  Vendor of(ServiceName service, String address);

  /** Returns the masked form of a value. */
  String hint(Secret value);

  /** Returns the page where a person makes and ends keys; empty if none is known. */
  String console(ServiceName service);
}
