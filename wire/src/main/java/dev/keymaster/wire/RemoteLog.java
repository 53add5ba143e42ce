package dev.keymaster.wire;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.LogQuestion;
import dev.keymaster.model.LogVerdict;
import dev.keymaster.model.PruneReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of a vault that an agent holds. What needs no secret is looked up without the agent. */
record RemoteLog(RemoteEngine engine, Log local) implements Log {
  /** The most events in one answer. */
  static final int PAGE = 10_000;

  @Override
  public List<Event> newest(int limit) {
    return limit == 0 ? List.of() : events(EventFilter.newest(limit));
  }

  @Override
  public List<Event> events(EventFilter filter) {
    return pages("/v1/log/events", filter);
  }

  @Override
  public List<Event> pseudonymous(EventFilter filter) {
    return pages("/v1/log/pseudonymous", filter);
  }

  /** The newest page first, each one the events before the last. */
  private List<Event> pages(String target, EventFilter filter) {
    Deque<List<Event>> pages = new ArrayDeque<>();
    EventFilter rest = filter;
    int left = filter.limit();
    while (left > 0) {
      int size = Math.min(left, PAGE);
      List<Event> page = page(target, rest.limit(size));
      pages.addFirst(page);
      left -= page.size();
      if (page.size() < size) {
        break;
      }
      rest = rest.before(page.getFirst().number());
    }
    List<Event> all = new ArrayList<>();
    pages.forEach(all::addAll);
    return all;
  }

  private List<Event> page(String target, EventFilter filter) {
    return VaultCodec.events(
        engine.json(agent -> agent.send("POST", target, LogCodec.filter(filter))));
  }

  @Override
  public PruneReport prune(@Nullable Integer days, @Nullable Integer minimum) {
    return LogCodec.pruned(
        engine.json(
            agent -> agent.send("POST", "/v1/log/prune", LogCodec.retention(days, minimum))));
  }

  @Override
  public LogVerdict verify(LogQuestion question) {
    return local.verify(question);
  }

  @Override
  public String verifier() {
    return local.verifier();
  }

  @Override
  public String checkpoint() {
    return local.checkpoint();
  }

  @Override
  public String prove(long number, @Nullable Long from) {
    return local.prove(number, from);
  }

  @Override
  public String checkProof(String proof, @Nullable String key) {
    return local.checkProof(proof, key);
  }
}
