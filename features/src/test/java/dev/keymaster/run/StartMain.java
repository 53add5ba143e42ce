package dev.keymaster.run;

import dev.keymaster.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts a program as {@code keymaster run} does: HOW NAME=VALUE… -- COMMAND… */
final class StartMain {
  private StartMain() {}

  /** Ends with the program's exit code, or becomes it. */
  public static void main(String[] args) {
    List<String> all = Arrays.asList(args);
    int dashes = all.indexOf("--");
    Map<String, Secret> keys = new LinkedHashMap<>();
    for (String pair : all.subList(1, dashes)) {
      int equals = pair.indexOf('=');
      byte[] value = pair.substring(equals + 1).getBytes(StandardCharsets.UTF_8);
      keys.put(pair.substring(0, equals), Secret.taking(value));
    }
    Runner runner = all.getFirst().equals("child") ? Runner.child() : Runner.system(null);
    System.err.println(runner.getClass().getSimpleName());
    Outcome outcome = runner.run(new Launch(all.subList(dashes + 1, all.size()), keys));
    if (outcome instanceof Outcome.NotStarted failed) {
      System.err.println(failed.message());
    }
    System.exit(outcome.exitCode());
  }
}
