package dev.keymaster.policy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy as people write it, a line a statement, {@code #} to the end of the line a comment:
 *
 * <pre>
 * role NAME [is ROLE, …]                then, indented, its permissions:
 *   allow SCOPE
 * give ROLE, … to CALLER, …
 * allow | deny | ask SCOPE [because "…"]
 * step-up SCOPE
 * limit SCOPE to N a minute [each program] [, then alert]
 * rotate KEYS every TIME [, then deny | warn] | rotate KEYS never
 *
 * SCOPE   OPERATION, … | everything  [in ENVIRONMENT, …] [of SERVICE, …] [key NAME, …]
 *         [for CALLER, …] [unless CALLER, …]
 *         hook is allowed to program:/PATH alone, and is part of everything only where that refuses
 * KEYS    [in ENVIRONMENT, …] [of SERVICE, …] [key NAME, …]
 * CALLER  anyone person script agent agent:NAME program:NAME uid:NUMBER stranger
 * </pre>
 *
 * <p>{@code *} stands for any characters in names. What is not understood is refused with its line.
 */
public final class PolicyText {
  /** Longest text, in characters. */
  public static final int MAX_LENGTH = 65_536;

  private static final int MAX_LINES = 2_000;
  private static final int MAX_LIMITS = 32;
  private static final int MAX_DEPTH = 16;

  private final Map<String, Role> roles = new LinkedHashMap<>();
  private final List<Assignment> assignments = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Rule> stepUps = new ArrayList<>();
  private final List<Limit> limits = new ArrayList<>();
  private final List<RotationTerm> rotations = new ArrayList<>();
  private @Nullable PolicyLine roleLine;
  private final List<Rule> permissions = new ArrayList<>();

  private PolicyText() {}

  /**
   * Reads a policy.
   *
   * @throws KeymasterException USAGE naming the line that is not understood
   */
  public static Policy parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw KeymasterException.usage("a policy has at most 65536 characters", "");
    }
    return new PolicyText().read(text);
  }

  private Policy read(String text) {
    String[] lines = text.split("\n", MAX_LINES + 1);
    if (lines.length > MAX_LINES) {
      throw KeymasterException.usage("a policy has at most 2000 lines", "");
    }
    for (int i = 0; i < lines.length; i++) {
      PolicyLine line = PolicyLine.of(i + 1, lines[i]);
      if (line != null) {
        statement(line);
        line.end();
      }
    }
    finishRole();
    assignments.forEach(given -> given.roles().forEach(role -> known(role, given.line())));
    roles.values().forEach(role -> check(role, 0));
    return new Policy(roles, assignments, rules, stepUps, limits, rotations);
  }

  private void statement(PolicyLine line) {
    String verb = line.word("a statement");
    if (line.indented()) {
      permission(line, verb);
      return;
    }
    finishRole();
    switch (verb) {
      case "role" -> roleLine = line;
      case "give" -> give(line);
      case "allow" -> rules.add(rule(line, Effect.ALLOW, ScopeText.allowed(line)));
      case "deny" -> rules.add(rule(line, Effect.DENY, ScopeText.read(line)));
      case "ask" -> refusingHook(rules, rule(line, Effect.ASK, ScopeText.asked(line)));
      case "step-up" -> refusingHook(stepUps, rule(line, Effect.DENY, ScopeText.asked(line)));
      case "limit" -> limit(line);
      case "rotate" -> rotations.add(RotationTerm.read(line));
      default -> throw line.wrong("no statement begins with " + Printable.quote(verb));
    }
    if (verb.equals("role")) {
      startRole(line);
    }
  }

  private void startRole(PolicyLine line) {
    String name = line.word("the role's name");
    if (!plain(name)) {
      throw line.wrong("a role's name has letters a-z, digits and - only");
    }
    List<String> parents = line.take("is") ? line.list("a role") : List.of();
    if (roles.put(name, new Role(line.number(), name, parents, List.of())) != null) {
      throw line.wrong("role " + name + " is defined already");
    }
  }

  private static boolean plain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if ("abcdefghijklmnopqrstuvwxyz0123456789-".indexOf(name.charAt(i)) < 0) {
        return false;
      }
    }
    return name.length() <= 64;
  }

  private void permission(PolicyLine line, String verb) {
    if (roleLine == null) {
      throw line.wrong("an indented line belongs under a role");
    }
    if (!verb.equals("allow")) {
      throw line.wrong("a role only allows");
    }
    Scope scope = ScopeText.allowed(line);
    if (!scope.callers().isEmpty() || !scope.unless().isEmpty()) {
      throw line.wrong("who has a role is said by: give ROLE to CALLER");
    }
    permissions.add(new Rule(line.number(), line.text(), Effect.ALLOW, scope, line.because()));
  }

  private void finishRole() {
    if (roleLine == null) {
      return;
    }
    int number = roleLine.number();
    roles.replaceAll((name, role) ->
        role.line() == number ? new Role(number, name, role.parents(), permissions) : role);
    permissions.clear();
    roleLine = null;
  }

  private void give(PolicyLine line) {
    List<String> given = line.list("a role");
    if (!line.take("to")) {
      throw line.wrong("give ROLE to CALLER");
    }
    assignments.add(new Assignment(line.number(), line.text(), given, ScopeText.callers(line)));
  }

  /** Where everything takes somebody's word, what nobody can be asked for is refused. */
  private static void refusingHook(List<Rule> to, Rule rule) {
    to.add(rule);
    if (ScopeText.isEverything(rule.scope())) {
      Scope hook = rule.scope().of(Set.of(Operation.HOOK));
      to.add(new Rule(rule.line(), rule.text(), Effect.DENY, hook, rule.because()));
    }
  }

  private static Rule rule(PolicyLine line, Effect effect, Scope scope) {
    boolean narrow = effect == Effect.DENY || !scope.callers().isEmpty();
    Scope meant = narrow ? scope : scope.by(List.of(new CallerPattern.Anyone()));
    return new Rule(line.number(), line.text(), effect, meant, line.because());
  }

  private void limit(PolicyLine line) {
    if (limits.size() == MAX_LIMITS) {
      throw line.wrong("a policy has at most 32 limits");
    }
    limits.add(readLimit(line));
  }

  private static Limit readLimit(PolicyLine line) {
    Scope scope = ScopeText.read(line);
    if (!scope.services().isEmpty() || !scope.unless().isEmpty()) {
      throw line.wrong("a limit goes by operation, environment, key and caller only");
    }
    for (CallerPattern caller : scope.callers()) {
      if (caller instanceof CallerPattern.Kind kind && kind.wanted() != CallerKind.AGENT) {
        throw line.wrong("a limit counts for anyone, agent, program:NAME or uid:NUMBER");
      }
    }
    if (!line.take("to")) {
      throw line.wrong("limit … to N a minute");
    }
    int count = count(line);
    boolean each = line.take("each");
    if (each) {
      expect(line, "program");
    }
    line.take(",");
    boolean alert = line.take("then");
    if (alert) {
      expect(line, "alert");
    }
    return new Limit(line.number(), line.text(), scope, count, each, alert);
  }

  private static int count(PolicyLine line) {
    String count = line.word("a number");
    boolean number = !count.isEmpty() && count.length() <= 6;
    for (int i = 0; i < count.length(); i++) {
      number &= count.charAt(i) >= '0' && count.charAt(i) <= '9';
    }
    if (!number) {
      throw line.wrong("how often is a number up to 999999");
    }
    expect(line, "a");
    expect(line, "minute");
    return Integer.parseInt(count);
  }

  private static void expect(PolicyLine line, String word) {
    if (!line.take(word)) {
      throw line.wrong("limit … to N a minute [each program] [, then alert]");
    }
  }

  private Role known(String name, int line) {
    Role role = roles.get(name);
    if (role == null) {
      throw KeymasterException.usage(
          "line " + line + " of the policy: there is no role " + Printable.quote(name),
          "keymaster role list");
    }
    return role;
  }

  private void check(Role role, int depth) {
    if (depth > MAX_DEPTH) {
      throw KeymasterException.usage(
          "line " + role.line() + " of the policy: role " + role.name() + " is itself", "");
    }
    role.parents().forEach(parent -> check(known(parent, role.line()), depth + 1));
  }
}
