package dev.keymaster.cli;

import java.io.IOException;
import java.util.List;

/** One thing that {@code doctor} looks at. Never prompts, changes nothing. */
@FunctionalInterface
interface Checkup {
  /**
   * Looks.
   *
   * @throws dev.keymaster.model.KeymasterException a failure is a finding
   * @throws IOException likewise
   */
  List<Finding> look(Session session) throws IOException;
}
