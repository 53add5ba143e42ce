package dev.keymaster.wire;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.model.PolicyAnswer;
import dev.keymaster.model.PolicyQuestion;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RoleEntry;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SessionEntry;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policy, sessions and approvals as JSON (docs/openapi.yaml). */
public final class AccessCodec {
  private AccessCodec() {}

  /** Writes a policy. */
  public static JsonWriter policy(String text) {
    return new JsonWriter().set("text", text);
  }

  /** Reads a policy. */
  public static String policy(JsonObject json) {
    String text = json.text("text");
    json.end();
    return text;
  }

  /** Writes roles. */
  public static JsonWriter roles(List<RoleEntry> roles) {
    return new JsonWriter().objects("roles", roles.stream().map(AccessCodec::role).toList());
  }

  /** Reads roles. */
  public static List<RoleEntry> roles(JsonObject json) {
    List<RoleEntry> roles = json.objects("roles").stream().map(AccessCodec::role).toList();
    json.end();
    return roles;
  }

  private static JsonWriter role(RoleEntry role) {
    return new JsonWriter()
        .set("name", role.name())
        .texts("parents", role.parents())
        .texts("permissions", role.permissions())
        .texts("holders", role.holders());
  }

  private static RoleEntry role(JsonObject json) {
    RoleEntry role =
        new RoleEntry(
            json.text("name"),
            json.texts("parents"),
            json.texts("permissions"),
            json.texts("holders"));
    json.end();
    return role;
  }

  /** Writes a question to the policy. */
  public static JsonWriter question(PolicyQuestion question) {
    @Nullable EnvironmentName environment = question.environment();
    @Nullable KeyName key = question.key();
    return new JsonWriter()
        .set("operation", question.operation())
        .set("environment", environment == null ? null : environment.value())
        .set("key", key == null ? null : key.value())
        .set("as", question.as());
  }

  /** Reads a question to the policy. */
  public static PolicyQuestion question(JsonObject json) {
    String operation = json.text("operation");
    @Nullable String environment = json.textOrNull("environment");
    @Nullable String key = json.textOrNull("key");
    PolicyQuestion question =
        new PolicyQuestion(
            operation,
            environment == null ? null : new EnvironmentName(environment),
            key == null ? null : new KeyName(key),
            json.textOrNull("as"));
    json.end();
    return question;
  }

  /** Writes what somebody is about to do. */
  public static JsonWriter intent(Intent intent) {
    return switch (intent) {
      case Intent.Store store -> intent("store", store.key()).set("service", word(store.service()));
      case Intent.Adopt adopt -> intent("adopt", adopt.key()).set("service", word(adopt.service()));
      case Intent.Rotate rotate -> intent("rotate", rotate.key());
      case Intent.Provider _ -> new JsonWriter().set("operation", "provider");
    };
  }

  private static JsonWriter intent(String operation, KeyRef key) {
    return new JsonWriter().set("operation", operation).set("key", key.toString());
  }

  private static @Nullable String word(@Nullable ServiceName service) {
    return service == null ? null : service.value();
  }

  /** Reads what somebody is about to do; USAGE if it takes no secret, or a key that is not said. */
  public static Intent intent(JsonObject json) {
    Intent intent =
        switch (json.text("operation")) {
          case "store" -> store(json);
          case "adopt" ->
              new Intent.Adopt(
                  KeyRef.parse(said(json.textOrNull("key"), "adopt needs a key")),
                  new ServiceName(said(json.textOrNull("service"), "adopt needs a service")));
          case "rotate" ->
              new Intent.Rotate(KeyRef.parse(said(json.textOrNull("key"), "rotate needs a key")));
          case "provider" -> new Intent.Provider();
          case String other ->
              throw KeymasterException.usage(
                  Printable.quote(other) + " takes no secret of a person",
                  "store, adopt, rotate or provider");
        };
    json.end();
    return intent;
  }

  private static Intent store(JsonObject json) {
    KeyRef key = KeyRef.parse(said(json.textOrNull("key"), "store needs a key"));
    @Nullable String service = json.textOrNull("service");
    return new Intent.Store(key, service == null ? null : new ServiceName(service));
  }

  private static String said(@Nullable String value, String otherwise) {
    if (value == null) {
      throw KeymasterException.usage(otherwise, "");
    }
    return value;
  }

  /** Writes who asks. */
  public static JsonWriter asker(String who) {
    return new JsonWriter().set("who", who);
  }

  /** Reads who asks. */
  public static String asker(JsonObject json) {
    String who = json.text("who");
    json.end();
    return who;
  }

  /** Writes what a policy says. */
  public static JsonWriter answer(PolicyAnswer answer) {
    return new JsonWriter()
        .set("effect", answer.effect())
        .set("caller", answer.caller())
        .set("why", answer.why())
        .set("because", answer.because())
        .set("step_up", answer.stepUp())
        .texts("limits", answer.limits());
  }

  /** Reads what a policy says. */
  public static PolicyAnswer answer(JsonObject json) {
    PolicyAnswer answer =
        new PolicyAnswer(
            json.text("effect"),
            json.text("caller"),
            json.text("why"),
            json.text("because"),
            json.text("step_up"),
            json.texts("limits"));
    json.end();
    return answer;
  }

  /** Writes sessions. */
  public static JsonWriter sessions(List<SessionEntry> sessions) {
    return new JsonWriter()
        .objects("sessions", sessions.stream().map(AccessCodec::session).toList());
  }

  /** Reads sessions. */
  public static List<SessionEntry> sessions(JsonObject json) {
    List<SessionEntry> sessions =
        json.objects("sessions").stream().map(AccessCodec::session).toList();
    json.end();
    return sessions;
  }

  /** Writes a session. */
  public static JsonWriter session(SessionEntry session) {
    return new JsonWriter()
        .set("id", session.id())
        .set("uid", session.uid())
        .set("terminal", session.terminal())
        .set("agent", session.agent())
        .set("program", session.program())
        .set("last", session.last())
        .set("requests", session.requests())
        .set("proven", session.proven())
        .set("code", session.code())
        .set("own", session.own());
  }

  /** Reads a session. */
  public static SessionEntry session(JsonObject json) {
    SessionEntry session =
        new SessionEntry(
            json.text("id"),
            json.number("uid"),
            json.text("terminal"),
            json.text("agent"),
            json.text("program"),
            json.timeOrNull("last"),
            json.number("requests"),
            json.timeOrNull("proven"),
            json.timeOrNull("code"),
            json.flag("own"));
    json.end();
    return session;
  }

  /** Writes requests that wait. */
  public static JsonWriter approvals(List<PendingApproval> waiting) {
    return new JsonWriter()
        .objects("approvals", waiting.stream().map(AccessCodec::approval).toList());
  }

  /** Reads requests that wait. */
  public static List<PendingApproval> approvals(JsonObject json) {
    List<PendingApproval> waiting =
        json.objects("approvals").stream().map(AccessCodec::approval).toList();
    json.end();
    return waiting;
  }

  /** Writes a request that waits. */
  public static JsonWriter approval(PendingApproval waiting) {
    return new JsonWriter()
        .set("id", waiting.id())
        .set("time", waiting.time())
        .set("request", waiting.request())
        .set("who", waiting.who())
        .set("directory", waiting.directory());
  }

  /** Reads a request that waits. */
  public static PendingApproval approval(JsonObject json) {
    PendingApproval waiting =
        new PendingApproval(
            json.text("id"),
            json.time("time"),
            json.text("request"),
            json.text("who"),
            json.text("directory"));
    json.end();
    return waiting;
  }
}
