package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonWriter;
import dev.keymaster.web.WebOutcome;
import dev.keymaster.web.WebRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Google: keys for Gemini by the API Keys API, with a service account's JSON file as the credential
 * that manages them. It makes authorization keys alone, which are bound to a service account; a
 * setting of an order: {@code service-account}, the address of that one. Ids are {@code project}
 * (its number) and {@code key}. To disable a key is to delete it: it can be brought back for 30
 * days, and is gone after that; to revoke one is the same, without coming back to it.
 */
final class Google extends CatalogueVendor {
  private static final String ACCOUNT = "service-account";
  private static final String BOUND = "serviceAccountEmail";
  private static final String GEMINI = "generativelanguage.googleapis.com";
  private static final Duration KEPT = Duration.ofDays(30);

  /** The times that {@code google.protobuf.Timestamp} holds; others are taken for the nearest. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final int LONGEST_NAME = 63;
  private static final Pattern NAME =
      Pattern.compile("projects/([a-z0-9.:-]{1,100})/locations/global/keys/([a-z0-9-]{1,63})");

  private static final SecureRandom RANDOM = new SecureRandom();

  private final GoogleTokens tokens;
  private final GoogleOperations operations;

  Google(Api api, Api admin, GoogleTokens tokens) {
    super(api, admin);
    this.tokens = tokens;
    this.operations = new GoogleOperations(admin);
  }

  /** Asks as a service account, with a token that is taken for this call and closed after it. */
  private <T> Reply<T> as(Secret file, BiFunction<Secret, GoogleAccount, Reply<T>> call) {
    return GoogleAccount.of(file).then(account -> as(account.value(), Reply.Failed::new, call));
  }

  /**
   * The same with the file read already.
   *
   * @param bad what is answered if the account is not good
   */
  private <T> Reply<T> as(
      GoogleAccount account,
      Function<Failure, Reply<T>> bad,
      BiFunction<Secret, GoogleAccount, Reply<T>> call) {
    return switch (tokens.token(account)) {
      case GoogleTokens.Outcome.BadCredential(Failure failure) -> bad.apply(failure);
      case GoogleTokens.Outcome.Failed(Failure failure) -> new Reply.Failed<>(failure);
      case GoogleTokens.Outcome.Token(Secret value) -> {
        try (Secret token = value) {
          yield call.apply(token, account);
        }
      }
    };
  }

  private static String keys(String project) {
    return "/v2/projects/" + Ids.segment(project) + "/locations/global/keys";
  }

  private static String path(IssuedId id) {
    return keys(id.parts().getOrDefault("project", "")) + "/" + Ids.part(id, "key");
  }

  /** A file that cannot be one is invalid without being asked about. */
  @Override
  public Reply<Standing> verifyAdmin(Secret file) {
    return switch (GoogleAccount.of(file)) {
      case Reply.Failed<GoogleAccount>(Failure failure) -> invalid(failure);
      case Reply.Answer<GoogleAccount>(GoogleAccount account, RateLimits _) ->
          as(account, Google::invalid, this::managing);
    };
  }

  private static Reply<Standing> invalid(Failure failure) {
    return new Reply.Answer<>(new Standing.Invalid(failure.message()), RateLimits.NONE);
  }

  /** An account that may not list keys manages none; an API that is off is another matter. */
  private Reply<Standing> managing(Secret token, GoogleAccount account) {
    WebRequest request = admin().request("GET", keys(account.project()) + "?pageSize=1");
    WebOutcome outcome = admin().send(request, token);
    if (outcome instanceof WebOutcome.Answered(HttpResponse response) && response.status() == 403) {
      Optional<Body> body = Body.of(response, false);
      if (GoogleOperations.reason(body).equals("IAM_PERMISSION_DENIED")) {
        String said = admin().said(403, body, List.of(token));
        return new Reply.Answer<>(new Standing.Invalid(said), Api.limits(response));
      }
    }
    return admin()
        .judged(outcome, Api.Purpose.READ, List.of(token))
        .map(keys -> new Standing.Valid(account.email()));
  }

