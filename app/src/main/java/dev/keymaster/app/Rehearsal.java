package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.cli.Keymaster;
import dev.keymaster.model.BugException;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import dev.keymaster.wire.Engine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs the usual commands once in one process, in a throw-away home, so that the JVM can keep what
 * it learned in the AOT cache of the image. Part of making the image, of no use to anybody else.
 *
 * <p>{@code run} would end the process by becoming the program, so it rehearses with a file that no
 * system can execute.
 */
public final class Rehearsal {
  private static final List<String> COMMANDS =
      List.of(
          "--version",
          "--help",
          "add openai --stdin",
          "add anthropic --stdin --env prod --tag rehearsal",
          "get openai",
          "ls",
          "ls --json",
          "show openai",
          "history openai",
          "audit",
          "vault status",
          "run -- ./no-program",
          "get no-such-key",
          "no-such-verb");

  private final Map<String, String> environment;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private Rehearsal(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Runs the commands; fails if the value that went in does not come out.
   *
   * @param args the home to be made; without one nothing is done, which is the floor that the
   *     benchmarks measure a start against
   */
  public static void main(String[] args) throws IOException {
    if (args.length == 0) {
      return;
    }
    Path home = Path.of(args[0]);
    Rehearsal rehearsal = new Rehearsal(Map.of("KEYMASTER_HOME", home.toString(), "CI", "true"));
    rehearsal.createVault(home.resolve("rehearsal.key"));
    Files.writeString(Path.of("no-program"), "\u0000");
    boolean executable = Path.of("no-program").toFile().setExecutable(true);
    for (String command : COMMANDS) {
      rehearsal.run(command);
    }
    System.out.println(rehearsal.said.toString(UTF_8));
    System.exit(executable && rehearsal.said.toString(UTF_8).contains("rehearsed-value") ? 0 : 1);
  }

  private void createVault(Path keyFile) {
    NewSlot slot = new NewSlot(SlotKind.KEY_FILE, keyFile.toString(), null, NewSlot.Kdf.ARGON2ID);
    try (Engine engine = world().engine(Rehearsal::nobody)) {
      engine.vault().create(List.of(slot));
    }
  }

  private static Secret nobody(String prompt) {
    throw new BugException("the rehearsal was asked: " + prompt);
  }

  private void run(String command) {
    int code = Keymaster.run(List.of(command.split(" ")), world());
    said.writeBytes((command + ": " + code + "\n").getBytes(UTF_8));
  }

  private ProcessWorld world() {
    return new ProcessWorld(
        environment, new ByteArrayInputStream("rehearsed-value\n".getBytes(UTF_8)), said, said);
  }
}
