package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.web.WebOutcome;
import dev.keymaster.web.WebRequest;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AWS. A credential is {@code ACCESS_KEY_ID:SECRET}, with {@code :SESSION_TOKEN} behind it if it is
 * temporary; it is never sent, but signs a question to STS. The host says the region.
 */
final class Aws extends CatalogueVendor {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final byte[] QUESTION =
      "Action=GetCallerIdentity&Version=2011-06-15".getBytes(UTF_8);
  private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
  private static final Pattern REGION = Pattern.compile("sts\\.([a-z0-9-]+)\\.amazonaws\\.com");
  private static final Pattern ARN = Pattern.compile("<Arn>([!-;=-~]{1,300})</Arn>");
  private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z]{1,80})</Code>");
  private static final Set<String> BAD =
      Set.of("InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken");

  Aws(Api api) {
    super(api);
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.of(Ability.VERIFY);
  }

  @Override
  @RevealsSecret("it signs the question")
  public Reply<Standing> verify(Secret key) {
    byte[] all = key.reveal();
    try {
      return verify(key, all);
    } finally {
      Arrays.fill(all, (byte) 0);
    }
  }

  private Reply<Standing> verify(Secret key, byte[] all) {
    int colon = indexOf(all, 0);
    int second = colon < 0 ? -1 : indexOf(all, colon + 1);
    String id = colon < 0 ? "" : new String(all, 0, colon, UTF_8);
    if (!id.matches("[A-Z0-9]{16,128}")) {
      return Api.failed(
          Failure.Kind.REFUSED,
          "an access key id has to stand before the secret, ID:SECRET, or in the field access_key_id",
          0,
          null);
    }
    byte[] secret = Arrays.copyOfRange(all, colon + 1, second < 0 ? all.length : second);
    String session = second < 0 ? "" : new String(all, second + 1, all.length - second - 1, UTF_8);
    try {
      return answered(api().sendPlain(signed(id, secret, session)), key);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static int indexOf(byte[] text, int from) {
    for (int i = from; i < text.length; i++) {
      if (text[i] == ':') {
        return i;
      }
    }
    return -1;
  }

  private WebRequest signed(String id, byte[] secret, String session) {
    String time = TIME.format(api().now());
    HttpFields fields =
        HttpFields.NONE
            .with("host", api().authority())
            .with("content-type", FORM)
            .with("x-amz-date", time);
    if (!session.isEmpty()) {
      fields = fields.with("x-amz-security-token", session);
    }
    Matcher region = REGION.matcher(api().authority());
    SigV4 signing = new SigV4(region.matches() ? region.group(1) : "us-east-1", "sts", time);
    String canonical = SigV4.canonical("POST", "/", "", fields, QUESTION);
    WebRequest request =
        WebRequest.of("POST", api().peer(), "/")
            .with("x-amz-date", time)
            .with("authorization", signing.authorization(id, secret, fields, canonical))
            .carrying(FORM, QUESTION)
            .again();
    return session.isEmpty() ? request : request.with("x-amz-security-token", session);
  }

  /** The answer is XML of which two elements matter. */
  private Reply<Standing> answered(WebOutcome outcome, Secret key) {
    if (!(outcome instanceof WebOutcome.Answered(HttpResponse response))) {
      WebRequest read = WebRequest.of("GET", api().peer(), "/");
      return api().judged(outcome, read, List.of(key)).map(body -> new Standing.Valid(""));
    }
    String text = new String(response.body(), UTF_8);
    Matcher arn = ARN.matcher(text);
    if (response.status() == 200 && arn.find()) {
      return new Reply.Answer<>(
          new Standing.Valid(Scrub.of(arn.group(1), List.of(key))), Api.limits(response));
    }
    Matcher code = CODE.matcher(text);
    String said = code.find() ? code.group(1) : "";
    String told = api().said(response.status(), Optional.empty(), List.of());
    String message = said.isEmpty() ? told : told + ": " + said;
    if (response.status() == 403 && BAD.contains(said)) {
      return new Reply.Answer<>(new Standing.Invalid(message), Api.limits(response));
    }
    boolean busy = said.startsWith("Throttling") || response.status() == 429;
    Failure.Kind kind =
        busy
            ? Failure.Kind.RATE_LIMITED
            : response.status() == 200 ? Failure.Kind.MALFORMED : Api.kind(response.status(), true);
    return Api.failed(kind, message, response.status(), null);
  }
}