  @Override
  public String objection(MintOrder order) {
    return order.name().length() > LONGEST_NAME
        ? "names of keys have " + LONGEST_NAME + " characters at most at Google"
        : super.objection(order);
  }

  @Override
  Reply<Minted> make(Secret file, MintOrder order) {
    return as(
        file,
        (token, account) -> {
          String project = order.setting("project");
          return project.isEmpty() || project.equals(account.project())
              ? made(token, account.project(), order)
              : refused("this credential makes keys in the project " + account.project());
        });
  }

  /**
   * The id is ours, and new: if the answer is lost, what stands there was made by this order, and
   * its value can be read again.
   */
  private Reply<Minted> made(Secret token, String project, MintOrder order) {
    byte[] random = new byte[10];
    RANDOM.nextBytes(random);
    String name = "keymaster-" + HexFormat.of().formatHex(random);
    IssuedId id = new IssuedId(Map.of("project", project, "key", name));
    String target = keys(project) + "?keyId=" + name;
    Reply<Body> ordered = admin().ask(admin().request("POST", target, body(order)), token);
    Reply<Body> key = operations.finished(taken(ordered), token);
    if (key instanceof Reply.Failed<Body>(Failure failure)) {
      return failure.kind() == Failure.Kind.UNCERTAIN
          ? sought(token, id, order, failure)
          : Api.failed(failure.kind(), failure.message(), failure.status(), failure.retryAfter());
    }
    return key.then(found -> shown(token, found.value(), id, order));
  }

  private static JsonWriter body(MintOrder order) {
    JsonWriter target = new JsonWriter().set("service", GEMINI);
    return new JsonWriter()
        .set("displayName", order.name())
        .set("restrictions", new JsonWriter().objects("apiTargets", List.of(target)))
        .set(BOUND, order.setting(ACCOUNT));
  }

  /** Nobody else has that id: if it is taken, something in between sent the order twice. */
  private static Reply<Body> taken(Reply<Body> ordered) {
    return ordered instanceof Reply.Failed<Body>(Failure failure) && failure.status() == 409
        ? Api.failed(Failure.Kind.UNCERTAIN, failure.message(), 409, null)
        : ordered;
  }

  private Reply<Minted> sought(Secret token, IssuedId id, MintOrder order, Failure lost) {
    return admin().ask(admin().request("GET", path(id)), Api.Purpose.READ_KEY, token)
            instanceof Reply.Answer<Body>(Body key, RateLimits _)
        ? shown(token, GoogleOperations.wiped(key), id, order)
        : new Reply.Failed<>(lost);
  }

  /**
   * A key that is not bound as ordered is not handed on: it is found by its name, and ended. Its
   * value is read where it was ordered, whatever the answer calls it.
   */
  private Reply<Minted> shown(Secret token, Body key, IssuedId id, MintOrder order) {
    Optional<IssuedKey> described = described(key, id);
    if (described.isEmpty() || !key.text(BOUND).equals(Optional.of(order.setting(ACCOUNT)))) {
      return Api.failed(
          Failure.Kind.UNCERTAIN,
          "Google does not show the key that was ordered, bound to " + order.setting(ACCOUNT),
          200,
          null);
    }
    IssuedKey made = described.get();
    WebRequest request = admin().request("GET", path(id) + "/keyString");
    return switch (admin().ask(request, Api.Purpose.READ_KEY, token)) {
      case Reply.Answer<Body> shown -> Ids.minted(admin(), shown, "keyString", made);
      case Reply.Failed<Body>(Failure failure) ->
          Api.failed(
              Failure.Kind.UNCERTAIN,
              "the key is made, but was not shown: " + failure.message(),
              failure.status(),
              null);
    };
  }

  /** A key as the API has it; empty if it is another one than was asked about. */
  private static Optional<IssuedKey> described(Body key, IssuedId asked) {
    return described(key).filter(found -> same(found.id().parts(), asked.parts()));
  }

