package dev.keymaster.cli;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Verified;
import dev.keymaster.model.Verified.Outcome;
import dev.keymaster.project.Setting;
import dev.keymaster.project.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify NAME…}. */
@Command(
    description =
        "The value is sent to its own provider and nowhere else, which is recorded before. Unknown is"
            + " what nobody can say now: it never means that a key is bad.",
    footer = {
      "  keymaster verify openai",
      "  keymaster verify --all",
      "  keymaster verify --all --service openrouter --json"
    })
final class VerifyVerb extends Verb {
  @Parameters(arity = "0..*", paramLabel = "NAME", description = "keys, or km://ENV/NAME")
  List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "all keys, of --env if it is given")
  boolean all;

  @Option(names = "--service", paramLabel = "SERVICE", description = "with --all: only of this")
  @Nullable String service;

  @Override
  int run(Session session) {
    if (all != names.isEmpty() || (service != null && !all)) {
      throw KeymasterException.usage("name keys, or --all", "keymaster verify --all");
    }
    Map<KeyRef, ServiceName> keys = all ? chosen(session) : named(session);
    List<Verified> verified =
        keys.isEmpty()
            ? List.of()
            : session
                .engine()
                .lifecycle()
                .verify(List.copyOf(keys.keySet()), addresses(session, keys.values()));
    report(session, verified);
    return code(verified);
  }

  private Map<KeyRef, ServiceName> chosen(Session session) {
    Map<KeyRef, ServiceName> keys = new LinkedHashMap<>();
    for (KeySummary key : session.names().list(session.chosen(service))) {
      keys.put(new KeyRef(key.environment(), key.name()), key.service());
    }
    return keys;
  }

  private Map<KeyRef, ServiceName> named(Session session) {
    Map<KeyRef, ServiceName> keys = new LinkedHashMap<>();
    for (String name : names) {
      session.names().refuseValue(name, "verify");
      KeyRef ref = session.names().ref(name);
      keys.put(ref, session.names().show(ref).details().service());
    }
    return keys;
  }

  /** Where providers answer for this person, as far as settings or variables say. */
  static Map<String, String> addresses(Session session, Collection<ServiceName> services) {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (ServiceName one : new TreeSet<>(services)) {
      Settings.Effective url = session.surroundings().settings().effective(Setting.baseUrl(one));
      if (!url.value().isEmpty()) {
        addresses.put(one.value(), url.value());
      }
    }
    return addresses;
  }

  private void report(Session session, List<Verified> verified) {
    Output output = session.output();
    if (output.json()) {
      List<Json> objects = verified.stream().map(VerifyVerb::object).toList();
      output.json(Json.document("verification").objects("keys", objects));
    } else if (verified.isEmpty()) {
      output.note("no keys to verify");
    } else if (verified.size() == 1) {
      Verified one = verified.getFirst();
      output.line(one.ref().name() + ": " + word(one.outcome()) + detail(one));
    } else {
      table(session, verified);
    }
  }

  private static String detail(Verified one) {
    return one.detail().isEmpty() ? "" : ", " + one.detail();
  }

  private static void table(Session session, List<Verified> verified) {
    Table table = new Table("NAME", "ENV", "SERVICE", "KEY IS", "DETAIL");
    for (Verified one : verified) {
      table.row(
          one.ref().name().value(),
          one.ref().environment().value(),
          one.service().value(),
          word(one.outcome()),
          one.detail());
    }
    session.print(table);
  }

  private static Json object(Verified one) {
    Json limits = Json.object();
    one.limits().forEach(limits::set);
    return Json.object()
        .set("key", one.ref().toString())
        .set("service", one.service().value())
        .set("outcome", word(one.outcome()))
        .set("asked", one.asked())
        .set("detail", one.detail())
        .set("rate_limits", limits);
  }

  private static String word(Outcome outcome) {
    return KeyJson.word(outcome);
  }

  /** Of all keys those count that somebody can be asked about; of named ones every one. */
  private int code(List<Verified> verified) {
    if (verified.stream().anyMatch(one -> one.outcome() == Outcome.INVALID)) {
      return Code.FINDINGS.exitCode();
    }
    boolean unknown =
        verified.stream()
            .anyMatch(one -> one.outcome() == Outcome.UNKNOWN && (one.asked() || !all));
    return unknown ? Code.UNAVAILABLE.exitCode() : 0;
  }
}
