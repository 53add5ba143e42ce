package dev.keymaster.lifecycle;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Vendor;

/** Where clients of providers come from, and what is known about providers without asking them. */
public interface Clients {
  /** The address that the catalogue knows, whatever somebody chose for another purpose. */
  String USUAL = "";

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

  /** Returns the client of a service; USAGE if it cannot do that. */
  default Vendor able(ServiceName service, String address, Ability ability, String what) {
    Vendor vendor = of(service, address);
    if (!vendor.abilities().contains(ability)) {
      throw KeymasterException.usage(
          "Keymaster cannot " + what + " " + service + ": it has no call for that", page(service));
    }
    return vendor;
  }

  /** Returns a hint where a person makes keys of a service; empty if nobody knows. */
  default String page(ServiceName service) {
    String console = console(service);
    return console.isEmpty() ? "" : "make one at " + console;
  }
}
