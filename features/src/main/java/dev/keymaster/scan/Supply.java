package dev.keymaster.scan;

import java.io.IOException;

/** Texts to be scanned, for several threads. */
interface Supply {
  /**
   * Has a reader read texts until there are none left; called by each thread once.
   *
   * @throws IOException if what the texts come from as a whole fails
   */
  void feed(Reader reader) throws IOException;
}
