package dev.keymaster.cli;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.PolicyAnswer;
import dev.keymaster.model.PolicyQuestion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code policy test}. */
@Command(
    description =
        "Tells what the policy says to a request and which line decides, without making it."
            + " Operations: list, show, reveal, deliver, store, edit, rollback, destroy, remove,"
            + " backup, restore, export, slots, rekey, policy, mfa, session, approve, audit.",
    footer = {
      "  keymaster policy test reveal openai --env prod",
      "  keymaster policy test reveal openai --as agent:codex",
      "  keymaster policy test backup --as program:cron"
    })
final class PolicyTestVerb extends Verb {
  @Parameters(index = "0", paramLabel = "OPERATION", description = "such as reveal or deliver")
  String operation = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "name of the key")
  @Nullable String key;

  @Option(
      names = "--as",
      paramLabel = "CALLER",
      description =
          "person, script, agent, agent:NAME, program:NAME, uid:NUMBER or stranger; otherwise you")
  @Nullable String as;

  @Override
  int run(Session session) {
    KeyName name = key == null ? null : new KeyName(key);
    PolicyQuestion question =
        new PolicyQuestion(operation, name == null ? null : session.environment(), name, as);
    PolicyAnswer answer = session.engine().access().explain(question);
    if (session.output().json()) {
      session.output().json(json(answer));
    } else {
      say(session.output(), answer);
    }
    return 0;
  }

  private static Json json(PolicyAnswer answer) {
    return Json.document("policy-answer")
        .set("effect", answer.effect())
        .set("caller", answer.caller())
        .set("why", answer.why())
        .set("because", answer.because())
        .set("step_up", answer.stepUp())
        .texts("limits", answer.limits());
  }

  private static void say(Output output, PolicyAnswer answer) {
    output.line(answer.effect() + " (" + answer.caller() + ")");
    output.line("  " + answer.why());
    if (!answer.because().isEmpty()) {
      output.line("  instead: " + answer.because());
    }
    if (!answer.stepUp().isEmpty()) {
      output.line("  after a code, or a fresh unlock: " + answer.stepUp());
    }
    answer.limits().forEach(limit -> output.line("  counted: " + limit));
  }
}
