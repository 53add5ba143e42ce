package dev.keymaster.cli;

import dev.keymaster.wire.AgentStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code agent status}. */
@Command(
    description = "Starts nothing and is no request that puts off locking.",
    footer = {"  keymaster agent status", "  keymaster agent status --json"})
final class AgentStatusVerb extends Verb {
  @Override
  int run(Session session) {
    Optional<AgentStatus> status = session.world().agent().status();
    if (session.output().json()) {
      session.output().json(json(session, status.orElse(null)));
    } else {
      Fields.print(session.output(), fields(session, status.orElse(null)));
    }
    return 0;
  }

  private static Json json(Session session, @Nullable AgentStatus status) {
    Json json =
        Json.document("agent")
            .set("socket", session.world().places().socket().toString())
            .set("running", status != null);
    if (status == null) {
      return json;
    }
    return json.set("pid", status.pid())
        .set("build", status.build())
        .set("started", status.started())
        .set("unlocked", status.unlocked())
        .set("idle_seconds", status.idleSeconds())
        .set("ends", status.ends())
        .set("connections", status.connections())
        .set("protection", status.protection())
        .set("warning", status.warning());
  }

  private static Map<String, String> fields(Session session, @Nullable AgentStatus status) {
    Map<String, String> fields = new LinkedHashMap<>();
    String unused = session.world().agent().unused();
    if (!unused.isEmpty()) {
      fields.put("commands", "do without an agent: " + unused);
    }
    fields.put("agent", status == null ? "not running" : "running, process " + status.pid());
    fields.put("socket", session.world().places().socket().toString());
    if (status != null) {
      @Nullable Instant unlocked = status.unlocked();
      fields.put("vault", unlocked == null ? "locked" : "unlocked since " + Ages.second(unlocked));
      fields.put("protection", status.protection());
      @Nullable String warning = status.warning();
      if (warning != null) {
        fields.put("warning", warning);
      }
      fields.put(
          "locks", "unasked for " + status.idleSeconds() + " s, or " + Ages.second(status.ends()));
    }
    return fields;
  }
}
