package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a person at a terminal waits for and types. Standard input and error are the terminal;
 * standard output is it too, or a pipe as in {@code $(keymaster get x)}. Immutable.
 *
 * <pre>{@code
 * keymaster.terminal().await("passphrase").type("correct horse\n").run("get", "openai");
 * }</pre>
 */
record Dialogue(KeymasterProcess process, List<String> script, boolean captured) {

  /** Waits until this text was printed on the terminal after what was awaited before. */
  Dialogue await(String text) {
    return with("await", text);
  }

  /** Types; end a line with a line feed, send Ctrl-C as {@code \u0003}. */
  Dialogue type(String keys) {
    return with("type", keys);
  }

  /** Types the code of an authenticator that scanned the address which the terminal showed last. */
  Dialogue typeCode() {
    return with("code", "");
  }

  /** With standard output going into a pipe instead of the terminal. */
  Dialogue capturingOutput() {
    return new Dialogue(process, script, true);
  }

  private Dialogue with(String verb, String text) {
    List<String> longer = new ArrayList<>(script);
    longer.add(verb + ":" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
    return new Dialogue(process, List.copyOf(longer), captured);
  }

  /**
   * Runs the command. {@link KeymasterProcess.Outcome#err} is all that the terminal showed, {@code
   * out} what came through the pipe, if there is one.
   */
  KeymasterProcess.Outcome run(String... arguments) {
    return process.runCommand(command(arguments));
  }

  /** Starts the command and returns at once; the program is the only child of what is returned. */
  Process start(String... arguments) {
    return process.process(command(arguments));
  }

  private List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("/usr/bin/python3", House.ROOT.resolve("checks/terminal.py").toString()));
    command.add(captured ? "pipe" : "terminal");
    command.addAll(script);
    command.add("--");
    command.add(process.program().toString());
    command.addAll(List.of(arguments));
    return command;
  }
}
