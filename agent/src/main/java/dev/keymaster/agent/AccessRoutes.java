package dev.keymaster.agent;

import dev.keymaster.model.Enrolment;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.model.Secret;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.wire.Access;
import dev.keymaster.wire.AccessCodec;
import dev.keymaster.wire.FactorCodec;
import dev.keymaster.wire.Pairs;
import java.util.List;

/** The requests of {@code wire.Access} as routes. */
final class AccessRoutes {
  private static final String JSON = HttpResponse.JSON;
  private static final String OCTETS = HttpResponse.OCTETS;

  private AccessRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.of(
            "GET",
            "/v1/policy",
            "",
            JSON,
            at -> HttpResponse.json(AccessCodec.policy(of(at).policy()))),
        Route.of("PUT", "/v1/policy", JSON, "", AccessRoutes::changePolicy),
        Route.of("POST", "/v1/policy/question", JSON, JSON, AccessRoutes::explain),
        Route.of("POST", "/v1/policy/intent", JSON, JSON, AccessRoutes::intend),
        Route.of(
            "GET",
            "/v1/roles",
            "",
            JSON,
            at -> HttpResponse.json(AccessCodec.roles(of(at).roles()))),
        Route.of(
            "GET", "/v1/mfa", "", JSON, at -> HttpResponse.json(FactorCodec.status(of(at).mfa()))),
        Route.of("POST", "/v1/mfa/enroll", JSON, OCTETS, AccessRoutes::enroll),
        Route.of("POST", "/v1/mfa/confirm", OCTETS, OCTETS, AccessRoutes::confirm),
        Route.of("POST", "/v1/mfa/remove", JSON, JSON, AccessRoutes::removeFactor),
        Route.of("POST", "/v1/mfa/recovery", "", OCTETS, AccessRoutes::renew),
        Route.of("POST", "/v1/mfa/prove", OCTETS, "", AccessRoutes::prove),
        Route.of("GET", "/v1/sessions", "", JSON, AccessRoutes::sessions),
        Route.of("POST", "/v1/sessions/revoke", JSON, JSON, AccessRoutes::revoke),
        Route.of("GET", "/v1/approvals", "", JSON, AccessRoutes::approvals),
        Route.of("POST", "/v1/approvals/answer", JSON, JSON, AccessRoutes::answer));
  }

  private static Access of(Exchange at) {
    return at.engine().access();
  }

  private static HttpResponse changePolicy(Exchange at) {
    of(at).changePolicy(AccessCodec.policy(at.json()));
    return HttpResponse.empty(204);
  }

  private static HttpResponse explain(Exchange at) {
    return HttpResponse.json(AccessCodec.answer(of(at).explain(AccessCodec.question(at.json()))));
  }

  private static HttpResponse intend(Exchange at) {
    return HttpResponse.json(AccessCodec.asker(of(at).intend(AccessCodec.intent(at.json()))));
  }

  private static HttpResponse enroll(Exchange at) {
    JsonObject json = at.json();
    FactorKind kind = FactorCodec.kind(json.text("kind"));
    String label = json.text("label");
    json.end();
    try (Enrolment enrolment = of(at).enroll(kind, label);
        Pairs pairs = FactorCodec.enrolment(enrolment)) {
      return HttpResponse.octets(pairs.encoded());
    }
  }

  private static HttpResponse confirm(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      if (pairs.all().size() != 1) {
        throw KeymasterException.usage("one factor and its first code are wanted", "");
      }
      Pairs.Pair pair = pairs.all().getFirst();
      return recovery(of(at).confirm(pair.name(), pair.value()));
    }
  }

  private static HttpResponse renew(Exchange at) {
    return recovery(of(at).renewRecoveryCodes());
  }

  private static HttpResponse recovery(List<Secret> codes) {
    try (Pairs pairs = FactorCodec.recovery(codes)) {
      return HttpResponse.octets(pairs.encoded());
    } finally {
      codes.forEach(Secret::close);
    }
  }

  private static HttpResponse removeFactor(Exchange at) {
    return HttpResponse.json(FactorCodec.factor(of(at).removeFactor(id(at))));
  }

  /** Whoever asks takes the copy of the code, which the engine closes. */
  private static HttpResponse prove(Exchange at) {
    of(at).prove(Secret.copyOf(at.request().body()));
    return HttpResponse.empty(204);
  }

  private static HttpResponse sessions(Exchange at) {
    return HttpResponse.json(AccessCodec.sessions(of(at).sessions()));
  }

  private static HttpResponse revoke(Exchange at) {
    return HttpResponse.json(AccessCodec.session(of(at).revoke(id(at))));
  }

  private static HttpResponse approvals(Exchange at) {
    return HttpResponse.json(AccessCodec.approvals(of(at).approvals()));
  }

  private static HttpResponse answer(Exchange at) {
    JsonObject json = at.json();
    String id = json.text("id");
    boolean yes = json.flag("yes");
    boolean once = json.flag("once");
    json.end();
    PendingApproval answered = of(at).answer(id, yes, once);
    return HttpResponse.json(AccessCodec.approval(answered));
  }

  private static String id(Exchange at) {
    JsonObject json = at.json();
    String id = json.text("id");
    json.end();
    return id;
  }
}
