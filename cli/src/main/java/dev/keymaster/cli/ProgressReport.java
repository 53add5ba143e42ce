package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import java.time.Instant;
import java.util.List;

/** Says how far something about keys came at their providers. */
final class ProgressReport {
  private ProgressReport() {}

  /**
   * Prints it and returns the exit code.
   *
   * @param noun of the document in JSON
   * @param done what a key is called about which it came to its end, such as {@code rotated}
   */
  static int print(Session session, String noun, String done, List<Progress> all) {
    if (session.output().json()) {
      List<Json> rows = all.stream().map(ProgressReport::json).toList();
      session.output().json(Json.document(noun).objects("keys", rows));
    } else {
      all.forEach(one -> say(session.output(), done, one));
    }
    return code(all);
  }

  private static Json json(Progress one) {
    return Json.object()
        .set("key", one.ref().toString())
        .set("ending", KeyJson.word(one.ending()))
        .set("note", one.note())
        .set("until", one.until());
  }

  private static void say(Output output, String done, Progress one) {
    String key = one.ref().name() + " in " + one.ref().environment();
    switch (one.ending()) {
      case DONE -> output.note(done + " " + key + (one.note().isEmpty() ? "" : "; " + one.note()));
      case SCHEDULED ->
          output.note(done + " " + key + "; the old key is revoked " + time(one.until()));
      case PENDING ->
          output.warn(
              key
                  + ": "
                  + one.note()
                  + "; tried again "
                  + time(one.until())
                  + ", or now: keymaster rotate --resume");
      case UNTOLD -> output.warn(done + " " + key + ", but " + one.note());
      case FAILED -> output.warn("not " + done + ": " + key + ": " + one.note());
      case BUSY -> output.warn(key + ": " + one.note());
    }
  }

  private static String time(@org.jspecify.annotations.Nullable Instant until) {
    return until == null ? "later" : "at " + Ages.second(until);
  }

  static int code(List<Progress> all) {
    long failed = all.stream().filter(one -> one.ending() == Ending.FAILED).count();
    boolean open = all.stream().map(Progress::ending).anyMatch(ProgressReport::isOpen);
    if (failed > 0 && failed == all.size()) {
      return Code.UNAVAILABLE.exitCode();
    }
    return failed > 0 || open ? Code.PARTIAL.exitCode() : 0;
  }

  private static boolean isOpen(Ending ending) {
    return switch (ending) {
      case PENDING, BUSY, UNTOLD -> true;
      case DONE, SCHEDULED, FAILED -> false;
    };
  }
}
