package dev.keymaster.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what. The lines that stand by themselves are read from the top and the first that
 * means a request decides it; if none does, it is allowed if a role of the caller allows it; else
 * it is refused. Lines about step-up and limits come on top of what was decided. Immutable.
 *
 * <p>What is asked of a key that is not there yet is decided as strictly as it would be of a key of
 * any service: a line that goes by service allows nothing then, and refuses, asks, and demands a
 * step-up.
 */
public final class Policy {
  private final List<Role> roles;
  private final List<Assignment> assignments;
  private final List<Rule> rules;
  private final List<Rule> stepUps;
  private final List<Limit> limits;
  private final List<RotationTerm> rotations;
  private final Map<String, Role> byName;

  Policy(
      Map<String, Role> roles,
      List<Assignment> assignments,
      List<Rule> rules,
      List<Rule> stepUps,
      List<Limit> limits,
      List<RotationTerm> rotations) {
    this.byName = Map.copyOf(roles);
    this.roles = List.copyOf(roles.values());
    this.assignments = List.copyOf(assignments);
    this.rules = List.copyOf(rules);
    this.stepUps = List.copyOf(stepUps);
    this.limits = List.copyOf(limits);
    this.rotations = List.copyOf(rotations);
  }

  /** Returns all limits, in their order. */
  public List<Limit> limits() {
    return limits;
  }

  /**
   * Returns how old the value of a key may become: the first line that means it says so.
   *
   * @param request to rotate that key, whoever asks
   */
  public RotationTerm rotation(Request request) {
    for (RotationTerm term : rotations) {
      if (term.scope().matches(request)) {
        return term;
      }
    }
    return RotationTerm.USUAL;
  }

  /** Decides a request. */
  public Decision decide(Request request) {
    Decision decision = decideByFirst(request);
    Rule stricter = request.isOfAnyService() ? stricter(request, decision) : null;
    return stricter == null ? decision : decision(request, stricter, "");
  }

  /** Returns the strictest of the lines above the one that decided that mean keys of a service. */
  private @Nullable Rule stricter(Request request, Decision decided) {
    Rule strictest = null;
    for (Rule rule : rules) {
      if (rule.equals(decided.rule())) {
        break;
      }
      Effect sofar = strictest == null ? decided.effect() : strictest.effect();
      if (rule.effect().isStricterThan(sofar) && rule.scope().matchesOfAnyService(request)) {
        strictest = rule;
      }
    }
    return strictest;
  }

  private Decision decideByFirst(Request request) {
    Rule first = first(rules, request);
    if (first != null) {
      return decision(request, first, "");
    }
    for (Assignment given : assignments) {
      Decision decision = through(given, request);
      if (decision != null) {
        return decision;
      }
    }
    return new Decision(Effect.DENY, null, "", null, List.of());
  }

  private @Nullable Decision through(Assignment given, Request request) {
    if (!CallerPattern.any(given.callers(), request.caller(), request.kind())) {
      return null;
    }
    for (String role : given.roles()) {
      Rule rule = allowing(byName.get(role), request);
      if (rule != null) {
        return decision(request, rule, role);
      }
    }
    return null;
  }

  private @Nullable Rule allowing(@Nullable Role role, Request request) {
    if (role == null) {
      return null;
    }
    Rule own = first(role.rules(), request);
    for (int i = 0; own == null && i < role.parents().size(); i++) {
      own = allowing(byName.get(role.parents().get(i)), request);
    }
    return own;
  }

  private Decision decision(Request request, Rule rule, String role) {
    if (rule.effect() == Effect.DENY) {
      return new Decision(Effect.DENY, rule, role, null, List.of());
    }
    return new Decision(rule.effect(), rule, role, stepUp(request), counting(request));
  }

  private @Nullable Rule stepUp(Request request) {
    for (Rule rule : stepUps) {
      if (request.isOfAnyService()
          ? rule.scope().matchesOfAnyService(request)
          : rule.scope().matches(request)) {
        return rule;
      }
    }
    return null;
  }

  private List<Limit> counting(Request request) {
    List<Limit> counting = new ArrayList<>();
    for (Limit limit : limits) {
      if (limit.scope().matches(request)) {
        counting.add(limit);
      }
    }
    return counting;
  }

  private static @Nullable Rule first(List<Rule> rules, Request request) {
    for (Rule rule : rules) {
      if (rule.scope().matches(request)) {
        return rule;
      }
    }
    return null;
  }

  /** Returns whether all keys are alike to that operation, so that one decision serves for all. */
  public boolean uniform(Operation operation) {
    for (Rule rule : rules) {
      if (rule.scope().operations().contains(operation) && rule.scope().looksAtKeys()) {
        return false;
      }
    }
    for (Role role : roles) {
      for (Rule rule : role.rules()) {
        if (rule.scope().operations().contains(operation) && rule.scope().looksAtKeys()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the roles, sorted by where they are defined. */
  public List<Role> roles() {
    return roles.stream().sorted(java.util.Comparator.comparingInt(Role::line)).toList();
  }

  /** Returns who has a role, as it is written. */
  public List<String> holders(String role) {
    List<String> holders = new ArrayList<>();
    for (Assignment given : assignments) {
      if (given.roles().contains(role)) {
        given.callers().forEach(caller -> holders.add(caller.toString()));
      }
    }
    return holders;
  }
}
