package dev.keymaster.service;

import dev.keymaster.lifecycle.Holder;
import dev.keymaster.lifecycle.Holders;
import dev.keymaster.model.KeymasterException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Processes of this machine, told apart by their start. */
final class Processes {
  /** Asked of the system once: an agent makes an engine for each request. */
  private static final class Self {
    static final Holder HOLDER = of(ProcessHandle.current());
  }

  private Processes() {}

  /** Returns the view of this process. */
  static Holders holders() {
    return new Holders(Self.HOLDER, Processes::alive);
  }

  /** Returns a process by its number; USAGE if there is none. */
  static Holder of(long number) {
    return ProcessHandle.of(number)
        .map(Processes::of)
        .orElseThrow(() -> KeymasterException.usage("there is no process " + number, ""));
  }

  private static Holder of(ProcessHandle process) {
    Instant started = process.info().startInstant().orElse(Instant.EPOCH);
    return new Holder(process.pid(), started.truncatedTo(ChronoUnit.MILLIS));
  }

  private static boolean alive(Holder holder) {
    Optional<ProcessHandle> process = ProcessHandle.of(holder.pid());
    return process.filter(each -> of(each).equals(holder)).isPresent();
  }
}
