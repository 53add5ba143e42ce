package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Secret;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.web.Pauses;
import dev.keymaster.web.WebOutcome;
import dev.keymaster.web.WebRequest;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One of AWS's query APIs: an action and its parameters go as a signed form, what comes back is
 * XML. A credential is never sent.
 *
 * @param api where it answers
 * @param region that requests are signed for
 * @param service that requests are signed for, such as {@code iam}
 * @param version of the API
 */
record AwsQuery(Api api, String region, String service, String version) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
  private static final String NO_ID =
      "an access key id has to stand before the secret, ID:SECRET, or in the field access_key_id";

  /** Asks; 200 with the answer to that action is an answer, everything else a failure. */
  Reply<AwsAnswer> ask(String action, Map<String, String> parameters, Secret credential) {
    Optional<AwsCredential> signer = AwsCredential.of(credential);
    if (signer.isEmpty()) {
      return Api.failed(Failure.Kind.REFUSED, NO_ID, 0, null);
    }
    boolean reads = action.startsWith("Get") || action.startsWith("List");
    try (AwsCredential who = signer.get()) {
      WebRequest request = signed(form(action, parameters), who);
      boolean once = action.startsWith("Create");
      WebOutcome outcome = api.sendPlain(once ? request : request.again());
      return judged(outcome, action, reads, List.of(credential));
    }
  }

  private byte[] form(String action, Map<String, String> parameters) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.put("Action", action);
    all.put("Version", version);
    return all.entrySet().stream()
        .map(one -> one.getKey() + "=" + SigV4.encoded(one.getValue()))
        .collect(Collectors.joining("&"))
        .getBytes(UTF_8);
  }

  private WebRequest signed(byte[] form, AwsCredential who) {
    String time = TIME.format(api.now());
    HttpFields fields =
        HttpFields.NONE
            .with("host", api.authority())
            .with("content-type", FORM)
            .with("x-amz-date", time);
    WebRequest request = WebRequest.of("POST", api.peer(), "/").with("x-amz-date", time);
    if (!who.session().isEmpty()) {
      fields = fields.with("x-amz-security-token", who.session());
      request = request.with("x-amz-security-token", who.session());
    }
    String canonical = SigV4.canonical("POST", "/", "", fields, form);
    String signature =
        new SigV4(region, service, time).authorization(who.id(), who.secret(), fields, canonical);
    return request.with("authorization", signature).carrying(FORM, form);
  }

  private Reply<AwsAnswer> judged(
      WebOutcome outcome, String action, boolean reads, List<Secret> keys) {
    if (!(outcome instanceof WebOutcome.Answered(HttpResponse response))) {
      Api.Purpose purpose = reads ? Api.Purpose.READ : Api.Purpose.WRITE;
      return api.judged(outcome, purpose, keys).map(body -> new AwsAnswer("", null));
    }
    AwsAnswer answer = AwsAnswer.of(response.body());
    if (response.status() == 200 && answer.answers(action)) {
      return new Reply.Answer<>(answer, Api.limits(response));
    }
    if (answer.secret() != null) {
      answer.secret().close();
    }
    return Api.failed(
        kind(response.status(), answer, reads),
        api.said(response.status(), said(answer), keys),
        response.status(),
        Pauses.retryAfter(response, api.now()).orElse(null));
  }

  private static Failure.Kind kind(int status, AwsAnswer answer, boolean reads) {
    if (answer.element("Code").orElse("").startsWith("Throttling")) {
      return Failure.Kind.RATE_LIMITED;
    }
    return status == 200
        ? reads ? Failure.Kind.MALFORMED : Failure.Kind.UNCERTAIN
        : Api.kind(status, reads);
  }

  private static Optional<Body> said(AwsAnswer answer) {
    String message = answer.element("Message").orElse("");
    return answer.element("Code").map(code -> new Body(Map.of("message", code + ": " + message)));
  }
}
