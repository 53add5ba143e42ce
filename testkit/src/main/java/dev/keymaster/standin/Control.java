package dev.keymaster.standin;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import java.util.Locale;
import java.util.Map;

/**
 * Commands for the stand-in from other processes: {@code POST /stand-in/faults} with {@code route},
 * {@code how}, and where they matter {@code times}, {@code status}, {@code done}, {@code
 * retryAfter}; {@code GET /stand-in/journal}.
 */
final class Control {
  private static final String FAULTS = "/stand-in/faults";
  private static final String JOURNAL = "/stand-in/journal";

  private Control() {}

  static boolean meant(HttpRequest request) {
    return request.path().equals(FAULTS) || request.path().equals(JOURNAL);
  }

  static Answer answer(Stage stage, HttpRequest request) {
    String asked = request.method() + " " + request.path();
    try {
      return switch (asked) {
        case "POST " + FAULTS -> fault(stage, request.body());
        case "GET " + JOURNAL -> journal(stage);
        default -> Answer.of(405, Json.of("error", "not a command"));
      };
    } catch (KeymasterException | IllegalArgumentException e) {
      return Answer.of(400, Json.of("error", String.valueOf(e.getMessage())));
    }
  }

  private static Answer fault(Stage stage, byte[] body) {
    JsonObject command = JsonReader.object(body);
    boolean done =
        JsonReader.value(body) instanceof Map<?, ?> m && Boolean.TRUE.equals(m.get("done"));
    Integer status = command.integerOrNull("status");
    Integer times = command.integerOrNull("times");
    String retryAfter = command.textOrNull("retryAfter");
    String how = command.text("how").toUpperCase(Locale.ROOT).replace('-', '_');
    Fault fault =
        new Fault(
            Fault.How.valueOf(how),
            status == null ? 200 : status,
            command.integerOrNull("size") == null ? 0 : command.integer("size"),
            HttpFields.NONE,
            done);
    fault = retryAfter == null ? fault : fault.retryAfter(retryAfter);
    stage.faults().add(command.text("route"), times == null ? 1 : times, fault);
    return Answer.of(200, Json.of("waiting", true));
  }

  private static Answer journal(Stage stage) {
    return Answer.of(
        200, Json.of("entries", stage.journal().stream().map(Control::entry).toList()));
  }

  private static Map<String, ?> entry(Entry entry) {
    return Json.of(
        "method",
        entry.method(),
        "path",
        entry.path(),
        "credential",
        entry.credential(),
        "status",
        entry.status());
  }
}
