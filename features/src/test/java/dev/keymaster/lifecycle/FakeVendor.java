package dev.keymaster.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.IssuedKey;
import dev.keymaster.providers.MintOrder;
import dev.keymaster.providers.Minted;
import dev.keymaster.providers.Money;
import dev.keymaster.providers.RateLimits;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Revoked;
import dev.keymaster.providers.Standing;
import dev.keymaster.providers.Usage;
import dev.keymaster.providers.Vendor;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A provider in memory, of which one call goes wrong. */
final class FakeVendor implements Vendor {
  /** A key that it made. */
  record Made(IssuedKey key, String value, MintOrder order) {}

  /** How a call goes wrong. */
  record Fault(Failure.@Nullable Kind answer, boolean done, boolean kills) {}

  static final ServiceName NAME = new ServiceName("openrouter");
  static final String ADMIN = "sk-canary-ad317";

  final Map<String, Made> live = new LinkedHashMap<>();
  final List<String> calls = new ArrayList<>();
  final Set<Ability> abilities = EnumSet.allOf(Ability.class);
  int mints;
  @Nullable Standing standing;
  @Nullable Duration retryAfter;
  boolean tellsTimes = true;
  boolean givesNames = true;
  Duration settling = Duration.ZERO;
  boolean showsEnds;
  String objection = "";
  volatile boolean slow;

  private final InstantSource clock;
  private int made;
  private int wrong;
  private @Nullable Fault fault;
  private Failure.@Nullable Kind always;

