package dev.keymaster.cli;

import picocli.CommandLine.Option;

/** The question before something that cannot simply be taken back. */
final class Confirmation {
  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  boolean given;

  /** Asks unless it was said in advance; DENIED if the answer is no, LOCKED if nobody is there. */
  void demand(Session session, String question) {
    if (!given) {
      session.person().confirm(question, "--yes says so in advance");
    }
  }
}
