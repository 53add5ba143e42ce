package dev.keymaster.cli;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.project.ProjectFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a program gets, under which names: those asked for with {@code --only}; else the keys
 * that the project lists; else the active keys of the environment, of the project's services if it
 * names any. Beside them whatever the person's variables refer to.
 */
final class Injection {
  /**
   * A key to hand over.
   *
   * @param variable its name there; null for the key's own
   */
  private record Wanted(KeyRef ref, @Nullable String variable) {}

  private final Session session;
  private final List<String> only;
  private final List<String> except;

  Injection(Session session, List<String> only, List<String> except) {
    this.session = session;
    this.only = only;
    this.except = except;
  }

  /** Releases the values, by variable; the caller closes them. */
  Map<String, Secret> release(Release how) {
    List<Wanted> wanted = new ArrayList<>(keys());
    wanted.removeIf(key -> except.contains(key.ref().name().value()));
    wanted.addAll(references());
    if (wanted.isEmpty()) {
      session.output().warn("no keys for the program: none in " + session.environment());
      return Map.of();
    }
    List<KeyRef> refs = wanted.stream().map(Wanted::ref).toList();
    try {
      return byVariable(wanted, session.engine().keys().release(refs, how));
    } catch (KeymasterException e) {
      throw refs.size() == 1 ? session.names().explained(e, refs.getFirst()) : e;
    }
  }

  private List<Wanted> keys() {
    Map<KeyName, String> listed =
        session.surroundings().followed().map(p -> p.file().keys()).orElse(Map.of());
    if (!only.isEmpty()) {
      return only.stream()
          .distinct()
          .map(session.names()::ref)
          .map(ref -> new Wanted(ref, listed.get(ref.name())))
          .toList();
    }
    demandTrust();
    EnvironmentName environment = session.environment();
    if (listed.isEmpty()) {
      return active(environment);
    }
    List<Wanted> wanted = new ArrayList<>();
    listed.forEach(
        (name, variable) -> wanted.add(new Wanted(new KeyRef(environment, name), variable)));
    return wanted;
  }

  /** Which keys a program here shall have is for the project to say, once it is trusted. */
  private void demandTrust() {
    if (session.surroundings().distrusted()) {
      throw new KeymasterException(
          Code.DENIED,
          "this project's keymaster.yaml is not trusted",
          "keymaster trust; or --only NAME says which keys");
    }
  }

  private List<Wanted> active(EnvironmentName environment) {
    return session.engine().keys().list(new Selection(environment, null, null)).stream()
        .filter(key -> key.status() == KeyStatus.ACTIVE && key.version() > 0 && ofProject(key))
        .map(key -> new Wanted(new KeyRef(environment, key.name()), null))
        .toList();
  }

  private boolean ofProject(KeySummary key) {
    return session
        .surroundings()
        .followed()
        .map(found -> found.file())
        .filter(file -> !file.services().isEmpty())
        .map(file -> ofProject(file, key))
        .orElse(true);
  }

  private static boolean ofProject(ProjectFile file, KeySummary key) {
    ProjectFile.Service service = file.services().get(key.service());
    return service != null
        && (service.environments().isEmpty() || service.environments().contains(key.environment()));
  }

  /** The person's own variables that hold references. */
  private List<Wanted> references() {
    List<Wanted> references = new ArrayList<>();
    session
        .world()
        .environment()
        .forEach((variable, value) -> {
          if (value.startsWith(KeyRef.SCHEME)) {
            references.add(new Wanted(KeyRef.parse(value), variable));
          }
        });
    return references;
  }

  /** Two keys of one variable: the one named like its service wins, else it is a conflict. */
  private Map<String, Secret> byVariable(List<Wanted> wanted, List<Released> released) {
    Map<String, Released> chosen = new LinkedHashMap<>();
    Set<String> clashes = new TreeSet<>();
    for (int i = 0; i < released.size(); i++) {
      Released next = released.get(i);
      String variable = variable(wanted.get(i), next.record());
      Released other = chosen.get(variable);
      if (other != null && isMain(other) == isMain(next)) {
        clashes.add(other.record().name() + " and " + next.record().name() + " → " + variable);
      }
      chosen.put(variable, other != null && isMain(other) ? other : next);
    }
    if (!clashes.isEmpty()) {
      released.forEach(Released::close);
      throw clash(clashes);
    }
    released.stream().filter(key -> !chosen.containsValue(key)).forEach(Released::close);
    return values(chosen);
  }

  private static Map<String, Secret> values(Map<String, Released> chosen) {
    Map<String, Secret> values = new LinkedHashMap<>();
    chosen.forEach((variable, key) -> values.put(variable, key.value()));
    return values;
  }

  private static KeymasterException clash(Set<String> clashes) {
    return new KeymasterException(
        Code.CONFLICT,
        "keys for the same variable: " + String.join("; ", clashes),
        "--only or --except chooses; keymaster edit NAME --variable VAR tells them apart");
  }

  private static boolean isMain(Released key) {
    KeyRecord record = key.record();
    return record.name().value().equals(record.details().service().value());
  }

  private String variable(Wanted wanted, KeyRecord key) {
    if (wanted.variable() != null) {
      return wanted.variable();
    }
    KeyDetails details = key.details();
    String own = details.variable();
    return own == null ? session.catalogue().variableFor(details.service()) : own;
  }
}
