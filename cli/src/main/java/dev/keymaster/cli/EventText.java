package dev.keymaster.cli;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Printable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How events are printed: one event is one line wherever it goes, whatever its names hold. */
final class EventText {
  private static final List<String> COLUMNS =
      List.of("number", "time", "kind", "subject", "uid", "pid", "program", "detail");

  private EventText() {}

  static Table table(List<Event> events) {
    Table table = new Table("NO", "TIME", "WHAT", "SUBJECT", "PROGRAM", "DETAIL");
    events.forEach(event -> table.row(cells(event)));
    return table;
  }

  private static String[] cells(Event event) {
    return new String[] {
      Long.toString(event.number()),
      event.time().toString(),
      event.kind().word(),
      event.subject(),
      event.caller().program() + "[" + event.caller().pid() + "]",
      event.detail()
    };
  }

  /** One line for a person. */
  static String line(Event event) {
    return Printable.clean(String.join("  ", cells(event)).stripTrailing());
  }

  static Json json(Event event) {
    Json caller =
        Json.object()
            .set("uid", event.caller().uid())
            .set("pid", event.caller().pid())
            .set("program", event.caller().program());
    return Json.object()
        .set("number", event.number())
        .set("time", event.time())
        .set("kind", event.kind().word())
        .set("subject", event.subject())
        .set("detail", event.detail())
        .set("caller", caller);
  }

  static String csvHead() {
    return String.join(",", COLUMNS);
  }

  /** RFC 4180, every cell in quotes; one that a spreadsheet would compute starts with a quote. */
  static String csv(Event event) {
    return List.of(
            Long.toString(event.number()),
            event.time().toString(),
            event.kind().word(),
            event.subject(),
            Long.toString(event.caller().uid()),
            Long.toString(event.caller().pid()),
            event.caller().program(),
            event.detail())
        .stream()
        .map(EventText::cell)
        .collect(Collectors.joining(","));
  }

  private static String cell(String text) {
    String clean = Printable.clean(text);
    boolean computed = !clean.isEmpty() && "=+-@|%".indexOf(clean.charAt(0)) >= 0;
    boolean number = clean.matches("-?[0-9]+");
    return '"' + (computed && !number ? "'" : "") + clean.replace("\"", "\"\"") + '"';
  }

  /** Common Event Format, version 0. */
  static String cef(Event event, String version) {
    String head =
        Stream.of(
                "CEF:0",
                "Keymaster",
                "keymaster",
                version,
                event.kind().word(),
                event.kind().word())
            .map(EventText::header)
            .collect(Collectors.joining("|"));
    return head
        + "|"
        + severity(event.kind())
        + "|rt="
        + event.time().toEpochMilli()
        + " externalId="
        + event.number()
        + " suid="
        + event.caller().uid()
        + " spid="
        + event.caller().pid()
        + " sproc="
        + extension(event.caller().program())
        + " cs1Label=subject cs1="
        + extension(event.subject())
        + " msg="
        + extension(event.detail());
  }

  private static int severity(EventKind kind) {
    return switch (kind) {
      case DENIED, UNLOCK_FAILED, BURST, ALERT -> 7;
      case REKEY, SLOT, EXPORT, RESTORE, PRUNE, POLICY, MFA, ANCHOR -> 5;
      default -> 3;
    };
  }

  private static String header(String text) {
    return Printable.clean(text).replace("\\", "\\\\").replace("|", "\\|");
  }

  private static String extension(String text) {
    return Printable.clean(text).replace("\\", "\\\\").replace("=", "\\=");
  }
}
