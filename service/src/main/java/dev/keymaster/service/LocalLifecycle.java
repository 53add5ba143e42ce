package dev.keymaster.service;

import dev.keymaster.lifecycle.Children;
import dev.keymaster.lifecycle.Consumption;
import dev.keymaster.lifecycle.Holder;
import dev.keymaster.model.ChildOrder;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Verified;
import dev.keymaster.model.Verified.Outcome;
import dev.keymaster.providers.Errands;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Standing;
import dev.keymaster.providers.Vendor;
import dev.keymaster.providers.Vendors;
import dev.keymaster.wire.Lifecycle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Has the guard release values and the providers asked about them. */
final class LocalLifecycle implements Lifecycle {
  private final LocalEngine engine;
  private final Supplier<Vendors> vendors;

  LocalLifecycle(LocalEngine engine, Supplier<Vendors> vendors) {
    this.engine = engine;
    this.vendors = vendors;
  }

  @Override
  public List<Verified> verify(List<KeyRef> refs, Map<String, String> addresses) {
    Vendors clients = vendors.get();
    List<KeyRecord> keys =
        refs.stream().map(ref -> engine.keys().show(ref.environment(), ref.name())).toList();
    List<Errands.Errand<Verified>> errands = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      errands.add(errand(refs.get(i), keys.get(i), clients, addresses, keys.size() == 1));
    }
    return Errands.all(errands);
  }

  private Errands.Errand<Verified> errand(
      KeyRef ref, KeyRecord key, Vendors clients, Map<String, String> addresses, boolean alone) {
    if (key.details().status() != KeyStatus.ACTIVE && !alone) {
      return here(unasked(ref, key, "it is not handed out"));
    }
    if (!clients.verifies(key.details().service())) {
      return here(unasked(ref, key, "no call is known that verifies keys of this service"));
    }
    String given = addresses.getOrDefault(key.details().service().value(), "");
    String endpoint = key.details().endpoint();
    String address = given.isEmpty() && endpoint != null ? endpoint : given;
    try {
      Vendors.Reached reached = clients.reach(key.details().service(), address);
      EventKind kind = reached.own() ? EventKind.VERIFY : EventKind.REVEAL;
      Release release = new Release(kind, "verified at " + reached.host());
      Released released = engine.guard().release(List.of(ref), release).getFirst();
      return new Errands.Errand<>(reached.host(), () -> asked(ref, released, reached.vendor()));
    } catch (KeymasterException e) {
      if (alone) {
        throw e;
      }
      return here(unasked(ref, key, String.valueOf(e.getMessage())));
    }
  }

  private static Errands.Errand<Verified> here(Verified known) {
    return new Errands.Errand<>("", () -> known);
  }

  private static Verified unasked(KeyRef ref, KeyRecord key, String why) {
    return Verified.unasked(ref, key.details().service(), why);
  }

  private static Verified asked(KeyRef ref, Released released, Vendor vendor) {
    try (released;
        Secret credential = vendor.credential(released.fields(), released.value())) {
      Reply<Standing> reply = vendor.verify(credential);
      return switch (reply) {
        case Reply.Answer<Standing>(Standing.Valid(String account), var limits) ->
            new Verified(ref, vendor.service(), Outcome.VALID, true, account, limits.fields());
        case Reply.Answer<Standing>(Standing.Invalid(String reason), var limits) ->
            new Verified(ref, vendor.service(), Outcome.INVALID, true, reason, limits.fields());
        case Reply.Failed<Standing>(Failure failure) ->
            new Verified(ref, vendor.service(), Outcome.UNKNOWN, true, failure.message(), Map.of());
      };
    }
  }

  @Override
  public String login(ServiceName service, Secret credential, String address) {
    return engine.lives().login(service, credential, address);
  }

  @Override
  public boolean loggedIn(ServiceName service) {
    return engine.lives().loggedIn(service);
  }

  @Override
  public void logout(ServiceName service) {
    engine.lives().logout(service);
  }

  @Override
  public KeyRecord mint(KeyRef ref, KeyDetails details) {
    return engine.lives().mint(ref, details);
  }

  @Override
  public Progress rotate(KeyRef ref, Duration grace, boolean rehearsal) {
    var lives = engine.lives();
    return rehearsal ? lives.tryRotation(ref, grace) : lives.rotate(ref, grace);
  }

  @Override
  public Progress replace(KeyRef ref, Secret value, Duration grace, String address) {
    return engine.lives().replace(ref, value, grace, address);
  }

  @Override
  public Progress revoke(KeyRef ref) {
    return engine.lives().remove(ref);
  }

  @Override
  public void forget(KeyRef ref) {
    engine.copies().beforeRemoving(ref.environment(), ref.name());
    engine.lives().forget(ref);
  }

  @Override
  public Released lend(ChildOrder order) {
    Children children = engine.lives().children();
    Holder program = Processes.of(order.process());
    KeyName name = Children.freshName(engine.ports().randomness());
    KeyRef ref = children.make(order.service(), order.terms(), name, program);
    return children.value(ref, order.program());
  }

  @Override
  public Progress end(KeyRef ref) {
    return engine.lives().children().end(ref);
  }

  @Override
  public List<Progress> resume() {
    return engine.lives().resume();
  }

  @Override
  public List<Deadline> deadlines(Selection selection) {
    return engine.guard().lifecycle().deadlines(selection);
  }

  @Override
  public List<KeyUsage> usage(Selection selection) {
    return new Consumption(engine.guard().lifecycle(), engine.clients()).of(selection);
  }
}
