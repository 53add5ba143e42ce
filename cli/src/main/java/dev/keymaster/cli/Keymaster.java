package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The program {@code keymaster}: one run of it. */
public final class Keymaster {
  private static final int BROKEN_PIPE = 141;
  private static final int RUN_FAILED = 125;

  private Keymaster() {}

  /**
   * Runs one command.
   *
   * @param arguments what was typed after {@code keymaster}
   * @param world all that it may touch
   * @return the exit code (docs/exit-codes.md)
   */
  public static int run(List<String> arguments, World world) {
    return run(arguments, world, failure -> {});
  }

  /** Runs one command; {@code before} sees a failure before it is reported, and may throw. */
  static int run(List<String> arguments, World world, Consumer<KeymasterException> before) {
    Report report = new Report(world, arguments);
    int code = run(arguments, world, report, before);
    if (report.ofVault()) {
      Tampering.found(world);
    }
    return code != 0 && report.told() && runs(arguments) ? RUN_FAILED : code;
  }

  /** Says that standard output could not be written; returns the exit code. */
  public static int cannotPrint(List<String> arguments, World world, IOException why) {
    return new Report(world, arguments).of(new OutputFailure(why));
  }

  /** Whether what comes back is the exit code of a child, which ours must not be mistaken for. */
  private static boolean runs(List<String> arguments) {
    return Invocation.names(arguments, "run");
  }

  private static int run(
      List<String> arguments, World world, Report report, Consumer<KeymasterException> before) {
    try {
      return dispatch(arguments, world);
    } catch (OutputFailure e) {
      return e.brokenPipe() ? BROKEN_PIPE : report.of(e);
    } catch (KeymasterException e) {
      before.accept(e);
      return report.of(e);
    } catch (IOException e) {
      return report.of(e);
    } catch (UncheckedIOException e) {
      return report.of(Objects.requireNonNull(e.getCause()));
    } catch (NotHere e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return report.bug(e);
    }
  }

  private static int dispatch(List<String> arguments, World world) throws IOException {
    Output output = new Output(world, Globals.glance(arguments));
    int code = dispatch(arguments, world, output);
    output.flush();
    return code;
  }

  private static int dispatch(List<String> arguments, World world, Output output)
      throws IOException {
    Verb hot = HotPaths.verb(arguments);
    if (hot != null) {
      return run(hot, world, output);
    }
    @Nullable String page = page(arguments, world);
    if (page != null) {
      output.text(page);
      return 0;
    }
    return cold(Invocation.of(arguments), world, output);
  }

  private static @Nullable String page(List<String> arguments, World world) {
    return switch (arguments.isEmpty() ? "--help" : arguments.getFirst()) {
      case "-h", "--help" -> HelpPage.text();
      case "-V", "--version" -> "keymaster " + world.version() + "\n";
      default -> null;
    };
  }

  private static int cold(Invocation invocation, World world, Output output) throws IOException {
    Verb verb = Verbs.make(invocation.entry().name());
    Parser parser = new Parser(invocation.entry(), verb);
    parser.parse(invocation.arguments());
    if (verb.globals.help) {
      output.line(parser.help());
      return 0;
    }
    return run(verb, world, output);
  }

  private static int run(Verb verb, World world, Output output) throws IOException {
    try (Session session = new Session(world, verb.globals, output)) {
      return new Missing(session).run(verb);
    }
  }
}