  /** A project has an id and a number: only one of a kind tells that another project is meant. */
  private static boolean same(Map<String, String> answered, Map<String, String> asked) {
    String project = answered.getOrDefault("project", "");
    String wanted = asked.getOrDefault("project", "");
    return answered.getOrDefault("key", "").equals(asked.getOrDefault("key", ""))
        && (isNumber(project) != isNumber(wanted) || project.equals(wanted));
  }

  private static boolean isNumber(String project) {
    return project.matches("[0-9]+");
  }

  private static @Nullable Instant time(Body key, String field) {
    Instant said = key.time(field);
    if (said == null) {
      return null;
    }
    return said.isBefore(FIRST) ? FIRST : said.isAfter(LAST) ? LAST : said;
  }

  /** A key as the API has it; empty if its name is not one. */
  private static Optional<IssuedKey> described(Body key) {
    Matcher name = NAME.matcher(key.text("name").orElse(""));
    if (!name.matches()) {
      return Optional.empty();
    }
    Instant deleted = time(key, "deleteTime");
    return Optional.of(
        new IssuedKey(
            new IssuedId(Map.of("project", name.group(1), "key", name.group(2))),
            key.text("displayName").orElse(""),
            "",
            deleted == null,
            time(key, "createTime"),
            deleted == null ? null : deleted.plus(KEPT),
            null));
  }

  @Override
  public Reply<List<IssuedKey>> issued(Secret file) {
    return as(
        file,
        (token, account) ->
            Pages.all(
                admin(),
                token,
                keys(account.project()) + "?pageSize=100&showDeleted=true",
                "pageToken",
                Google::listed,
                (page, cursor) ->
                    page.text("nextPageToken")
                        .filter(next -> !next.isEmpty() && !next.equals(cursor))
                        .orElse(null)));
  }

  /** What is disabled is deleted, and can be brought back as long as it is listed. */
  @Override
  public boolean listsDeleted() {
    return true;
  }

  private static Stream<IssuedKey> listed(Body page) {
    return page.list("keys").stream().map(Google::described).flatMap(Optional::stream);
  }

  @Override
  public Reply<IssuedKey> disable(Secret file, IssuedId id) {
    return as(file, (token, account) -> confirmed(deleted(token, id), id, key -> !key.enabled()));
  }

  /** Asked once: a key that is there already is refused to be brought back. */
  @Override
  public Reply<IssuedKey> enable(Secret file, IssuedId id) {
    return as(
        file,
        (token, account) -> {
          WebRequest request = admin().request("POST", path(id) + ":undelete", new JsonWriter());
          Reply<Body> key = operations.finished(admin().ask(request, token), token);
          return confirmed(key, id, IssuedKey::enabled);
        });
  }

  private Reply<Body> deleted(Secret token, IssuedId id) {
    WebRequest request = admin().request("DELETE", path(id)).again();
    return operations.finished(admin().ask(request, token), token);
  }

  private static Reply<IssuedKey> confirmed(
      Reply<Body> reply, IssuedId id, Predicate<IssuedKey> done) {
    return reply.then(answer -> {
      Optional<IssuedKey> key = described(answer.value(), id).filter(done);
      return key.isPresent()
          ? new Reply.Answer<>(key.get(), answer.limits())
          : Api.failed(Failure.Kind.UNCERTAIN, "Google does not say that it is done", 200, null);
    });
  }

  @Override
  public Reply<Revoked> revoke(Secret file, IssuedId id) {
    return as(file, (token, account) -> Ids.revoked(deleted(token, id), key -> isDeleted(key, id)));
  }

  @Override
  public Reply<Usage> usage(Secret file, IssuedId id) {
    return Api.failed(
        Failure.Kind.UNSUPPORTED,
        "Google tells no use by key, only a project's in Cloud Monitoring and billing",
        0,
        null);
  }

  private static boolean isDeleted(Body key, IssuedId id) {
    return described(key, id).filter(found -> !found.enabled()).isPresent();
  }
}
