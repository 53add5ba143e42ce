package dev.keymaster.standin;

import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets a role answer requests: faults first, the description before and after, the journal. */
final class Stage {
  private final Role role;
  private final Faults faults = new Faults();
  private final List<Entry> journal = new ArrayList<>();
  private final List<String> departures = new ArrayList<>();

  Stage(Role role) {
    this.role = role;
  }

  Faults faults() {
    return faults;
  }

  List<Entry> journal() {
    synchronized (role) {
      return List.copyOf(journal);
    }
  }

  void forget() {
    synchronized (role) {
      journal.clear();
    }
  }

  /** Returns how answers so far departed from the description. */
  List<String> departures() {
    synchronized (role) {
      return List.copyOf(departures);
    }
  }

  void depart(String departure) {
    synchronized (role) {
      departures.add(departure);
    }
  }

  boolean handle(HttpRequest request, OutputStream out, Server server)
      throws IOException, InterruptedException {
    Ask ask;
    try {
      ask = role.seen(Ask.of(request, role.root()));
    } catch (Refusal e) {
      Writing.answer(role.failure(e.status(), e.code(), e.words()), out);
      return true;
    }
    if (Control.meant(request)) {
      Writing.answer(Control.answer(this, request), out);
      return true;
    }
    Optional<Operation> operation = role.table().find(ask.method(), role.path(ask));
    Optional<Fault> fault = faults.take(ask, operation, role.writes(ask));
    if (fault.isEmpty()) {
      Answer answer = work(ask, operation);
      record(ask, answer.status());
      Writing.answer(answer, out);
      return true;
    }
    return goWrong(fault.get(), ask, operation, out, server);
  }

  private boolean goWrong(
      Fault fault, Ask ask, Optional<Operation> operation, OutputStream out, Server server)
      throws IOException, InterruptedException {
    Answer answer =
        fault.done() ? work(ask, operation) : role.failure(Math.max(fault.status(), 400), "", "");
    record(ask, fault.status());
    switch (fault.how()) {
      case STATUS -> Writing.answer(documented(fault, ""), out);
      case ECHO -> Writing.answer(documented(fault, "No: " + role.sent(ask)), out);
      case HTML -> Writing.page(fault, out);
      case MALFORMED -> Writing.body(fault, "application/json", "{\"data\": {\"id\": \"a", out);
      case STRANGE -> Writing.body(fault, "application/json", "{\"hello\": [1, null]}", out);
      case HUGE -> Writing.huge(fault, out);
      case CUT_WITHIN -> Writing.half(answer, out);
      case STALL -> server.stall();
      case CUT -> {}
    }
    return switch (fault.how()) {
      case CUT, CUT_WITHIN, STALL -> false;
      default -> true;
    };
  }

  private Answer documented(Fault fault, String words) {
    Answer answer = role.failure(fault.status(), "", words);
    for (HttpFields.Field field : fault.fields().all()) {
      answer = answer.with(field.name(), field.value());
    }
    return answer;
  }

  private Answer work(Ask ask, Optional<Operation> known) {
    synchronized (role) {
      try {
        Operation operation = known.orElseThrow(() -> role.unknown(ask));
        Optional<HeldKey> asker = role.admit(ask, operation);
        List<String> complaints = role.table().complaints(operation, ask);
        if (!complaints.isEmpty()) {
          throw new Refusal(400, "Invalid request: " + String.join(", ", complaints));
        }
        asker.ifPresent(key -> key.lastUsed = role.now());
        return checked(operation, role.work(ask, operation, asker));
      } catch (Refusal e) {
        Answer answer = role.failure(e.status(), e.code(), e.words());
        return known.map(operation -> checked(operation, answer)).orElse(answer);
      }
    }
  }

  private Answer checked(Operation operation, Answer answer) {
    boolean ours = answer.status() == 400 || answer.status() == 415; // for what no client may send
    boolean described = role.table().describes(operation, answer.status());
    if (!answer.text().isEmpty()) {
      return answer; // not JSON: no table describes it
    }
    if (answer.documented() && answer.events().isEmpty() && (described || !ours)) {
      departures.addAll(role.table().departures(operation, answer.status(), Writing.body(answer)));
    }
    return answer;
  }

  private void record(Ask ask, int status) {
    synchronized (role) {
      Map<String, String> headers = new LinkedHashMap<>();
      for (HttpFields.Field field : ask.fields().all()) {
        boolean hidden = Role.CREDENTIALS.contains(field.name());
        headers.put(
            field.name(), hidden ? "sha256:" + Values.sha256(field.value()) : field.value());
      }
      Map<String, List<String>> query = new LinkedHashMap<>(ask.query());
      query.replaceAll((name, values) ->
          name.equals("key") ? values.stream().map(Values::sha256).toList() : values);
      String credential = role.credential(ask);
      String hash = credential.isEmpty() ? "" : Values.sha256(credential);
      journal.add(
          new Entry(ask.method(), ask.path(), query, headers, hash, status, role.writes(ask)));
    }
  }
}
