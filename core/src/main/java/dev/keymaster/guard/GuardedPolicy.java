package dev.keymaster.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.PolicyAnswer;
import dev.keymaster.model.PolicyQuestion;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RoleEntry;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.Decision;
import dev.keymaster.policy.Effect;
import dev.keymaster.policy.ExampleCaller;
import dev.keymaster.policy.Limit;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Policy;
import dev.keymaster.policy.PolicyText;
import dev.keymaster.policy.Request;
import dev.keymaster.policy.Rule;
import dev.keymaster.vault.Reading;
import dev.keymaster.vault.Vault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The policy in the vault: shown, explained, changed by those whom it lets change it. */
final class GuardedPolicy {
  private final Asking asking;
  private final Vault vault;

  GuardedPolicy(Asking asking, Vault vault) {
    this.asking = asking;
    this.vault = vault;
  }

  String text() {
    asking.demand(asking.about(Operation.AUDIT));
    return vault.read(StoredPolicy::text);
  }

  void change(String text) {
    requirePlain(text);
    Policy next = PolicyText.parse(text);
    Request again = asking.about(Operation.POLICY);
    asking.commit(
        Operation.POLICY,
        commit -> {
          if (next.decide(again).effect() == Effect.DENY) {
            throw KeymasterException.usage(
                "with this policy you could not change it any more",
                "let yourself do it, for instance: allow policy for person, script");
          }
          commit.putDocument(StoredPolicy.DOCUMENT, text.getBytes(UTF_8));
          long lines = text.lines().count();
          asking.record(commit, EventKind.POLICY, "", "changed, " + lines + " lines");
          return text;
        });
  }

  /** What is shown has to be what is in force: nothing in it may hide or turn round the rest. */
  private static void requirePlain(String text) {
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String shown = line.replaceFirst("\r$", "").replace('\t', ' ');
      if (!Printable.clean(shown).equals(shown)) {
        throw KeymasterException.usage(
            "line " + number + " of the policy holds characters that cannot be seen",
            "leave them out: " + Printable.quote(line.strip()));
      }
    }
  }

  List<RoleEntry> roles() {
    asking.demand(asking.about(Operation.AUDIT));
    Policy policy = vault.read(asking.gate()::policy);
    return policy.roles().stream()
        .map(role ->
            new RoleEntry(
                role.name(),
                role.parents(),
                role.rules().stream().map(Rule::text).toList(),
                policy.holders(role.name())))
        .toList();
  }

  PolicyAnswer explain(PolicyQuestion question) {
    Operation operation = Operation.of(question.operation());
    if (operation == null) {
      throw KeymasterException.usage(
          "no operation is called " + Printable.quote(question.operation()),
          "one of: " + Operation.words());
    }
    requireKey(operation, question.key() != null);
    asking.demand(asking.about(Operation.AUDIT));
    return vault.read(reading -> {
      Request request = request(reading, operation, question);
      Decision decision = asking.gate().policy(reading).decide(request);
      Rule stepUp = decision.stepUp();
      return new PolicyAnswer(
          decision.effect().word(),
          request.kind().word(),
          decision.why(),
          decision.because(),
          stepUp == null ? "" : "line " + stepUp.line() + ": " + stepUp.text(),
          decision.limits().stream().map(GuardedPolicy::shown).toList());
    });
  }

  /** An answer about something else than what will be asked would be a lie. */
  private static void requireKey(Operation operation, boolean key) {
    if (key && !operation.ofKeys()) {
      throw KeymasterException.usage(
          operation.word() + " is about the whole vault, not about a key",
          "keymaster policy test " + operation.word());
    }
    if (!key && operation.ofKeys() && operation != Operation.LIST) {
      throw KeymasterException.usage(
          operation.word() + " is about a key: which one?",
          "keymaster policy test " + operation.word() + " KEY");
    }
  }

  private static String shown(Limit limit) {
    return "line " + limit.line() + ": " + limit.text();
  }

  private Request request(Reading reading, Operation operation, PolicyQuestion question) {
    long owner = asking.gate().owner();
    var caller = ExampleCaller.of(question.as(), asking.caller(), owner);
    if (question.environment() == null || question.key() == null) {
      return new Request(operation, caller, owner);
    }
    @Nullable KeyRecord key = reading.find(question.environment(), question.key());
    @Nullable ServiceName service = key == null ? null : key.details().service();
    return new Request(operation, question.environment(), service, question.key(), caller, owner);
  }
}
