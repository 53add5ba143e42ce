package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Secret;
import java.util.Locale;
import java.util.Optional;

/**
 * The person at the terminal, if one may be asked.
 *
 * <p>Whether there is one is read off standard input and standard error, never standard output, so
 * that {@code $(keymaster get x)} can still ask. Prompts go to the terminal itself, without the
 * control characters of whatever text from elsewhere is in them.
 */
final class Person {
  private final World world;
  private boolean quiet;
  private boolean inputTaken;

  Person(World world, Globals globals) {
    this.world = world;
    this.quiet = globals.noInput || "true".equals(world.environment().get("CI"));
  }

  /** Asks for nothing from now on. */
  void leave() {
    quiet = true;
  }

  /** Standard input carries data, so it need not be a terminal any more. */
  void inputTaken() {
    inputTaken = true;
  }

  /** Tells whether standard input was read, so that a second run would find nothing there. */
  boolean tookInput() {
    return inputTaken;
  }

  /** Tells whether somebody can be asked. */
  boolean present() {
    Terminal terminal = world.terminal();
    return !quiet
        && terminal.has(Terminal.Stream.ERR)
        && (inputTaken || terminal.has(Terminal.Stream.IN));
  }

  /** Asks for a secret, showing the whole prompt; LOCKED with that hint if nobody is there. */
  Secret secret(String prompt, String otherwise) {
    demand(prompt, otherwise);
    return world.terminal().readHidden(Printable.clean(prompt)).orElseThrow(Person::cancelled);
  }

  /** Asks for a line; LOCKED with that hint if nobody is there. */
  String line(String prompt, String otherwise) {
    demand(prompt, otherwise);
    return world
        .terminal()
        .readLine(Printable.clean(prompt) + ": ")
        .orElseThrow(Person::cancelled)
        .strip();
  }

  /** Offers something that may be left out by an empty line; empty if nobody is there too. */
  Optional<String> offered(String prompt) {
    return present()
        ? world
            .terminal()
            .readLine(Printable.clean(prompt) + ": ")
            .map(String::strip)
            .filter(s -> !s.isEmpty())
        : Optional.empty();
  }

  /** Asks whether something shall be done that may be left out; no if nobody is there. */
  boolean agrees(String question) {
    return present()
        && world
            .terminal()
            .readLine(Printable.clean(question) + " [y/N] ")
            .map(Person::isYes)
            .orElse(false);
  }

  private static boolean isYes(String answer) {
    return answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }

  /** Asks whether to go on; DENIED if the answer is no, LOCKED if nobody is there. */
  void confirm(String question, String otherwise) {
    demand(question, otherwise);
    String answer = world.terminal().readLine(Printable.clean(question) + " [y/N] ").orElse("");
    if (!isYes(answer)) {
      throw new KeymasterException(Code.DENIED, "not confirmed, nothing changed", otherwise);
    }
  }

  /** LOCKED with that hint if nobody is there to be asked. */
  void demand(String what, String otherwise) {
    if (!present()) {
      throw new KeymasterException(
          Code.LOCKED, "nobody here to ask for: " + what.replaceAll(":? *$", ""), otherwise);
    }
  }

  private static KeymasterException cancelled() {
    return new KeymasterException(Code.DENIED, "cancelled at the prompt", "");
  }
}
