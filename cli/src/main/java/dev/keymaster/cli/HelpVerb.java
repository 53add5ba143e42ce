package dev.keymaster.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code help [COMMAND]}. */
@Command(footer = {"  keymaster help get", "  keymaster help vault slots add"})
final class HelpVerb extends Verb {
  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..3",
      description = "the command, one to three words")
  List<String> words = List.of();

  @Override
  int run(Session session) {
    session.output().text(words.isEmpty() ? HelpPage.text() : page());
    return 0;
  }

  private String page() {
    Verbs.Entry entry = Invocation.of(words).entry();
    return new Parser(entry, Verbs.make(entry.name())).help() + "\n";
  }
}
