package dev.keymaster.ancestry;

import java.util.Optional;

/** The processes of a system. */
interface ProcessTable {
  /** Describes a process; empty if there is none or it is hidden. */
  Optional<Entry> entry(long pid);

  /** Returns its working directory; empty if unknown. */
  String directory(long pid);
}
