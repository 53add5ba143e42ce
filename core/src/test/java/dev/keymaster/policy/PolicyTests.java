package dev.keymaster.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Origin;
import dev.keymaster.model.TerminalSession;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTests {
  private static Decision decide(String policy, Request request) {
    return PolicyText.parse(policy).decide(request);
  }

  @Test
  void the_first_line_that_fits_decides() {
    String policy =
        """
        allow reveal key test-* for agent
        deny reveal for agent because "keymaster run -- COMMAND"
        allow everything
        """;
    Request test = Callers.request(Operation.REVEAL, "dev", "openai", "test-1", Callers.AGENT);
    Request real = Callers.request(Operation.REVEAL, "dev", "openai", "real", Callers.AGENT);
    assertThat(decide(policy, test).effect()).isEqualTo(Effect.ALLOW);
    assertThat(decide(policy, real))
        .satisfies(decision -> assertThat(decision.effect()).isEqualTo(Effect.DENY))
        .satisfies(decision -> assertThat(decision.because()).isEqualTo("keymaster run -- COMMAND"))
        .satisfies(decision -> assertThat(decision.why()).startsWith("line 2: deny reveal"));
  }

  @Test
  void a_decision_names_role_and_line() {
    Decision decision =
        DefaultPolicy.policy().decide(Callers.request(Operation.REVEAL, "dev", Callers.PERSON));
    assertThat(decision.why()).matches("role admin, line [0-9]+: allow reveal, deliver, verify");
    assertThat(decide("", Callers.request(Operation.LIST, Callers.PERSON)).why())
        .contains("no line of the policy and no role");
    assertThat(decide("", Callers.request(Operation.LIST, Callers.PERSON)).because()).isEmpty();
  }

  @Test
  void ask_comes_with_step_up_and_limits_and_deny_with_neither() {
    String policy =
        """
        deny reveal in secret
        ask reveal
        step-up reveal
        limit reveal to 3 a minute
        limit deliver to 3 a minute
        """;
    Decision ask = decide(policy, Callers.request(Operation.REVEAL, "dev", Callers.PERSON));
    assertThat(ask.effect()).isEqualTo(Effect.ASK);
    assertThat(ask.stepUp()).isNotNull();
    assertThat(ask.limits()).hasSize(1);
    Decision deny = decide(policy, Callers.request(Operation.REVEAL, "secret", Callers.PERSON));
    assertThat(deny.effect()).isEqualTo(Effect.DENY);
    assertThat(deny.stepUp()).isNull();
    assertThat(deny.limits()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'allow edit of openai', DENY, 0",
    "'deny edit of openai', DENY, 0",
    "'deny edit of openai; allow everything', DENY, 1",
    "'ask edit of stripe; deny edit of openai; allow everything', DENY, 2",
    "'deny edit of openai; ask edit of stripe; allow everything', DENY, 1",
    "'ask edit of stripe; allow everything', ASK, 1",
    "'ask edit of stripe', DENY, 0",
    "'deny edit in prod of openai; allow everything', ALLOW, 2",
    "'deny edit of openai key other; allow everything', ALLOW, 2",
    "'deny edit of openai for agent; allow everything', ALLOW, 2",
    "'deny reveal of openai; allow everything', ALLOW, 2",
    "'allow everything; deny edit of openai', ALLOW, 1",
    "'ask edit of stripe; give all to person; role all;  allow everything', ASK, 1",
    "'give all to person; role all;  allow edit of openai', DENY, 0"
  })
  void F4_a_key_that_is_yet_to_come_is_asked_for_as_one_of_any_service(
      String policy, Effect effect, int line) {
    Request later =
        new Request(
            Operation.EDIT,
            new EnvironmentName("dev"),
            null,
            new KeyName("later"),
            Callers.PERSON,
            Callers.OWNER);
    Decision decision = decide(policy.replace("; ", "\n"), later);
    assertThat(decision.effect()).isEqualTo(effect);
    Rule rule = decision.rule();
    assertThat(rule == null ? 0 : rule.line()).isEqualTo(line);
    Decision proven = decide("step-up edit of openai\nallow everything", later);
    assertThat(proven.stepUp()).isNotNull();
    assertThat(decide("step-up edit in prod of openai\nallow everything", later).stepUp()).isNull();
  }

  @Test
  void unless_takes_callers_out() {
    String policy =
        """
        deny reveal in dev key openai unless program:deploy, person
        allow reveal
        """;
    Request person = Callers.request(Operation.REVEAL, "dev", Callers.PERSON);
    Request script = Callers.request(Operation.REVEAL, "dev", Callers.SCRIPT);
    Request deploy = Callers.request(Operation.REVEAL, "dev", Callers.program("deploy"));
    assertThat(decide(policy, person).effect()).isEqualTo(Effect.ALLOW);
    assertThat(decide(policy, script).effect()).isEqualTo(Effect.DENY);
    assertThat(decide(policy, deploy).effect()).isEqualTo(Effect.ALLOW);
  }

  @Test
  void a_line_about_keys_means_no_request_about_none() {
    Request backup = Callers.request(Operation.BACKUP, Callers.PERSON);
    assertThat(decide("allow backup in *", backup).effect()).isEqualTo(Effect.DENY);
    assertThat(decide("allow backup", backup).effect()).isEqualTo(Effect.ALLOW);
  }

  @Test
  void callers_are_told_by_program_script_agent_and_user() {
    Origin.Program node = new Origin.Program(9, "node", "build.js", 1);
    Origin.Program shell = new Origin.Program(8, "sh", "", 1);
    Caller caller =
        new Caller(
            Callers.OWNER,
            8,
            "sh",
            new Origin(List.of(shell, node), "", TerminalSession.NONE, "/"));
    Request request = Callers.request(Operation.LIST, caller);
    assertThat(decide("allow list for program:build.js", request).effect()).isEqualTo(Effect.ALLOW);
    assertThat(decide("allow list for program:NODE", request).effect()).isEqualTo(Effect.ALLOW);
    assertThat(decide("allow list for program:make", request).effect()).isEqualTo(Effect.DENY);
    assertThat(decide("allow list for uid:1000", request).effect()).isEqualTo(Effect.ALLOW);
    assertThat(decide("allow list for uid:1001", request).effect()).isEqualTo(Effect.DENY);
    Request codex = Callers.request(Operation.LIST, Callers.agent("codex"));
    assertThat(decide("allow list for agent:codex", codex).effect()).isEqualTo(Effect.ALLOW);
    assertThat(decide("allow list for agent:claude*", codex).effect()).isEqualTo(Effect.DENY);
    assertThat(decide("allow list for agent:codex", request).effect()).isEqualTo(Effect.DENY);
    assertThat(decide("allow list for stranger", request).effect()).isEqualTo(Effect.DENY);
  }

  @Test
  void another_user_is_only_ever_meant_by_his_number() {
    Request other = Callers.request(Operation.LIST, Callers.OTHER_USER);
    assertThat(decide("allow list for anyone, person, program:bash", other).effect())
        .isEqualTo(Effect.DENY);
    assertThat(decide("allow list for uid:1001", other).effect()).isEqualTo(Effect.ALLOW);
  }

  @ParameterizedTest
  @CsvSource({
    "*, anything, true",
    "prod*, prod, true",
    "prod*, preprod, false",
    "*key*, my-KEY-1, true",
    "a*b*c, axxbyyc, true",
    "a*b*c, axxbyy, false",
    "a*bb, abab, false",
    "a*bb, abbabb, true",
    "openai, OpenAI, true",
    "openai, openai2, false",
    "open, openai, false",
    "'**', x, true",
    "'x*', x, true"
  })
  void a_glob_takes_whole_names(String pattern, String name, boolean expected) {
    assertThat(new Glob(pattern).matches(name)).isEqualTo(expected);
  }

  @Test
  void all_keys_are_alike_unless_a_line_tells_them_apart() {
    assertThat(DefaultPolicy.policy().uniform(Operation.LIST)).isTrue();
    assertThat(PolicyText.parse("deny list in prod").uniform(Operation.LIST)).isFalse();
    assertThat(PolicyText.parse("deny list in prod").uniform(Operation.SHOW)).isTrue();
    assertThat(PolicyText.parse("role a\n  allow list key x").uniform(Operation.LIST)).isFalse();
  }

  @Test
  void roles_and_their_holders_are_told() {
    Policy policy = DefaultPolicy.policy();
    assertThat(policy.roles().stream().map(Role::name))
        .containsExactly("viewer", "user", "operator", "admin");
    assertThat(policy.holders("admin")).containsExactly("person", "script");
    assertThat(policy.holders("viewer")).isEmpty();
    assertThat(
            PolicyText.parse(
                    "role a\ngive a to anyone, agent:x, program:y, uid:7, stranger, agent\n")
                .holders("a"))
        .containsExactly("anyone", "agent:x", "program:y", "uid:7", "stranger", "agent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "permit list | no statement begins with 'permit'",
        "allow | an operation is missing",
        "allow fly | no operation is called 'fly'",
        "allow list in | an environment is missing",
        "allow list in dev of | a service is missing",
        "allow list key | a key is missing",
        "allow list key of dev | a key is missing",
        "allow list for everyone | no caller is called 'everyone'",
        "allow list for uid:x | no caller is called",
        "allow list for uid:12345678901 | no caller is called",
        "allow list for program: | no caller is called",
        "allow list for tool:x | no caller is called",
        "allow list, | an operation is missing",
        "allow list of openai in dev | 'in' does not belong here",
        "role | the role's name is missing",
        "role Chief | letters a-z",
        "role a is b | there is no role 'b'",
        "role a is a | is itself",
        "give nobody to agent | there is no role 'nobody'",
        "give admin agent | give ROLE to CALLER",
        "limit list | limit … to N a minute",
        "limit list to x a minute | a number up to 999999",
        "limit list to 5 | limit … to N a minute",
        "limit list to 5 a hour | limit … to N a minute",
        "limit list of openai to 5 a minute | goes by operation",
        "limit list for person to 5 a minute | counts for anyone",
        "limit list to 5 a minute then explode | limit … to N",
        "deny list because x | the reason stands in",
        "\"  allow list\" | belongs under a role"
      })
  void what_is_not_understood_is_refused_with_its_line(String line, String why) {
    assertThatThrownBy(() -> PolicyText.parse("# first line\n" + line + "\n"))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("line 2 of the policy: ")
        .hasMessageContaining(why);
  }

  @Test
  void a_policy_has_at_most_thirty_two_limits() {
    String most = "limit list to 5 a minute\n".repeat(32);
    assertThat(PolicyText.parse(most).limits()).hasSize(32);
    assertThatThrownBy(() -> PolicyText.parse(most + "limit show to 5 a minute\n"))
        .hasMessageContaining("line 33")
        .hasMessageContaining("at most 32 limits");
  }

  @Test
  void a_role_is_said_once_and_only_allows() {
    assertThatThrownBy(() -> PolicyText.parse("role a\nrole a\n"))
        .hasMessageContaining("line 2")
        .hasMessageContaining("defined already");
    assertThatThrownBy(() -> PolicyText.parse("role a\n  deny list\n"))
        .hasMessageContaining("a role only allows");
    assertThatThrownBy(() -> PolicyText.parse("role a\n  allow list for agent\n"))
        .hasMessageContaining("give ROLE to CALLER");
  }

  @Test
  void size_is_bounded() {
    assertThatThrownBy(() -> PolicyText.parse("#".repeat(PolicyText.MAX_LENGTH + 1)))
        .hasMessageContaining("65536");
    assertThatThrownBy(() -> PolicyText.parse("\n".repeat(3_000))).hasMessageContaining("2000");
  }

  @Test
  void a_key_may_be_called_like_a_word_of_the_grammar() {
    Request request = Callers.request(Operation.LIST, "dev", "openai", "for", Callers.PERSON);
    assertThat(decide("allow list key x, for, of", request).effect()).isEqualTo(Effect.ALLOW);
  }

  private static Request hook(String environment, String path) {
    Origin.Program program = new Origin.Program(42, path, path.replaceAll(".*/", ""), 7);
    Origin origin = new Origin(List.of(program), "", TerminalSession.NONE, "");
    Caller caller = new Caller(Callers.OWNER, 42, "push-key", origin);
    return Callers.request(Operation.HOOK, environment, "openai", "ci", caller);
  }

  @Test
  void G4_a_line_names_the_program_after_a_rotation_by_its_path() {
    String policy = "allow hook in dev key ci for program:/opt/push-key\n";
    assertThat(decide(policy, hook("dev", "/opt/push-key")).effect()).isEqualTo(Effect.ALLOW);
    assertThat(decide(policy, hook("prod", "/opt/push-key")).effect()).isEqualTo(Effect.DENY);
    assertThat(decide(policy, hook("dev", "/tmp/push-key")).effect()).isEqualTo(Effect.DENY);
    assertThat(decide(policy, hook("dev", "/OPT/push-key")).effect()).isEqualTo(Effect.DENY);
    assertThat(decide("deny hook for program:push-key\n" + policy, hook("dev", "/opt/push-key")))
        .satisfies(decision -> assertThat(decision.effect()).isEqualTo(Effect.DENY));
  }

  @ParameterizedTest
  @CsvSource({
    "allow everything",
    "allow everything for script",
    "role all; allow everything; give all to script",
  })
  void G4_nobody_gets_a_new_key_by_everything(String lines) {
    String policy = lines.replace("; allow", "\n  allow").replace("; ", "\n");
    assertThat(decide(policy, hook("dev", "/opt/push-key")).effect()).isEqualTo(Effect.DENY);
  }

  @Test
  void G4_where_everything_is_refused_or_takes_a_word_the_new_key_is_refused() {
    String allowed = "allow hook for program:/opt/push-key\n";
    Request request = hook("dev", "/opt/push-key");
    assertThat(decide("deny everything for script\n" + allowed, request).effect())
        .isEqualTo(Effect.DENY);
    assertThat(decide("ask everything\n" + allowed, request).effect()).isEqualTo(Effect.DENY);
    assertThat(decide("step-up everything\n" + allowed, request).stepUp()).isNotNull();
    assertThat(decide(allowed, request).effect()).isEqualTo(Effect.ALLOW);
  }

  @ParameterizedTest
  @CsvSource({
    "allow hook, by its path",
    "allow hook for script, by its path",
    "allow hook for program:push-key, by its path",
    "allow hook for program:*push-key, by its path",
    "allow hook for program:/opt/*, no caller is called",
    "ask hook, nobody is there to be asked",
    "step-up hook in prod, nobody is there to be asked",
  })
  void G4_a_line_that_would_let_any_program_have_it_or_ask_nobody_is_refused(
      String line, String why) {
    assertThatThrownBy(() -> PolicyText.parse(line))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining(why);
  }
}
