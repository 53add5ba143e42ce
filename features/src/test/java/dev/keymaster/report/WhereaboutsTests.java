package dev.keymaster.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.report.Whereabouts.Recipient;
import dev.keymaster.report.Whereabouts.Way;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** G9: who got a key. */
class WhereaboutsTests {
  private static final KeyRef KEY = KeyRef.parse("km://dev/openai");

  private final List<Event> events = new ArrayList<>();

  private void happened(EventKind kind, String program, String subject, String detail) {
    Instant time = Instant.ofEpochSecond(events.size());
    Caller caller = new Caller(1000, 42, program);
    events.add(new Event(events.size(), time, kind, caller, subject, detail));
  }

  @Test
  void G9_every_recipient_has_one_line_and_the_last_comes_first() {
    happened(EventKind.BACKUP, "keymaster", "3 keys", ""); // before there was such a key
    happened(EventKind.STORE, "bash", "km://dev/openai#1", "");
    happened(EventKind.DELIVER, "bash", "km://dev/openai#1", "python3");
    happened(EventKind.REVEAL, "node", "km://dev/openai#1", "");
    happened(EventKind.DELIVER, "bash", "km://dev/openai#2", "python3");
    happened(EventKind.REVEAL, "node", "km://dev/openai-2#1", "");
    happened(EventKind.DENIED, "node", "km://dev/openai", "it is inactive");
    happened(EventKind.ROTATE, "bash", "km://dev/openai#2", "to openai to verify it");
    happened(EventKind.ROTATE, "bash", "km://dev/openai#2", "handed out from now on");
    happened(EventKind.BACKUP, "bash", "3 keys", "");
    assertThat(Whereabouts.of(KEY, events))
        .containsExactly(
            new Recipient(Way.FILED, "a backup of 3 keys", "bash", 1000, "", 1, at(9), at(9)),
            new Recipient(Way.SENT, "openai", "bash", 1000, "2", 1, at(7), at(7)),
            new Recipient(Way.DELIVERED, "python3", "bash", 1000, "1, 2", 2, at(2), at(4)),
            new Recipient(Way.REVEALED, "node", "node", 1000, "1", 1, at(3), at(3)));
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }
}
