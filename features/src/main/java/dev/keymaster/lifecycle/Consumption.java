package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.Operation;
import dev.keymaster.providers.Errands;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.Money;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Usage;
import dev.keymaster.providers.Vendor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks providers what the keys used that they made; several at a time. */
public final class Consumption {
  private final GuardedLifecycle vault;
  private final Clients clients;

  /** Makes it for the caller of that guard. */
  public Consumption(GuardedLifecycle vault, Clients clients) {
    this.vault = vault;
    this.clients = clients;
  }

  /** A key that its provider knows by that id. */
  private record Managed(KeyRecord key, Issued issued) {
    ServiceName service() {
      return issued.service();
    }

    IssuedId id() {
      return new IssuedId(issued.id());
    }

    KeyUsage unknown(String why) {
      return KeyUsage.unknown(key.ref(), service(), why);
    }
  }

  /** Returns a row for each chosen key that its provider made and has not ended. */
  public List<KeyUsage> of(Selection selection) {
    vault.demand(Operation.USAGE);
    List<Managed> keys = managed(selection);
    List<Errands.Errand<List<KeyUsage>>> errands = new ArrayList<>();
    Map<KeyRef, KeyUsage> rows = new HashMap<>();
    keys.stream()
        .collect(Collectors.groupingBy(Managed::service, LinkedHashMap::new, Collectors.toList()))
        .forEach((service, own) -> {
          if (vault.hasAdmin(service)) {
            errands.addAll(errands(service, own));
          } else {
            String why = String.valueOf(GuardedLifecycle.noAdmin(service).getMessage());
            own.forEach(key -> rows.put(key.key().ref(), key.unknown(why)));
          }
        });
    Errands.all(errands).forEach(some -> some.forEach(row -> rows.put(row.ref(), row)));
    return keys.stream().map(each -> rows.get(each.key().ref())).toList();
  }

  private List<Managed> managed(Selection selection) {
    List<Managed> all = new ArrayList<>();
    for (KeySummary each : vault.keys(selection)) {
      KeyRecord key = Reserved.withholds(each.environment()) ? null : vault.find(each.ref());
      Issued issued = key == null ? null : managed(key);
      if (key != null && issued != null) {
        all.add(new Managed(key, issued));
      }
    }
    return all;
  }

  private static @Nullable Issued managed(KeyRecord key) {
    return key.versions().reversed().stream()
        .filter(KeyVersion::outstanding)
        .map(KeyVersion::issued)
        .findFirst()
        .orElse(null);
  }

  /** One call where the provider lists what its keys used, else one for each of them. */
  private List<Errands.Errand<List<KeyUsage>>> errands(ServiceName service, List<Managed> keys) {
    Vendor vendor = clients.of(service, vault.adminAddress(service));
    String host = service.value();
    return vendor.listsUsage() && keys.size() > 1
        ? List.of(new Errands.Errand<>(host, () -> rows(vendor, keys)))
        : keys.stream()
            .map(key -> new Errands.Errand<>(host, () -> List.of(row(vendor, key))))
            .toList();
  }

  /**
   * What is not in the list is asked for by itself: it may be of a workspace that is not listed.
   */
  private List<KeyUsage> rows(Vendor vendor, List<Managed> keys) {
    Reply<Map<IssuedId, Usage>> listed;
    try (Secret admin = vault.admin(vendor.service(), "usage of " + keys.size() + " keys")) {
      listed = vendor.usages(admin);
    }
    return switch (listed) {
      case Reply.Failed<Map<IssuedId, Usage>>(Failure failure) ->
          keys.stream().map(key -> key.unknown(failure.message())).toList();
      case Reply.Answer<Map<IssuedId, Usage>>(Map<IssuedId, Usage> usages, var limits) ->
          keys.stream()
              .map(key -> {
                Usage usage = usages.get(key.id());
                return usage == null ? row(vendor, key) : row(key, usage);
              })
              .toList();
    };
  }

  private KeyUsage row(Vendor vendor, Managed key) {
    try (Secret admin = vault.admin(key.service(), "usage of " + key.key().name())) {
      return switch (vendor.usage(admin, key.id())) {
        case Reply.Failed<Usage>(Failure failure) -> key.unknown(failure.message());
        case Reply.Answer<Usage>(Usage usage, var limits) -> row(key, usage);
      };
    }
  }

  private static KeyUsage row(Managed key, Usage usage) {
    return new KeyUsage(
        key.key().ref(),
        key.service(),
        amount(usage.used()),
        amount(usage.limit()),
        amount(usage.remaining()),
        currency(usage),
        usage.rateLimit(),
        usage.enabled(),
        "");
  }

  private static @Nullable String amount(@Nullable Money money) {
    return money == null ? null : money.amount().toPlainString();
  }

  private static String currency(Usage usage) {
    Money money = usage.used() == null ? usage.remaining() : usage.used();
    return money == null ? "" : money.currency();
  }
}
