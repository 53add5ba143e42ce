package dev.keymaster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every operation, by everybody, on everything: what the policy must say is written here a second
 * time, as sets.
 */
class DecisionMatrixTests {
  private static final Set<Operation> VIEWER =
      EnumSet.of(Operation.LIST, Operation.SHOW, Operation.AUDIT, Operation.USAGE);
  private static final Set<Operation> USER =
      plus(VIEWER, Operation.REVEAL, Operation.DELIVER, Operation.VERIFY);
  private static final Set<Operation> WRITES =
      EnumSet.of(
          Operation.STORE,
          Operation.EDIT,
          Operation.ROLLBACK,
          Operation.DESTROY,
          Operation.REMOVE,
          Operation.ROTATE,
          Operation.REVOKE);
  private static final Set<Operation> OPERATOR =
      plus(plus(USER, WRITES.toArray(Operation[]::new)), Operation.RESTORE);

  /** No role has what only an express line gives to one program. */
  private static final Set<Operation> ADMIN = EnumSet.complementOf(EnumSet.of(Operation.HOOK));

  private static final Set<Operation> ALWAYS_STEP_UP =
      EnumSet.of(
          Operation.BACKUP,
          Operation.RESTORE,
          Operation.EXPORT,
          Operation.SLOTS,
          Operation.REKEY,
          Operation.POLICY,
          Operation.MFA,
          Operation.SESSION,
          Operation.APPROVE);

  private static final List<String> ENVIRONMENTS =
      List.of("dev", "staging", "test", "prod", "prod-eu", "production");
  private static final List<String> KEYS = List.of("openai", "team/stripe");
  private static final List<Caller> KNOWN = List.of(Callers.PERSON, Callers.SCRIPT);
  private static final List<Caller> STRANGERS = List.of(Callers.OTHER_USER, Callers.UNREADABLE);
  private static final List<Caller> AGENTS =
      Stream.of("claude-code", "codex", "cursor", "windsurf", "copilot", "gemini-cli", "aider")
          .map(Callers::agent)
          .toList();

  private static Set<Operation> plus(Set<Operation> some, Operation... more) {
    Set<Operation> all = EnumSet.copyOf(some);
    all.addAll(List.of(more));
    return all;
  }

  private static List<Request> everything(List<Caller> callers) {
    List<Request> all = new ArrayList<>();
    for (Caller caller : callers) {
      for (Operation operation : Operation.values()) {
        all.add(Callers.request(operation, caller));
        for (String environment : ENVIRONMENTS) {
          KEYS.forEach(
              key -> all.add(Callers.request(operation, environment, "openai", key, caller)));
        }
      }
    }
    return all;
  }

  private static List<Caller> everybody() {
    return Stream.of(KNOWN, STRANGERS, AGENTS).flatMap(List::stream).toList();
  }

  @Test
  void SG33_ST1_the_default_policy_says_what_is_specified_in_every_cell() {
    Policy policy = DefaultPolicy.policy();
    List<Request> cells = everything(everybody());
    assertThat(cells).hasSizeGreaterThan(2_000);
    for (Request cell : cells) {
      Decision decision = policy.decide(cell);
      assertThat(decision.effect() == Effect.ALLOW)
          .as("%s by %s", cell.shown(), cell.kind())
          .isEqualTo(allowed(cell));
      assertThat(decision.stepUp() != null)
          .as("step-up for %s by %s", cell.shown(), cell.kind())
          .isEqualTo((allowed(cell) || asked(cell)) && stepUp(cell));
    }
  }

  private static boolean allowed(Request cell) {
    return switch (cell.kind()) {
      case PERSON, SCRIPT -> cell.operation() != Operation.HOOK;
      case AGENT -> OPERATOR.contains(cell.operation()) && cell.operation() != Operation.REVEAL;
      case STRANGER -> false;
    };
  }

  private static boolean asked(Request cell) {
    return cell.kind() == CallerKind.AGENT && cell.operation() == Operation.MINT;
  }

  private static boolean stepUp(Request cell) {
    boolean prod = cell.environment() != null && cell.environment().toString().startsWith("prod");
    boolean touches =
        WRITES.contains(cell.operation())
            || cell.operation() == Operation.REVEAL
            || cell.operation() == Operation.MINT
            || cell.operation() == Operation.DELIVER;
    return ALWAYS_STEP_UP.contains(cell.operation()) || (prod && touches);
  }

  @Test
  void SG33_nothing_is_allowed_by_an_empty_policy() {
    Policy nothing = PolicyText.parse("# nobody may do anything\n");
    assertThat(everything(everybody()))
        .hasSizeGreaterThan(2_000)
        .allMatch(cell -> nothing.decide(cell).effect() == Effect.DENY);
  }

  @Test
  void SG33_a_stranger_gets_nothing_from_lines_that_name_nobody() {
    Policy open =
        PolicyText.parse("allow everything\nask everything\nallow everything for anyone\n");
    assertThat(everything(STRANGERS)).allMatch(cell -> open.decide(cell).effect() == Effect.DENY);
    assertThat(everything(KNOWN))
        .allMatch(cell ->
            (open.decide(cell).effect() == Effect.ALLOW) == (cell.operation() != Operation.HOOK));
  }

  @Test
  void SG33_ST1_each_role_allows_exactly_its_operations() {
    Policy policy =
        PolicyText.parse(
            DefaultPolicy.TEXT.replace(
                "give admin to person, script",
                """
                give viewer to program:reader
                give user to program:worker
                give operator to program:keeper
                give admin to program:chief\
                """));
    List.of(
            new Holder("reader", VIEWER),
            new Holder("worker", USER),
            new Holder("keeper", OPERATOR),
            new Holder("chief", ADMIN),
            new Holder("nobody", EnumSet.noneOf(Operation.class)))
        .forEach(holder -> {
          for (Request cell : everything(List.of(Callers.program(holder.program())))) {
            assertThat(policy.decide(cell).effect() == Effect.ALLOW)
                .as("%s by %s", cell.shown(), holder.program())
                .isEqualTo(holder.may().contains(cell.operation()));
          }
        });
  }

  private record Holder(String program, Set<Operation> may) {}

  @Test
  void ST1_an_own_role_reaches_no_key_beyond_its_pattern() {
    Policy policy =
        PolicyText.parse(
            """
            role deployer
              allow deliver in staging, prod of openai key team/*
            give deployer to program:deploy
            """);
    for (Request cell : everything(List.of(Callers.program("deploy")))) {
      boolean meant =
          cell.operation() == Operation.DELIVER
              && cell.key() != null
              && cell.key().toString().startsWith("team/")
              && List.of("staging", "prod").contains(String.valueOf(cell.environment()));
      assertThat(policy.decide(cell).effect() == Effect.ALLOW).as(cell.shown()).isEqualTo(meant);
    }
    Request other =
        Callers.request(Operation.DELIVER, "prod", "stripe", "team/x", Callers.program("deploy"));
    assertThat(policy.decide(other).effect()).isEqualTo(Effect.DENY);
  }
}