  FakeVendor(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns a key that is good. */
  Made made(String id) {
    Made key = live.get(id);
    if (key == null) {
      throw new AssertionError("no key " + id);
    }
    return key;
  }

  /** The key was used just now. */
  void used(String id) {
    Made old = made(id);
    IssuedKey key = old.key();
    IssuedKey now =
        new IssuedKey(
            key.id(), key.name(), key.hint(), true, key.created(), key.expires(), clock.instant());
    live.put(id, new Made(now, old.value(), old.order()));
  }

  void arm(Fault next, int call) {
    calls.clear();
    fault = next;
    wrong = call;
  }

  void down(Failure.@Nullable Kind kind) {
    always = kind;
  }

  @Override
  public ServiceName service() {
    return NAME;
  }

  @Override
  public Duration settling() {
    return settling;
  }

  @Override
  public Set<Ability> abilities() {
    return abilities;
  }

  private <T> Reply<T> call(String name, Supplier<Reply<T>> body) {
    calls.add(name);
    if (always != null) {
      return failed(always);
    }
    Fault now = calls.size() == wrong ? fault : null;
    if (now == null) {
      return body.get();
    }
    if (now.done()) {
      Reply<T> lost = body.get();
      calls.set(calls.size() - 1, name + (lost instanceof Reply.Answer<T> ? "" : " in vain"));
    }
    if (now.kills()) {
      throw new Killed();
    }
    return failed(now.answer() == null ? Failure.Kind.UNAVAILABLE : now.answer());
  }

  private <T> Reply<T> failed(Failure.Kind kind) {
    return new Reply.Failed<>(new Failure(kind, "the provider has a bad day", 0, retryAfter));
  }

  private static <T> Reply<T> answer(T value) {
    return new Reply.Answer<>(value, RateLimits.NONE);
  }

  private static boolean isAdmin(Secret admin) {
    return new String(admin.reveal(), UTF_8).equals(ADMIN);
  }

  @Override
  public Reply<Standing> verify(Secret key) {
    String value = new String(key.reveal(), UTF_8);
    boolean good = live.values().stream().anyMatch(each -> each.value().equals(value));
    Standing found = good ? new Standing.Valid("") : new Standing.Invalid("unknown key");
    return call("verify", () -> answer(standing == null ? found : standing));
  }

  @Override
  public Reply<Standing> verifyAdmin(Secret admin) {
    return call(
        "verifyAdmin",
        () ->
            answer(
                isAdmin(admin)
                    ? new Standing.Valid("a team")
                    : new Standing.Invalid("not a management key")));
  }

  @Override
  public String objection(MintOrder order) {
    return objection;
  }

  @Override
  public Reply<Minted> mint(Secret admin, MintOrder order) {
    return call(
        "mint",
        () -> {
          mints++;
          return answer(make(order));
        });
  }

  Minted make(MintOrder order) {
    String id = "id-" + ++made;
    String value = "sk-canary-" + String.format("%08x", made);
    IssuedKey key =
        new IssuedKey(
            new IssuedId(Map.of("hash", id)),
            givesNames ? order.name() : "",
            showsEnds ? "sk-…" + value.substring(value.length() - 4) : id,
            true,
            tellsTimes ? clock.instant() : null,
            order.expires(),
            null);
    live.put(id, new Made(key, value, order));
    return new Minted(Secret.copyOf(value.getBytes(UTF_8)), key);
  }

  /** A person makes a key there; the list shows its beginning and its end. */
  String byHand() {
    try (Secret value = make(Terms.NONE.order("by hand", clock.instant())).value()) {
      String id = "id-" + made;
      Made key = made(id);
      String shown = "sk-canary-..." + key.value().substring(key.value().length() - 6);
      IssuedKey listed = key.key();
      IssuedKey masked =
          new IssuedKey(listed.id(), listed.name(), shown, true, listed.created(), null, null);
      live.put(id, new Made(masked, key.value(), key.order()));
      return new String(value.reveal(), UTF_8);
    }
  }

  @Override
  public Reply<List<IssuedKey>> issued(Secret admin) {
    return abilities.contains(Ability.LIST)
        ? call("issued", () -> answer(live.values().stream().map(Made::key).toList()))
        : failed(Failure.Kind.UNSUPPORTED);
  }

  @Override
  public Reply<IssuedKey> disable(Secret admin, IssuedId id) {
    if (slow) {
      pause();
    }
    return call("disable", () -> switched(id, false));
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply<IssuedKey> switched(IssuedId id, boolean enabled) {
    Made old = live.get(id.parts().get("hash"));
    if (old == null) {
      return failed(Failure.Kind.NOT_FOUND);
    }
    IssuedKey key = old.key();
    IssuedKey now =
        new IssuedKey(
            key.id(), key.name(), key.hint(), enabled, key.created(), key.expires(), null);
    live.put(String.valueOf(id.parts().get("hash")), new Made(now, old.value(), old.order()));
    return answer(now);
  }

  @Override
  public Reply<IssuedKey> enable(Secret admin, IssuedId id) {
    return call("enable", () -> switched(id, true));
  }

  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    return call(
        "revoke",
        () -> answer(live.remove(id.parts().get("hash")) == null ? Revoked.BEFORE : Revoked.NOW));
  }

  @Override
  public Reply<Revoked> revokeByValue(Secret key) {
    String value = new String(key.reveal(), UTF_8);
    return call(
        "revokeByValue",
        () -> {
          live.values().removeIf(each -> each.value().equals(value));
          return answer(Revoked.NOW);
        });
  }

  @Override
  public Reply<Usage> usage(Secret credential, IssuedId id) {
    return call(
        "usage",
        () -> {
          Made key = live.get(id.parts().get("hash"));
          return key == null ? failed(Failure.Kind.NOT_FOUND) : answer(usage(key));
        });
  }

  private static Usage usage(Made key) {
    Money used = new Money(new BigDecimal("0.25"), "USD");
    return new Usage(used, key.order().limit(), null, "", "key", true);
  }

  boolean listsUsage;

  @Override
  public boolean listsUsage() {
    return listsUsage;
  }

  @Override
  public Reply<Map<IssuedId, Usage>> usages(Secret admin) {
    return call(
        "usages",
        () -> {
          Map<IssuedId, Usage> all = new HashMap<>();
          live.values().forEach(made -> all.put(made.key().id(), usage(made)));
          return answer(all);
        });
  }
}
