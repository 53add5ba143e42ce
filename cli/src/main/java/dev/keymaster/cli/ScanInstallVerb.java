package dev.keymaster.cli;

import dev.keymaster.scan.CommitHook;
import dev.keymaster.scan.GitObjects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scan install}. */
@Command(
    description =
        "Has git run keymaster scan --staged before each commit in this repository, which a finding"
            + " stops. Writes into the hook of git, of husky, or of the pre-commit framework,"
            + " whichever is there; what others wrote stays and runs as before.",
    footer = {"  keymaster scan install", "  keymaster scan install --remove"})
final class ScanInstallVerb extends Verb {
  @Option(names = "--remove", description = "take it away again")
  boolean remove;

  @Override
  int run(Session session) {
    CommitHook hook = new CommitHook(GitObjects.top(session.world().directory()));
    CommitHook.Done done = remove ? hook.remove() : hook.install();
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("hook")
                  .set("by", KeyJson.word(done.kind()))
                  .set("file", done.file().toString())
                  .set("changed", done.changed()));
    } else if (!done.changed()) {
      session.output().note(done.file() + (remove ? " has it not" : " has it already"));
    } else if (remove) {
      session.output().note("commits are scanned no more: " + done.file());
    } else {
      session.output().note("each commit is scanned before it is made: " + done.file());
    }
    return 0;
  }
}
