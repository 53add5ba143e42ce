package dev.keymaster.standin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Faults that wait for the requests that they are meant for. Thread-safe. */
final class Faults {
  private static final class Waiting {
    private final String route;
    private final Fault fault;
    private int times;

    private Waiting(String route, int times, Fault fault) {
      this.route = route;
      this.times = times;
      this.fault = fault;
    }
  }

  private final List<Waiting> waiting = new ArrayList<>();

  synchronized void add(String route, int times, Fault fault) {
    waiting.add(new Waiting(route, times, fault));
  }

  synchronized void clear() {
    waiting.clear();
  }

  /** Takes the first fault that is meant for such a request. */
  synchronized Optional<Fault> take(Ask ask, Optional<Operation> operation, boolean writes) {
    Optional<Waiting> first =
        waiting.stream().filter(one -> meant(one.route, ask, operation, writes)).findFirst();
    first.filter(one -> --one.times == 0).ifPresent(waiting::remove);
    return first.map(one -> one.fault);
  }

  private static boolean meant(
      String route, Ask ask, Optional<Operation> operation, boolean writes) {
    return switch (route) {
      case StandIn.ANY -> true;
      case StandIn.WRITES -> writes;
      default ->
          route.equals("?" + ask.query())
              || route.equals(ask.method() + " " + ask.path())
              || operation.filter(known -> known.name().equals(route)).isPresent();
    };
  }
}
