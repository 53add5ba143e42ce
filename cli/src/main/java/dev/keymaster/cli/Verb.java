package dev.keymaster.cli;

import java.io.IOException;
import picocli.CommandLine.Mixin;

/**
 * One command with its parsed arguments. Instances serve one run.
 *
 * <p>A verb has its options as fields with picocli's annotations; the hot ones are also filled from
 * {@link Words}. Its one-line summary stands in {@link Verbs}, the longer description and the
 * examples (as footer) in its {@code @Command} annotation.
 */
abstract class Verb {
  @Mixin Globals globals = new Globals();

  /**
   * Does it.
   *
   * @return the exit code, 0 if all went well
   * @throws dev.keymaster.model.KeymasterException for everything that a person can mend
   * @throws IOException if a file or stream named by the person fails
   */
  abstract int run(Session session) throws IOException;
}
