package dev.keymaster.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. Their help is on the page of {@code keymaster --help}. */
final class Globals {
  static final List<String> FLAGS = List.of("--json", "--no-input", "--debug", "-h", "--help");
  static final List<String> OPTIONS =
      List.of("--env", "--color", "--passphrase-fd", "--passphrase-file", "--mfa-fd");

  @Option(names = "--env", paramLabel = "ENV", hidden = true)
  @Nullable String env;

  @Option(names = "--json", hidden = true)
  boolean json;

  @Option(names = "--color", paramLabel = "WHEN", hidden = true)
  @Nullable String color;

  @Option(names = "--no-input", hidden = true)
  boolean noInput;

  @Option(names = "--debug", hidden = true)
  boolean debug;

  @Option(names = "--passphrase-fd", paramLabel = "N", hidden = true)
  @Nullable String passphraseFd;

  @Option(names = "--passphrase-file", paramLabel = "PATH", hidden = true)
  @Nullable String passphraseFile;

  @Option(names = "--mfa-fd", paramLabel = "N", hidden = true)
  @Nullable String mfaFd;

  @Option(
      names = {"-h", "--help"},
      hidden = true,
      usageHelp = true)
  boolean help;

  /** Takes them on a hot path; {@code --json} and help go the long way. */
  void take(Words words) {
    env = words.option("--env");
    color = words.option("--color");
    noInput = words.flag("--no-input");
    debug = words.flag("--debug");
    passphraseFd = words.option("--passphrase-fd");
    passphraseFile = words.option("--passphrase-file");
    mfaFd = words.option("--mfa-fd");
  }

  /** What must be known even of arguments that cannot be parsed: how to report that. */
  static Globals glance(List<String> arguments) {
    int end = arguments.indexOf("--");
    Words words = new Words(end < 0 ? arguments : arguments.subList(0, end));
    Globals globals = new Globals();
    globals.json = words.flag("--json");
    globals.debug = words.flag("--debug");
    globals.color = words.option("--color");
    return globals;
  }
}
