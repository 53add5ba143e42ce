package dev.keymaster.scan;

import dev.keymaster.model.KeyRef;

/** What a key is that was found. */
public sealed interface Leak {
  /** Returns a short name of the rule that found it, such as {@code openai/project}. */
  String rule();

  /** Returns what it is, for people. */
  String title();

  /**
   * A key that the vault has or had.
   *
   * @param ref which version of which key
   * @param id tells it from one of the same name and number that came later or before
   */
  record Held(KeyRef ref, long id) implements Leak {
    @Override
    public String rule() {
      return "held-key";
    }

    @Override
    public String title() {
      return ref.toString();
    }
  }

  /**
   * What looks like a key.
   *
   * @param rule provider and kind
   * @param title provider and kind, for people
   */
  record Looks(String rule, String title) implements Leak {}
}
