package dev.keymaster.report;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who ever got a key, as the audit log tells. Pure. */
public final class Whereabouts {
  /** What a value leaves by, and what tells that there was one: a backup does not name its keys. */
  public static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.REVEAL,
          EventKind.DELIVER,
          EventKind.VERIFY,
          EventKind.EXPORT,
          EventKind.MINT,
          EventKind.ROTATE,
          EventKind.REVOKE,
          EventKind.STORE,
          EventKind.IMPORT,
          EventKind.BACKUP);

  private static final String TO = "to ";

  /** How somebody got it. */
  public enum Way {
    /** It was shown, or returned to a program that asked for it. */
    REVEALED,
    /** It was put into the environment of a program. */
    DELIVERED,
    /** It was sent to its provider, or where that is said to be. */
    SENT,
    /** It left in clear, or sealed, in a file. */
    FILED
  }

  /**
   * Somebody who got it.
   *
   * @param way how
   * @param to the program, the provider or the kind of file
   * @param by what asked for it
   * @param uid the user who did
   * @param versions of the key, as {@code 1, 3}; empty if the log does not tell
   * @param times how often
   * @param first when for the first time
   * @param last when for the last time
   */
  public record Recipient(
      Way way,
      String to,
      String by,
      long uid,
      String versions,
      long times,
      Instant first,
      Instant last) {}

  private record Who(Way way, String to, String by, long uid) {}

  private Whereabouts() {}

  /** Lists who got the key, who got it last first. */
  public static List<Recipient> of(KeyRef key, List<Event> events) {
    Map<Who, List<Event>> groups = new LinkedHashMap<>();
    String subject = new KeyRef(key.environment(), key.name()).toString();
    boolean known = false;
    for (Event event : events) {
      boolean about = event.subject().equals(subject) || event.subject().startsWith(subject + "#");
      known |= about;
      if (about || (known && event.kind() == EventKind.BACKUP)) {
        who(event).ifPresent(who -> groups.computeIfAbsent(who, w -> new ArrayList<>()).add(event));
      }
    }
    return groups.entrySet().stream()
        .map(group -> recipient(group.getKey(), group.getValue()))
        .sorted(Comparator.comparing(Recipient::last).reversed())
        .toList();
  }

  private static Optional<Who> who(Event event) {
    String program = event.caller().program();
    long uid = event.caller().uid();
    String detail = event.detail();
    return switch (event.kind()) {
      case REVEAL -> Optional.of(new Who(Way.REVEALED, shown(program, detail), program, uid));
      case DELIVER -> Optional.of(new Who(Way.DELIVERED, shown(program, detail), program, uid));
      case VERIFY -> Optional.of(new Who(Way.SENT, shown("its provider", detail), program, uid));
      case EXPORT -> Optional.of(new Who(Way.FILED, shown("an export", detail), program, uid));
      case BACKUP ->
          Optional.of(new Who(Way.FILED, "a backup of " + event.subject(), program, uid));
      case MINT, ROTATE, REVOKE ->
          detail.startsWith(TO)
              ? Optional.of(
                  new Who(Way.SENT, firstWord(detail.substring(TO.length())), program, uid))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static String firstWord(String text) {
    int end = text.indexOf(' ');
    return end < 0 ? text : text.substring(0, end);
  }

  private static String shown(String otherwise, String detail) {
    return detail.isEmpty() ? otherwise : detail;
  }

  private static Recipient recipient(Who who, List<Event> events) {
    List<String> versions =
        events.stream()
            .map(Event::subject)
            .filter(subject -> subject.startsWith(KeyRef.SCHEME) && subject.contains("#"))
            .map(subject -> subject.substring(subject.indexOf('#') + 1))
            .distinct()
            .toList();
    return new Recipient(
        who.way(),
        who.to(),
        who.by(),
        who.uid(),
        String.join(", ", versions),
        events.size(),
        events.getFirst().time(),
        events.getLast().time());
  }
}
