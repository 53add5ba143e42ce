package dev.keymaster.cli;

import dev.keymaster.model.Intent;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.page.SecretPage;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The ways a value comes in, for verbs that take one: never as an argument. Without a flag it is
 * asked for on a terminal and otherwise read from standard input.
 */
final class SecretInput {
  static final String WAYS =
      "leave it out to be asked for it, or use --stdin, --from-file PATH or --from-env NAME";

  /** For a person at a terminal who asked for {@code --stdin}. */
  private static final Duration TYPING = Duration.ofHours(1);

  /** Who is asked may have to make the key first. */
  private static final Duration ON_PAGE = Duration.ofMinutes(5);

  /** An agent ends a connection after a minute of silence, and knows who asks by that very one. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(20);

  @Option(names = "--stdin", description = "read the value from standard input")
  boolean stdin;

  @Option(names = "--from-clipboard", description = "take it from the clipboard")
  boolean fromClipboard;

  @Option(names = "--page", description = "ask for it on a page of this machine, in the browser")
  boolean page;

  @Option(names = "--from-env", paramLabel = "NAME", description = "take it from that variable")
  @Nullable String fromEnv;

  @Option(names = "--from-file", paramLabel = "PATH", description = "read it from that file")
  @Nullable String fromFile;

  @Option(names = "--from-fd", paramLabel = "N", description = "read it from that file descriptor")
  @Nullable String fromFd;

  @Option(
      names = "--raw",
      description = "take every byte as it is: no line end is taken off, nothing is refused")
  boolean raw;

  /** Tells whether a source was named. */
  boolean given() {
    return sources() > 0;
  }

  private long sources() {
    long named = Stream.of(fromEnv, fromFile, fromFd).filter(Objects::nonNull).count();
    return named + (stdin ? 1 : 0) + (fromClipboard ? 1 : 0) + (page ? 1 : 0);
  }

  /**
   * Reads the value, at most 1 MiB; warns about spaces round it. The caller closes it.
   *
   * @param intent what is done with it: where a page is opened, that is asked for first
   */
  Secret read(Session session, String prompt, Intent intent) {
    if (sources() > 1) {
      throw KeymasterException.usage("the value can come from one place only", WAYS);
    }
    Secret value = find(session, prompt, intent);
    return raw ? value : warned(session, value);
  }

  private Secret find(Session session, String prompt, Intent intent) {
    SecretReader reader = new SecretReader("value", NewKey.MAX_VALUE, raw);
    World world = session.world();
    if (fromClipboard) {
      return checked(reader, world.pasteboard().paste());
    }
    if (page) {
      return onPage(session, reader, prompt, intent);
    }
    if (fromEnv != null) {
      return reader.variable(world, fromEnv);
    }
    if (fromFile != null) {
      return reader.file(world.directory().resolve(fromFile));
    }
    if (fromFd != null) {
      return reader.descriptor(world, fromFd);
    }
    if (stdin || !world.terminal().has(Terminal.Stream.IN)) {
      session.person().inputTaken();
      boolean typed = world.terminal().has(Terminal.Stream.IN);
      return (typed ? reader.within(TYPING) : reader).stream(world.in(), "standard input");
    }
    return typed(session, reader, prompt);
  }

  /**
   * Asks the person for a value, whatever standard input is; LOCKED if nobody is there. Warns about
   * spaces round it. The caller closes it.
   */
  static Secret hidden(Session session, String prompt) {
    return warned(
        session, typed(session, new SecretReader("value", NewKey.MAX_VALUE, false), prompt));
  }

  private static Secret warned(Session session, Secret value) {
    if (spaced(value)) {
      session.output().warn("the value begins or ends with a space");
    }
    return value;
  }

  /** Opens the vault first: nobody types a value for a vault that is not there. */
  private static Secret typed(Session session, SecretReader reader, String prompt) {
    session.person().demand(prompt, WAYS);
    session.engine().vault().unlock();
    return checked(reader, session.person().secret(prompt + ": ", WAYS));
  }

  /**
   * Opens the vault first, as for one that is typed, and asks the policy. Where nobody sees this
   * process's terminal, nobody who reads its output gets the address.
   */
  private static Secret onPage(Session session, SecretReader reader, String prompt, Intent intent) {
    session.engine().vault().unlock();
    String who = session.engine().access().intend(intent);
    World world = session.world();
    try (SecretPage page = SecretPage.open(prompt, who, world.randomness(), reader::check)) {
      boolean seen = world.terminal().has(Terminal.Stream.ERR);
      if (seen) {
        session.output().note(Printable.clean(prompt + " is asked for by " + who));
        session.output().note("type it at " + page.address());
      }
      if (!world.browse(page.address()) && !seen) {
        throw new KeymasterException(
            Code.LOCKED,
            "there is no desktop to show a page on",
            "at a terminal it is asked for without --page");
      }
      return page.await(ON_PAGE, SIGN_OF_LIFE, session.engine().vault()::unlock, WAYS);
    }
  }

  @RevealsSecret("checks it like any other input")
  private static Secret checked(SecretReader reader, Secret given) {
    try (given) {
      return reader.check(given.reveal());
    }
  }

  @RevealsSecret("looks at its first and last byte")
  private static boolean spaced(Secret value) {
    byte[] bytes = value.reveal();
    boolean spaced = isSpace(bytes[0]) || isSpace(bytes[bytes.length - 1]);
    Arrays.fill(bytes, (byte) 0);
    return spaced;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }
}
