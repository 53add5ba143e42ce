package dev.keymaster.cli;

import dev.keymaster.model.Databases;
import dev.keymaster.model.Randomness;
import dev.keymaster.run.Attendant;
import dev.keymaster.run.Runner;
import dev.keymaster.wire.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** All that the command line touches outside itself; one per process. */
public interface World {
  /** Standard input, as bytes. */
  InputStream in();

  /** Standard output, unbuffered; a failed write throws and is never swallowed. */
  OutputStream out();

  /** Standard error, unbuffered. */
  OutputStream err();

  /** Opens an inherited file descriptor for reading; the caller closes it. */
  InputStream descriptor(int number) throws IOException;

  /** The environment variables of this process. */
  Map<String, String> environment();

  /** The person's home folder; empty if {@code HOME} names none. */
  default Optional<Path> home() {
    String home = environment().getOrDefault("HOME", "");
    return home.startsWith("/") ? Optional.of(Path.of(home)) : Optional.empty();
  }

  /** The working directory, absolute. */
  Path directory();

  /** Where Keymaster keeps its files. */
  Places places();

  /** The person in front of it, if there is one. */
  Terminal terminal();

  /** The time. */
  InstantSource clock();

  /** Strong randomness, for {@code add --generate}. */
  Randomness randomness();

  /** Starts programs. */
  Runner runner();

  /** Starts programs and stays beside them. */
  Attendant attendant();

  /** Runs this program again. */
  Capture capture();

  /** Databases of other programs. */
  Databases databases();

  /** The clipboard. */
  Pasteboard pasteboard();

  /** The resident process of this vault. */
  AgentControl agent();

  /** How the program is installed and started. */
  Installation installation();

  /** The installed program, if it is one that starts in a millisecond; empty otherwise. */
  default Optional<Path> front() {
    return Optional.empty();
  }

  /**
   * Gives this process a name for whoever looks at it; false if the system knows such names and it
   * did not take this one.
   */
  default boolean title(String name) {
    return true;
  }

  /** Shows a web page where there is a desktop; tells whether a program was started for it. */
  default boolean browse(String page) {
    return false;
  }

  /** Tells who wants to know that the vault was found to be changed by somebody else. */
  default void alarm(String what) {}

  /** Version of the program, such as {@code 0.1.0}. */
  String version();

  /** Shows what the program does, on standard output; returns the exit code. */
  int tour() throws IOException;

  /**
   * Makes the engine; called at most once in a run, and only by commands that need one. The caller
   * closes it. Opens nothing by itself.
   */
  Engine engine(Unlocking unlocking);
}
