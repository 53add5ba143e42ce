package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Profile;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.ValueRef;
import dev.keymaster.project.ControlVariables;
import dev.keymaster.project.ProjectFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a program gets, under which names: those asked for with {@code --only}; else the keys
 * that the project lists; else the active keys of the environment, of the project's services if it
 * names any. A variable of the person's own that refers to a key goes before all of them.
 *
 * <p>All of it is settled before the first value is released: two keys for one variable, or a
 * variable that no key may become, leave no trace in the log.
 */
final class Injection {
  /**
   * A key to hand over.
   *
   * @param main whether it is named like its service, and so comes first where two want a variable
   */
  private record Wanted(KeyRef ref, String variable, boolean main) {}

  private final Session session;
  private final @Nullable Profile profile;
  private final List<String> only;
  private final List<String> except;
  private final boolean withReferences;
  private final Set<String> without;
  private final Map<String, String> fields = new LinkedHashMap<>();

  /**
   * Makes it.
   *
   * @param profile whose keys are meant; null for those of the project or the environment
   */
  Injection(Session session, @Nullable Profile profile, List<String> only, List<String> except) {
    this(session, profile, only, except, true);
  }

  private Injection(
      Session session,
      @Nullable Profile profile,
      List<String> only,
      List<String> except,
      boolean withReferences) {
    this.session = session;
    this.profile = profile;
    this.withReferences = withReferences;
    this.only = only;
    this.except = except;
    this.without = new TreeSet<>(except);
  }

  /** The keys of the project alone, whatever the person's own variables refer to. */
  static Injection ofProject(Session session) {
    return new Injection(session, null, List.of(), List.of(), false);
  }

  /** Releases the values, by variable; the caller closes them. */
  Map<String, Secret> release(Release how) {
    return release(how, "");
  }

  /**
   * As {@link #release(Release)}.
   *
   * @param taken a variable that something else becomes; empty for none
   */
  Map<String, Secret> release(Release how, String taken) {
    Map<String, Released> released = released(how, taken);
    Map<String, Secret> values = new LinkedHashMap<>();
    released.forEach((variable, key) -> values.put(variable, key.value()));
    beside(released)
        .forEach((variable, text) ->
            values.computeIfAbsent(variable, absent -> Secret.taking(text.getBytes(UTF_8))));
    return values;
  }

  /** What goes beside keys in clear, by variable: the id of an AWS key, fields referred to. */
  Map<String, String> beside(Map<String, Released> released) {
    Map<String, String> beside = new LinkedHashMap<>();
    released.forEach((variable, key) -> {
      ServiceName service = key.record().details().service();
      beside.putAll(session.catalogue().beside(service, variable, key.fields()));
    });
    beside.keySet().removeAll(released.keySet());
    beside.putAll(fields);
    return beside;
  }

  /** As {@link #release(Release, String)}, with what is known about each key. */
  Map<String, Released> released(Release how, String taken) {
    Map<String, KeyRef> plan = plan(taken);
    if (plan.isEmpty()) {
      if (taken.isEmpty()) {
        session.output().warn("no keys for the program: none in " + session.environment());
      }
      return Map.of();
    }
    List<KeyRef> refs = List.copyOf(plan.values());
    try {
      return byVariable(plan, session.engine().keys().release(refs, how));
    } catch (KeymasterException e) {
      throw refs.size() == 1 ? session.names().explained(e, refs.getFirst()) : e;
    }
  }

  private static Map<String, Released> byVariable(
      Map<String, KeyRef> plan, List<Released> released) {
    Map<String, Released> values = new LinkedHashMap<>();
    int next = 0;
    for (String variable : plan.keySet()) {
      values.put(variable, released.get(next++));
    }
    return values;
  }

  /** Which key would become which variable; nothing is released. */
  Map<String, KeyRef> plan() {
    return plan("");
  }

  /** Changes with every key, its version and its variable; nothing is released. */
  String state() {
    StringBuilder state = new StringBuilder();
    plan()
        .forEach((variable, ref) ->
            state.append(variable).append('=').append(session.names().exact(ref)).append('\n'));
    return state.toString();
  }

