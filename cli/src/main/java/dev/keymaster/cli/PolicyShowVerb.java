package dev.keymaster.cli;

import picocli.CommandLine.Command;

/** {@code policy show}. */
@Command(
    description = "Prints the policy as it lies in the vault, comments included.",
    footer = {"  keymaster policy show", "  keymaster policy show > policy.txt"})
final class PolicyShowVerb extends Verb {
  @Override
  int run(Session session) {
    String text = session.engine().access().policy();
    if (session.output().json()) {
      session.output().json(Json.document("policy").set("text", text));
    } else {
      session.output().text(text);
    }
    return 0;
  }
}
