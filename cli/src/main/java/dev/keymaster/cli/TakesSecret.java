package dev.keymaster.cli;

import java.util.List;

/** A verb that takes a value, and therefore refuses one on the command line with advice. */
interface TakesSecret {
  /** Options of other tools that carry a value. */
  List<String> TEMPTING =
      List.of("--value", "--key", "--secret", "--token", "--api-key", "--password", "--mfa");
}
