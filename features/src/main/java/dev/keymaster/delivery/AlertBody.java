package dev.keymaster.delivery;

import dev.keymaster.model.Alert;
import dev.keymaster.model.Event;
import dev.keymaster.net.JsonWriter;

/** An alert as JSON: {@code keymaster/alert/1}, one line, no value of any key. */
final class AlertBody {
  private AlertBody() {}

  static byte[] of(Alert alert) {
    return new JsonWriter()
        .set("schema", "keymaster/alert/1")
        .set("id", alert.id())
        .set("rule", alert.rule())
        .set("text", alert.line())
        .set("count", alert.count())
        .set("event", event(alert))
        .bytes();
  }

  private static JsonWriter event(Alert alert) {
    Event event = alert.event();
    JsonWriter json = new JsonWriter();
    if (event.number() >= 0) {
      json.set("number", event.number());
    }
    return json.set("time", event.time())
        .set("kind", alert.kind())
        .set("subject", event.subject())
        .set("detail", event.detail())
        .set(
            "caller",
            new JsonWriter()
                .set("uid", event.caller().uid())
                .set("pid", event.caller().pid())
                .set("program", event.caller().program()));
  }
}
