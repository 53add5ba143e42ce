package dev.keymaster.cli;

import dev.keymaster.model.EventFilter;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events are wanted. */
final class EventOptions {
  @Option(names = "--since", paramLabel = "WHEN", description = "7d, 2026-11-01 or an ISO time")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "WHEN", description = "before that, written likewise")
  @Nullable String until;

  @Option(
      names = "--kind",
      paramLabel = "KIND,…",
      split = ",",
      description = "reveal, deliver, store, denied and so on")
  List<String> kinds = List.of();

  @Option(names = "--key", paramLabel = "NAME", description = "about this key")
  @Nullable String key;

  @Option(names = "--program", paramLabel = "NAME", description = "asked for by this program")
  @Nullable String program;

  @Option(names = "--caller", paramLabel = "UID", description = "asked for by this user id")
  @Nullable Long uid;

  /** The newest {@code limit} events that these options want. */
  EventFilter filter(Session session, Globals globals, int limit) {
    Instant now = session.now();
    return new EventFilter(
        since == null ? null : When.past(since, now),
        until == null ? null : When.past(until, now),
        kinds(),
        globals.env,
        key,
        program,
        uid,
        0,
        limit);
  }

  private Set<EventKind> kinds() {
    Set<EventKind> chosen = EnumSet.noneOf(EventKind.class);
    for (String word : kinds) {
      chosen.add(
          Stream.of(EventKind.values())
              .filter(kind -> kind.word().equals(word))
              .findFirst()
              .orElseThrow(() -> unknown(word)));
    }
    return chosen;
  }

  private static KeymasterException unknown(String word) {
    String known =
        Stream.of(EventKind.values()).map(EventKind::word).collect(Collectors.joining(", "));
    return KeymasterException.usage("no kind of event: " + Printable.quote(word), known);
  }
}
