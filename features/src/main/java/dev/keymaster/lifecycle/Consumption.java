package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
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
import java.util.List;
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

  /** Returns a row for each chosen key that its provider made and has not ended. */
  public List<KeyUsage> of(Selection selection) {
    vault.demand(Operation.USAGE);
    List<Errands.Errand<KeyUsage>> errands = new ArrayList<>();
    for (KeySummary each : vault.keys(selection)) {
      KeyRecord key = Reserved.withholds(each.environment()) ? null : vault.find(each.ref());
      Issued issued = key == null ? null : managed(key);
      if (key != null && issued != null) {
        errands.add(new Errands.Errand<>(issued.service().value(), () -> row(key, issued)));
      }
    }
    return Errands.all(errands);
  }

  private static @Nullable Issued managed(KeyRecord key) {
    return key.versions().reversed().stream()
        .filter(KeyVersion::outstanding)
        .map(KeyVersion::issued)
        .findFirst()
        .orElse(null);
  }

  private KeyUsage row(KeyRecord key, Issued issued) {
    ServiceName service = issued.service();
    if (!vault.hasAdmin(service)) {
      String why = String.valueOf(GuardedLifecycle.noAdmin(service).getMessage());
      return KeyUsage.unknown(key.ref(), service, why);
    }
    Vendor vendor = clients.of(service, vault.adminAddress(service));
    try (Secret admin = vault.admin(service, "usage of " + key.name())) {
      return switch (vendor.usage(admin, new IssuedId(issued.id()))) {
        case Reply.Failed<Usage>(Failure failure) ->
            KeyUsage.unknown(key.ref(), service, failure.message());
        case Reply.Answer<Usage>(Usage usage, var limits) -> row(key, service, usage);
      };
    }
  }

  private static KeyUsage row(KeyRecord key, ServiceName service, Usage usage) {
    return new KeyUsage(
        key.ref(),
        service,
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
