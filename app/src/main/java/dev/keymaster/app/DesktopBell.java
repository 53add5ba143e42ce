package dev.keymaster.app;

import dev.keymaster.bus.DesktopNotices;
import dev.keymaster.model.Doorbell;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.model.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Asks the person at this desktop by a notification with buttons. Below a coding agent the
 * variables that name a bus are the agent's to set, so only the system's own place counts then.
 */
final class DesktopBell implements Doorbell {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final NavigableMap<String, String> BUTTONS =
      new TreeMap<>(
          Map.of("1-once", "Allow once", "2-while", "Allow for 15 minutes", "3-deny", "Deny"));

  private final Map<String, String> environment;
  private final int uid;

  /**
   * Makes one.
   *
   * @param belowAgent whether a coding agent is among those that started this process
   */
  DesktopBell(Map<String, String> environment, long uid, boolean belowAgent) {
    this.environment =
        belowAgent ? Map.of("XDG_RUNTIME_DIR", "/run/user/" + uid) : Map.copyOf(environment);
    this.uid = (int) uid;
  }

  @Override
  public Answer ask(PendingApproval request, Duration patience, BooleanSupplier elsewhere)
      throws IOException {
    DesktopNotices desktop =
        DesktopNotices.of(environment, uid)
            .orElseThrow(() -> new IOException("there is no session bus"));
    DesktopNotices.Question question =
        new DesktopNotices.Question("Keymaster asks", text(request), BUTTONS);
    String said = desktop.ask(question, LIMIT, patience, elsewhere).orElse("");
    return switch (said) {
      case "1-once" -> Answer.ONCE;
      case "2-while" -> Answer.FOR_A_WHILE;
      case "3-deny" -> Answer.NO;
      default -> elsewhere.getAsBoolean() ? Answer.ELSEWHERE : Answer.NONE;
    };
  }

  private static String text(PendingApproval request) {
    String where =
        request.directory().isEmpty() ? "" : "\nin " + Printable.clean(request.directory());
    return "Allow " + request.request() + "?\nasked by " + Printable.clean(request.who()) + where;
  }
}
