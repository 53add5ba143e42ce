package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;

/**
 * How a run that failed says so: two short lines or JSON, and an exit code. Stack traces go to the
 * log, and only with {@code --debug}.
 */
final class Report {
  private static final String AFTER_A_SLIP =
      "it is in the history of the shell now, so replace it; keymaster add NAME asks for it";

  private final World world;
  private final List<String> arguments;
  private final Globals globals;
  private boolean told;
  private boolean vault;

  Report(World world, List<String> arguments) {
    this.world = world;
    this.arguments = arguments;
    this.globals = Globals.glance(arguments);
  }

  /** Tells whether a failure was reported. */
  boolean told() {
    return told;
  }

  /** Tells whether it was that the vault is not as it was written. */
  boolean ofVault() {
    return vault;
  }

  int of(KeymasterException failure) {
    vault = failure.code() == Code.CORRUPT;
    return tell(failure, failure.code(), String.valueOf(failure.getMessage()), failure.hint());
  }

  int of(OutputFailure failure) {
    String why = "cannot write to standard output: " + failure.getMessage();
    return tell(failure, Code.FAILURE, why, "make room or write somewhere else");
  }

  int of(IOException failure) {
    boolean file = failure instanceof FileSystemException;
    String hint = file ? "check the path and its permissions" : "";
    return tell(failure, Code.FAILURE, why(failure), hint);
  }

  /** Our own mistake, or memory that ran out. */
  int bug(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return tell(failure, Code.FAILURE, "out of memory", "ulimit -v; or fewer things at once");
    }
    String kind = failure.getClass().getSimpleName();
    return tell(
        failure,
        Code.FAILURE,
        "internal error, which is our mistake: " + kind,
        "run it again with --debug and report what it writes into the log");
  }

  static String why(IOException failure) {
    if (failure instanceof FileSystemException file) {
      String reason = file.getReason() == null ? kind(file) : file.getReason();
      return file.getFile() + ": " + reason;
    }
    return String.valueOf(failure.getMessage());
  }

  /** {@code NoSuchFileException} says nothing but the file: its name is the reason. */
  private static String kind(FileSystemException failure) {
    String name = failure.getClass().getSimpleName().replace("Exception", "");
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  private int tell(Throwable failure, Code code, String message, String hint) {
    String all = message + hint + (globals.debug ? DebugLog.trace(failure) : "");
    return Slip.repeated(all, arguments)
        ? say(silent(failure, code), code, "there is a key on the command line", AFTER_A_SLIP)
        : say(failure, code, message, hint);
  }

  /** The same failure without its words. */
  private static KeymasterException silent(Throwable failure, Code code) {
    KeymasterException silent = new KeymasterException(code, "a key on the command line", "");
    silent.setStackTrace(failure.getStackTrace());
    return silent;
  }

  private int say(Throwable failure, Code code, String message, String hint) {
    told = true;
    String line = Printable.clean(message);
    Output output = new Output(world, plain());
    if (globals.json) {
      output.talk(json(code, line, hint));
    } else {
      output.failure(line, Printable.clean(hint));
    }
    if (globals.debug) {
      new DebugLog(world).add(failure);
    }
    return code.exitCode();
  }

  /** A wrong {@code --color} must not keep its own error message from being shown. */
  private Globals plain() {
    Globals calm = new Globals();
    calm.color = "never".equals(globals.color) ? "never" : null;
    return calm;
  }

  private static String json(Code code, String message, String hint) {
    Json error =
        Json.object()
            .set("code", code.name().toLowerCase(Locale.ROOT))
            .set("message", message)
            .set("hint", hint);
    return Json.object().set("error", error).text();
  }
}