  /** Which key becomes which variable. */
  private Map<String, KeyRef> plan(String taken) {
    Map<String, KeyRef> references = withReferences ? references() : new LinkedHashMap<>();
    references.remove(taken);
    fields.remove(taken);
    List<Wanted> wanted = new ArrayList<>(keys());
    without.forEach(name ->
        session.output().warn("--except " + name + " leaves nothing out: no such key here"));
    wanted.removeIf(key ->
        references.containsKey(key.variable())
            || fields.containsKey(key.variable())
            || key.variable().equals(taken));
    Map<String, KeyRef> plan = new LinkedHashMap<>();
    chosen(wanted).forEach((variable, key) -> plan.put(variable, key.ref()));
    plan.putAll(references);
    plan.keySet().forEach(ControlVariables::refuse);
    return plan;
  }

  /** Tells whether a key is not left out. */
  private boolean stays(KeyName name) {
    without.remove(name.value());
    return !except.contains(name.value());
  }

  private List<Wanted> keys() {
    if (profile != null) {
      return ofProfile(new ProfilePlan(session, profile));
    }
    Map<KeyName, String> listed =
        session.surroundings().followed().map(p -> p.file().keys()).orElse(Map.of());
    if (!only.isEmpty()) {
      return named(only.stream().distinct().map(session.names()::ref), listed);
    }
    session.surroundings().demandTrust("keymaster trust; or --only NAME says which keys");
    EnvironmentName environment = session.environment();
    return listed.isEmpty()
        ? active(environment)
        : named(listed.keySet().stream().map(name -> new KeyRef(environment, name)), listed);
  }

  /** No key of a profile goes before another one: each was put there by name. */
  private List<Wanted> ofProfile(ProfilePlan plan) {
    List<ProfilePlan.Entry> entries =
        plan.entries(only).stream().filter(entry -> stays(entry.ref().name())).toList();
    plan.addresses(entries).forEach(fields::putIfAbsent);
    return entries.stream().map(entry -> new Wanted(entry.ref(), entry.variable(), false)).toList();
  }

  private List<Wanted> named(Stream<KeyRef> refs, Map<KeyName, String> listed) {
    return refs.filter(ref -> stays(ref.name())).map(ref -> named(ref, listed)).toList();
  }

  private Wanted named(KeyRef ref, Map<KeyName, String> listed) {
    KeyRecord key = session.names().show(ref);
    @Nullable String variable = listed.get(ref.name());
    String becomes =
        variable == null ? session.names().variable(key.details(), ref.name()) : variable;
    return new Wanted(ref, becomes, ref.name().value().equals(key.details().service().value()));
  }

  private List<Wanted> active(EnvironmentName environment) {
    return session.engine().keys().list(new Selection(environment, null, null)).stream()
        .filter(key -> key.status() == KeyStatus.ACTIVE && key.version() > 0 && ofProject(key))
        .filter(key -> stays(key.name()))
        .map(this::listed)
        .toList();
  }

  private Wanted listed(KeySummary key) {
    String own = key.variable();
    return new Wanted(
        new KeyRef(key.environment(), key.name()),
        own == null ? session.catalogue().variableFor(key.service(), key.name()) : own,
        key.name().value().equals(key.service().value()));
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

  /** The person's own variables that hold references; those to fields are settled here. */
  private Map<String, KeyRef> references() {
    Map<String, KeyRef> references = new LinkedHashMap<>();
    session
        .world()
        .environment()
        .forEach((variable, value) -> {
          if (value.startsWith(KeyRef.SCHEME)) {
            ValueRef ref = ValueRef.parse(value, session.environment());
            if (ref.field().isEmpty()) {
              references.put(variable, ref.key());
            } else {
              fields.put(ControlVariables.refuse(variable), session.names().demand(ref));
            }
          }
        });
    return references;
  }

  /** Two keys of one variable: the one named like its service wins, else it is a conflict. */
  private static Map<String, Wanted> chosen(List<Wanted> wanted) {
    Map<String, Wanted> chosen = new LinkedHashMap<>();
    Set<String> clashes = new TreeSet<>();
    for (Wanted next : wanted) {
      Wanted other = chosen.get(next.variable());
      if (other != null && other.main() == next.main()) {
        clashes.add(other.ref().name() + " and " + next.ref().name() + " → " + next.variable());
      }
      chosen.put(next.variable(), other != null && other.main() ? other : next);
    }
    if (clashes.isEmpty()) {
      return chosen;
    }
    throw new KeymasterException(
        Code.CONFLICT,
        "keys for the same variable: " + String.join("; ", clashes),
        "--only or --except chooses; keymaster edit NAME --variable VAR tells them apart");
  }
}
