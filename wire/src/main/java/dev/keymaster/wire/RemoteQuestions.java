package dev.keymaster.wire;

import dev.keymaster.model.Asked;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;

/** Has the agent ask, whose desktop is the person's own; and how both write it. */
public record RemoteQuestions(RemoteEngine engine) implements Questions {
  /** Where it is asked for. */
  public static final String PATH = "/v1/question";

  @Override
  public Asked ask(boolean terminal) {
    JsonWriter request = new JsonWriter().set("terminal", terminal);
    return asked(engine.json(agent -> agent.send("POST", PATH, request)));
  }

  /** Reads what came of it. */
  public static Asked asked(JsonObject json) {
    Asked asked =
        new Asked(
            Words.as(Asked.Outcome.values(), json.text("outcome")),
            new PendingApproval(
                json.text("id"),
                json.time("time"),
                json.text("request"),
                json.text("who"),
                json.text("directory")));
    json.end();
    return asked;
  }

  /** Writes what came of it. */
  public static JsonWriter asked(Asked asked) {
    PendingApproval request = asked.request();
    return new JsonWriter()
        .set("outcome", Words.of(asked.outcome()))
        .set("id", request.id())
        .set("time", request.time())
        .set("request", request.request())
        .set("who", request.who())
        .set("directory", request.directory());
  }
}
