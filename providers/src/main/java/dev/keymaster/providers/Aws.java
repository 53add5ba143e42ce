package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * AWS: access keys of IAM users, verified by STS. A credential is {@code ACCESS_KEY_ID:SECRET}; the
 * value of a key is the secret alone, its id is {@code user} and {@code access_key_id}. Keys have
 * no names there. A setting of an order: {@code user}.
 */
final class Aws extends CatalogueVendor {
  private static final String USER = "user";
  private static final String ID = "access_key_id";
  private static final String USUAL_REGION = "us-east-1";
  private static final Pattern REGION = Pattern.compile("sts\\.([a-z0-9-]+)\\.amazonaws\\.com");
  private static final Set<String> BAD =
      Set.of("InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken");
  private static final int FULL = 409;
  private static final int MOST_PAGES = 1000;

  private final AwsQuery sts;
  private final AwsQuery iam;

  Aws(Api api, Api admin) {
    super(api, admin);
    Matcher region = REGION.matcher(api.authority());
    String signed = region.matches() ? region.group(1) : USUAL_REGION;
    this.sts = new AwsQuery(api, signed, "sts", "2011-06-15");
    this.iam = new AwsQuery(admin, USUAL_REGION, "iam", "2010-05-08");
  }

  @Override
  public Secret credential(Map<String, String> fields, Secret value) {
    String id = fields.getOrDefault(ID, "");
    return id.isEmpty() ? value.copy() : AwsCredential.joined(id, value);
  }

  @Override
  public Reply<Standing> verify(Secret key) {
    return standing(sts.ask("GetCallerIdentity", Map.of(), key), key, "Arn", BAD);
  }

  /** One that may not list users is no credential that manages keys. */
  @Override
  public Reply<Standing> verifyAdmin(Secret admin) {
    Set<String> bad = Set.of("InvalidClientTokenId", "SignatureDoesNotMatch", "AccessDenied");
    return standing(iam.ask("ListUsers", Map.of("MaxItems", "1"), admin), admin, "", bad);
  }

  private static Reply<Standing> standing(
      Reply<AwsAnswer> reply, Secret key, String account, Set<String> bad) {
    if (reply instanceof Reply.Failed<AwsAnswer>(Failure failure)
        && failure.status() == 403
        && bad.stream().anyMatch(code -> failure.message().contains(": " + code + ":"))) {
      return new Reply.Answer<>(new Standing.Invalid(failure.message()), RateLimits.NONE);
    }
    return reply.map(
        answer -> new Standing.Valid(Scrub.of(answer.element(account).orElse(""), List.of(key))));
  }

  @Override
  Reply<Minted> make(Secret admin, MintOrder order) {
    String user = order.setting(USER);
    Reply<AwsAnswer> made = iam.ask("CreateAccessKey", Map.of("UserName", user), admin);
    if (made instanceof Reply.Failed<AwsAnswer>(Failure failure) && failure.status() == FULL) {
      return Api.failed(
          failure.kind(),
          failure.message() + "; a user has two keys at most: end one of " + user + " first",
          FULL,
          null);
    }
    return made.then(Aws::minted);
  }

  private static Reply<Minted> minted(Reply.Answer<AwsAnswer> made) {
    Secret value = made.value().secret();
    return value == null
        ? Api.failed(Failure.Kind.UNCERTAIN, "AWS did not show the key it made", 200, null)
        : new Reply.Answer<>(new Minted(value, listed(made.value(), null)), made.limits());
  }

  private static IssuedKey listed(AwsAnswer key, @Nullable Instant lastUsed) {
    String id = key.element("AccessKeyId").orElse("");
    String user = key.element("UserName").orElse("");
    return new IssuedKey(
        new IssuedId(Map.of(USER, user, ID, id)),
        "",
        id,
        key.element("Status").filter("Active"::equals).isPresent(),
        key.time("CreateDate"),
        null,
        lastUsed);
  }

  @Override
  public Reply<List<IssuedKey>> issued(Secret admin) {
    return members(admin, "ListUsers", Map.of(), user -> user.element("UserName").orElse(""))
        .then(users -> Pages.each(users.value(), user -> keys(admin, user)));
  }

  private Reply<List<IssuedKey>> keys(Secret admin, String user) {
    Map<String, String> one = Map.of("UserName", user);
    return members(admin, "ListAccessKeys", one, Function.identity())
        .then(keys -> Pages.each(keys.value(), key -> used(admin, key).map(List::of)));
  }

  private Reply<IssuedKey> used(Secret admin, AwsAnswer key) {
    Map<String, String> id = Map.of("AccessKeyId", key.element("AccessKeyId").orElse(""));
    return iam.ask("GetAccessKeyLastUsed", id, admin)
        .map(answer -> listed(key, answer.time("LastUsedDate")));
  }

  private <T> Reply<List<T>> members(
      Secret admin, String action, Map<String, String> parameters, Function<AwsAnswer, T> read) {
    List<T> all = new ArrayList<>();
    Map<String, String> asked = new HashMap<>(parameters);
    for (int page = 0; page < MOST_PAGES; page++) {
      Reply<AwsAnswer> reply = iam.ask(action, asked, admin);
      if (!(reply instanceof Reply.Answer<AwsAnswer>(AwsAnswer answer, RateLimits limits))) {
        return reply.map(answer -> List.of());
      }
      answer.members().forEach(member -> all.add(read.apply(member)));
      String next = answer.marker();
      if (next == null) {
        return new Reply.Answer<>(List.copyOf(all), limits);
      }
      asked.put("Marker", next);
    }
    return Api.failed(Failure.Kind.MALFORMED, "a list without end", 200, null);
  }

  @Override
  public Reply<IssuedKey> disable(Secret admin, IssuedId id) {
    return status(admin, id, "Inactive");
  }

  @Override
  public Reply<IssuedKey> enable(Secret admin, IssuedId id) {
    return status(admin, id, "Active");
  }

  /** The answer says nothing but that it is done. */
  private Reply<IssuedKey> status(Secret admin, IssuedId id, String status) {
    Map<String, String> change = new HashMap<>(parameters(id));
    change.put("Status", status);
    return iam.ask("UpdateAccessKey", change, admin)
        .then(done -> keys(admin, id.parts().getOrDefault(USER, "")))
        .then(keys -> Ids.among(keys.value(), id));
  }

  private static Map<String, String> parameters(IssuedId id) {
    return Map.of(
        "UserName",
        id.parts().getOrDefault(USER, ""),
        "AccessKeyId",
        id.parts().getOrDefault(ID, ""));
  }

  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    return Ids.revoked(iam.ask("DeleteAccessKey", parameters(id), admin), answer -> true);
  }
}
