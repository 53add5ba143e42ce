package dev.keymaster.providers;

import dev.keymaster.catalogue.Call;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.catalogue.Reading;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.web.WebOutcome;
import dev.keymaster.web.WebRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client that does what the catalogue says and no more: it verifies. Others build on it and add
 * what takes code.
 */
class CatalogueVendor implements Vendor {
  private final Api api;
  private final Api admin;

  /** A client of an API that manages keys at the same place. */
  CatalogueVendor(Api api) {
    this(api, api);
  }

  /**
   * A client.
   *
   * @param admin what manages keys
   */
  CatalogueVendor(Api api, Api admin) {
    this.api = api;
    this.admin = admin;
  }

  /** What is asked with a key. */
  Api api() {
    return api;
  }

  /** What is asked with a credential that manages keys. */
  Api admin() {
    return admin;
  }

  @Override
  public ServiceName service() {
    return api.provider().name();
  }

  @Override
  public Set<Ability> abilities() {
    Set<Ability> abilities = EnumSet.noneOf(Ability.class);
    for (String word : api.provider().does()) {
      abilities.add(Ability.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
    }
    return abilities;
  }

  @Override
  public Duration settling() {
    return api.provider().settling();
  }

  @Override
  public Reply<Standing> verify(Secret key) {
    Provider provider = api.provider();
    return standing(api, key, provider.verify(), provider.reading(), Ability.VERIFY);
  }

  @Override
  public Reply<Standing> verifyAdmin(Secret admin) {
    Provider provider = api.provider();
    return standing(
        this.admin, admin, provider.verifyAdmin(), provider.adminReading(), Ability.VERIFY_ADMIN);
  }

  private Reply<Standing> standing(
      Api asked, Secret key, @Nullable Call call, @Nullable Reading reading, Ability ability) {
    if (call == null || reading == null) {
      return unsupported(ability);
    }
    WebRequest request = asked.request(call.method(), call.path()).again();
    WebOutcome outcome = asked.send(request, key);
    if (outcome instanceof WebOutcome.Answered(HttpResponse response)) {
      Optional<Body> body = Body.of(response, false);
      if (bad(response.status(), body, reading)) {
        String said = asked.said(response.status(), body, List.of(key));
        return new Reply.Answer<>(new Standing.Invalid(said), Api.limits(response));
      }
    }
    return asked
        .judged(outcome, Api.Purpose.READ, List.of(key))
        .then(good -> valid(good, reading, key));
  }

  private Reply<Standing> valid(Reply.Answer<Body> good, Reading reading, Secret key) {
    Body body = good.value();
    if (!body.meets(reading.valid())) {
      return Api.failed(
          Failure.Kind.MALFORMED,
          api.provider().title() + " answers something else than it should",
          200,
          null);
    }
    String account = reading.account().isEmpty() ? "" : body.text(reading.account()).orElse("");
    return new Reply.Answer<>(new Standing.Valid(Scrub.of(account, List.of(key))), good.limits());
  }

  private static boolean bad(int status, Optional<Body> body, Reading reading) {
    return reading.invalid().stream()
        .filter(sign -> sign.status() == status)
        .anyMatch(sign ->
            sign.condition().isEmpty()
                || body.filter(found -> found.meets(sign.condition())).isPresent());
  }

  <T> Reply<T> unsupported(Ability ability) {
    return Api.failed(
        Failure.Kind.UNSUPPORTED,
        "Keymaster cannot do this at "
            + api.provider().title()
            + ": "
            + ability.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        0,
        null);
  }

  /** Refuses an order that cannot be met here before anything is sent. */
  @Override
  public final Reply<Minted> mint(Secret admin, MintOrder order) {
    if (!abilities().contains(Ability.MINT)) {
      return unsupported(Ability.MINT);
    }
    String objection = objection(order);
    return objection.isEmpty() ? make(admin, order) : refused(objection);
  }

  /** Makes a key as ordered, by settings that are all there. */
  Reply<Minted> make(Secret admin, MintOrder order) {
    return unsupported(Ability.MINT);
  }

  static <T> Reply<T> refused(String why) {
    return Api.failed(Failure.Kind.REFUSED, why, 0, null);
  }

  @Override
  public String objection(MintOrder order) {
    Provider provider = api.provider();
    for (String setting : provider.orderNeeds()) {
      if (order.setting(setting).isEmpty()) {
        return "a key at " + provider.title() + " needs " + setting + "=…";
      }
    }
    Money limit = order.limit();
    if (limit != null && !provider.orderTakes().contains("limit=" + limit.currency())) {
      return keys(provider) + " no limits in " + limit.currency();
    }
    return order.expires() == null || provider.orderTakes().contains("expiry")
        ? ""
        : keys(provider) + " no end of their own";
  }

  private static String keys(Provider provider) {
    return "keys of " + provider.title() + " have";
  }

  @Override
  public Reply<List<IssuedKey>> issued(Secret admin) {
    return unsupported(Ability.LIST);
  }

  @Override
  public Reply<IssuedKey> disable(Secret admin, IssuedId id) {
    return unsupported(Ability.DISABLE);
  }

  @Override
  public Reply<IssuedKey> enable(Secret admin, IssuedId id) {
    return unsupported(Ability.DISABLE);
  }

  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    return unsupported(Ability.REVOKE);
  }

  @Override
  public Reply<Revoked> revokeByValue(Secret key) {
    return unsupported(Ability.REVOKE_BY_VALUE);
  }

  @Override
  public Reply<Usage> usage(Secret credential, IssuedId id) {
    return unsupported(Ability.USAGE);
  }
}
