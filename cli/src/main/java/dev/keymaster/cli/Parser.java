package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The long way: one verb at a time through picocli. Messages never repeat an argument that could be
 * a secret in the wrong place: option names only.
 */
final class Parser {
  private final Verbs.Entry entry;
  private final Verb verb;
  private final CommandLine command;

  Parser(Verbs.Entry entry, Verb verb) {
    this.entry = entry;
    this.verb = verb;
    this.command = new CommandLine(verb);
    command
        .setCommandName("keymaster " + entry.name())
        .setExpandAtFiles(false)
        .setInterpolateVariables(false)
        .setTrimQuotes(false)
        .setPosixClusteredShortOptionsAllowed(false)
        .setUnmatchedOptionsArePositionalParams(false)
        .setOverwrittenOptionsAllowed(false);
    page(command.getCommandSpec().usageMessage());
  }

  private void page(UsageMessageSpec page) {
    String[] more = page.description();
    page.description(
        more.length == 0
            ? new String[] {capital(entry.summary()) + "."}
            : new String[] {capital(entry.summary()) + ".", "", String.join(" ", more)});
    page.descriptionHeading("%n");
    page.parameterListHeading("%nArguments:%n");
    page.optionListHeading("%nOptions:%n");
    page.footerHeading("%nExamples:%n");
    page.abbreviateSynopsis(true);
    page.sortOptions(false);
    page.width(80);
  }

  private static String capital(String summary) {
    return Character.toUpperCase(summary.charAt(0)) + summary.substring(1);
  }

  /** Fills the verb's fields. */
  void parse(List<String> arguments) {
    try {
      command.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      throw valueIn(e)
          ? KeymasterException.usage("a value is never given on the command line", SecretInput.WAYS)
          : KeymasterException.usage(message(e), hint(e));
    }
  }

  /** Returns the help page of the verb. */
  String help() {
    String aliases =
        entry.aliases().isEmpty() ? "" : "\nAlso called: " + String.join(", ", entry.aliases());
    return command.getUsageMessage(Ansi.OFF)
        + aliases
        + "\nOptions of every command: keymaster --help";
  }

  /** Returns the options, hidden ones left out. */
  List<OptionSpec> options() {
    return command.getCommandSpec().options().stream().filter(o -> !o.hidden()).toList();
  }

  /** Tells whether a value was given where other programs can see it. */
  private boolean valueIn(ParameterException failure) {
    if (!(verb instanceof TakesSecret)) {
      return false;
    }
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      return !first.startsWith("-") || TakesSecret.TEMPTING.contains(name(first));
    }
    return failure.getArgSpec() instanceof OptionSpec option
        && option.longestName().equals("--value");
  }

  /** Returns what is no option. */
  List<PositionalParamSpec> arguments() {
    return command.getCommandSpec().positionalParameters();
  }

  private static String message(ParameterException failure) {
    return switch (failure) {
      case UnmatchedArgumentException unmatched -> unmatched(unmatched.getUnmatched().getFirst());
      case MissingParameterException missing -> missing(missing);
      case OverwrittenOptionException twice ->
          (twice.getOverwritten() instanceof OptionSpec option ? option.longestName() : "an option")
              + " is given twice";
      default -> invalid(failure.getArgSpec());
    };
  }

  private static String unmatched(String argument) {
    return argument.startsWith("-")
        ? "no such option: " + Printable.quote(name(argument))
        : "one argument too many";
  }

  private static String missing(MissingParameterException failure) {
    ArgSpec missing = failure.getMissing().getFirst();
    return missing instanceof OptionSpec option
        ? option.longestName() + " needs a value, " + option.paramLabel()
        : missing.paramLabel() + " is missing";
  }

  private static String invalid(@org.jspecify.annotations.Nullable ArgSpec argument) {
    if (argument == null) {
      return "arguments not understood";
    }
    String name = argument instanceof OptionSpec o ? o.longestName() : argument.paramLabel();
    return "not a value of " + name;
  }

  private String hint(ParameterException failure) {
    String otherwise = "keymaster " + entry.name() + " --help";
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String typed = unmatched.getUnmatched().getFirst();
      String guess =
          typed.startsWith("-")
              ? Closest.ask(name(typed), command.getCommandSpec().optionsMap().keySet())
              : "";
      return guess.isEmpty() ? otherwise : guess;
    }
    return otherwise;
  }

  private static String name(String argument) {
    int equals = argument.indexOf('=');
    return equals < 0 ? argument : argument.substring(0, equals);
  }
}
