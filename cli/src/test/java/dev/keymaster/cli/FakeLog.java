package dev.keymaster.cli;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.LogQuestion;
import dev.keymaster.model.LogVerdict;
import dev.keymaster.model.PruneReport;
import dev.keymaster.wire.Log;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log that keeps its events in a list and answers what it was told to. */
final class FakeLog implements Log {
  private final FakeEngine engine;
  final List<LogQuestion> questions = new ArrayList<>();
  LogVerdict verdict = new LogVerdict("keymaster/v/d", 3, 0, "root", null, true, List.of());

  FakeLog(FakeEngine engine) {
    this.engine = engine;
  }

  @Override
  public List<Event> newest(int limit) {
    engine.open();
    List<Event> events = engine.events;
    return List.copyOf(events.subList(Math.max(0, events.size() - limit), events.size()));
  }

  @Override
  public List<Event> pseudonymous(EventFilter filter) {
    return events(filter).stream()
        .map(event ->
            new Event(event.number(), event.time(), event.kind(), event.caller(), "hash", ""))
        .toList();
  }

  @Override
  public LogVerdict verify(LogQuestion question) {
    questions.add(question);
    return verdict;
  }

  @Override
  public String verifier() {
    return "log+00000000+key";
  }

  @Override
  public String checkpoint() {
    return "checkpoint\n";
  }

  @Override
  public String prove(long number, @Nullable Long from) {
    return "proof of " + number + " from " + from + "\n";
  }

  @Override
  public String checkProof(String proof, @Nullable String key) {
    if (!proof.startsWith("proof")) {
      throw KeymasterException.corrupt("that is not a proof of a log");
    }
    return "proven by " + key;
  }

  @Override
  public PruneReport prune(@Nullable Integer days, @Nullable Integer minimum) {
    int least = minimum == null ? 90 : minimum;
    return new PruneReport(days == null ? least : days, least, 1, 1);
  }
}
