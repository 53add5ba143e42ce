package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.AddedAlert;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.project.Durations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alert add NAME}. */
@Command(
    description =
        "Somebody is told when such an event is recorded: the desktop, a program, which gets the"
            + " event as JSON on standard input, or a web server. In patterns * stands for anything;"
            + " --env takes one too. No message holds a value of a key.",
    footer = {
      "  keymaster alert add prod --on reveal,deliver --env 'prod*' --desktop",
      "  keymaster alert add many --on reveal --burst 20/1m --webhook https://alerts.example/hook --sign",
      "  keymaster alert add refused-to-log --on denied -- /usr/local/bin/to-syslog --tag keymaster"
    })
final class AlertAddVerb extends Verb {
  @Parameters(index = "0", paramLabel = "NAME", description = "its name, of a-z 0-9 -")
  String name = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "the program to start and its arguments, after --; no shell reads them")
  List<String> command = List.of();

  @Option(
      names = "--on",
      paramLabel = "KIND,…",
      split = ",",
      description = "events as audit shows them: reveal, deliver, denied, unlock-failed …")
  List<String> on = List.of();

  @Option(names = "--key", paramLabel = "PATTERN", description = "only keys of such names")
  @Nullable String key;

  @Option(names = "--program", paramLabel = "PATTERN", description = "only by such programs")
  @Nullable String program;

  @Option(
      names = "--burst",
      paramLabel = "N/TIME",
      description = "only if there are so many in a time: 20/1m")
  @Nullable String burst;

  @Option(names = "--new-program", description = "only the first of a program not seen before")
  boolean newProgram;

  @Option(names = "--tamper", description = "also when the vault was changed by somebody else")
  boolean tamper;

  @Option(names = "--desktop", description = "show a notification")
  boolean desktop;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "post JSON there: https, or http on this machine")
  @Nullable String webhook;

  @Option(
      names = "--sign",
      description = "sign what is posted; the key to check it with is printed once")
  boolean sign;

  @Override
  int run(Session session) {
    if (sign && webhook == null) {
      throw KeymasterException.usage("--sign is for a web hook", "--webhook https://…");
    }
    if (sign && session.output().json()) {
      throw KeymasterException.usage(
          "JSON never carries a secret, and this one is shown only once", "leave out --json");
    }
    AddedAlert added = session.engine().alerts().add(rule(), sign);
    session.output().note("added " + added.rule().name());
    try (Secret signingKey = added.signingKey()) {
      if (signingKey != null) {
        print(session, signingKey);
      }
    }
    return 0;
  }

  private AlertRule rule() {
    return new AlertRule(
        name, kinds(), globals.env, key, program, burst(), newProgram, tamper, targets());
  }

  private List<AlertTarget> targets() {
    List<AlertTarget> targets = new ArrayList<>();
    if (desktop) {
      targets.add(new AlertTarget.Desktop());
    }
    if (webhook != null) {
      targets.add(AlertTarget.Webhook.parse(webhook));
    }
    if (!command.isEmpty()) {
      targets.add(new AlertTarget.Command(command));
    }
    return targets;
  }

  private Set<EventKind> kinds() {
    Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    on.forEach(word -> kinds.add(kind(word)));
    return kinds;
  }

  private static EventKind kind(String word) {
    return Arrays.stream(EventKind.values())
        .filter(kind -> kind.word().equals(word) && kind != EventKind.ALERT)
        .findFirst()
        .orElseThrow(() ->
            KeymasterException.usage(
                "no such kind of event: " + Printable.quote(word),
                Closest.ask(
                    word, Arrays.stream(EventKind.values()).map(EventKind::word).toList())));
  }

  private AlertRule.@Nullable Burst burst() {
    if (burst == null) {
      return null;
    }
    String[] parts = burst.split("/", -1);
    if (parts.length != 2 || !parts[0].matches("[0-9]{1,4}")) {
      throw KeymasterException.usage("not a burst: " + Printable.quote(burst), "--burst 20/1m");
    }
    return new AlertRule.Burst(Integer.parseInt(parts[0]), Durations.parse(parts[1]));
  }

  @RevealsSecret("whoever runs the web hook needs it to check signatures")
  private static void print(Session session, Secret key) {
    session.output().note("key of the signatures, shown this once:");
    byte[] bytes = key.reveal();
    byte[] text = new byte[2 * bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      text[2 * i] = (byte) HexFormat.of().toHighHexDigit(bytes[i]);
      text[2 * i + 1] = (byte) HexFormat.of().toLowHexDigit(bytes[i]);
    }
    session.output().data(text);
    session.output().data("\n".getBytes(US_ASCII));
    session.output().flush();
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(text, (byte) 0);
  }
}
