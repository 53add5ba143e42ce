package dev.keymaster.wire;

import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import java.util.List;
import java.util.Set;

/** Requests about the keys that providers list. */
public interface Inventory {
  /**
   * Compares the lists of these providers with the vault, of all that there is a credential for if
   * none is named. A provider that does not answer fails nothing: it is told.
   */
  List<Discrepancy> compare(Set<ServiceName> services);

  /**
   * Ends a key that the vault does not have. NOT_FOUND if the provider has none of that id,
   * CONFLICT if the vault has it, UNAVAILABLE if it was not ended.
   *
   * @param id as {@link Discrepancy} shows it
   * @param surely whether a person said so even if a key of the vault may be that one; without it
   *     that is a CONFLICT with the hint {@link Discrepancy#SURELY}
   */
  void revoke(ServiceName service, String id, boolean surely);

  /**
   * Stores a key that the vault does not have, so that it is managed from now on; closes the value.
   * CONFLICT if there is a key of that name, USAGE if the value is another key's.
   *
   * @param id as {@link Discrepancy} shows it
   */
  KeyRecord adopt(KeyRef ref, ServiceName service, String id, Secret value);
}
