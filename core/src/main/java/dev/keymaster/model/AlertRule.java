package dev.keymaster.model;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which events somebody is told of, and who.
 *
 * @param name 1 to 32 of {@code a-z0-9-}
 * @param kinds of events; may be empty for a rule about tampering alone
 * @param environment pattern of the key's environment, in which {@code *} stands for anything; null
 *     for any event
 * @param key pattern of the key's name; null for any event
 * @param program pattern of the caller's name; null for any
 * @param burst only if there are so many in a time; null for every one
 * @param newProgram only the first of a program that was not seen before
 * @param tampering also when the vault is found to be changed by somebody else
 * @param targets 1 to 4
 */
public record AlertRule(
    String name,
    Set<EventKind> kinds,
    @Nullable String environment,
    @Nullable String key,
    @Nullable String program,
    @Nullable Burst burst,
    boolean newProgram,
    boolean tampering,
    List<AlertTarget> targets) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final int MOST_TARGETS = 4;
  private static final int LONGEST_PATTERN = 128;

  private static final Set<EventKind> ACCESSES =
      EnumSet.of(EventKind.REVEAL, EventKind.DELIVER, EventKind.EXPORT);

  /** The rules of a vault that has none of its own. */
  public static final List<AlertRule> DEFAULTS =
      List.of(
          desktop("prod-reveal", EnumSet.of(EventKind.REVEAL, EventKind.EXPORT), "prod*", null),
          desktop("refused", EnumSet.of(EventKind.DENIED, EventKind.BURST), null, null),
          desktop("due", EnumSet.of(EventKind.DUE), null, null),
          desktop("burst", ACCESSES, null, new Burst(100, Duration.ofMinutes(1))),
          new AlertRule("new-program", ACCESSES, null, null, null, null, true, false, onDesktop()),
          new AlertRule(
              "tamper",
              EnumSet.of(EventKind.UNLOCK_FAILED),
              null,
              null,
              null,
              null,
              false,
              true,
              onDesktop()));

  /**
   * So many events in a time.
   *
   * @param count 2 to 1000
   * @param within 1 second to 1 day
   */
  public record Burst(int count, Duration within) {
    /** USAGE beyond the bounds. */
    public Burst {
      boolean fits = within.toSeconds() >= 1 && within.compareTo(Duration.ofDays(1)) <= 0;
      if (count < 2 || count > 1_000 || !fits) {
        throw KeymasterException.usage("a burst is 2 to 1000 events in 1s to 1d", "--burst 20/1m");
      }
    }
  }

  /** USAGE for a rule that could tell nobody of anything. */
  public AlertRule {
    kinds = Set.copyOf(kinds);
    targets = List.copyOf(targets);
    if (!NAME.matcher(name).matches()) {
      throw KeymasterException.usage(
          "not a name of an alert: " + Printable.quote(name), "use 1 to 32 of a-z 0-9 -");
    }
    if (targets.isEmpty() || targets.size() > MOST_TARGETS) {
      throw KeymasterException.usage(
          "an alert goes to 1 to 4 targets", "--desktop, --webhook URL, or -- COMMAND");
    }
    if (kinds.isEmpty() && !tampering) {
      throw KeymasterException.usage("an alert needs events", "--on reveal,denied or --tamper");
    }
    demandPattern(environment);
    demandPattern(key);
    demandPattern(program);
  }

  private static void demandPattern(@Nullable String pattern) {
    if (pattern != null && (pattern.isEmpty() || pattern.length() > LONGEST_PATTERN)) {
      throw KeymasterException.usage("a pattern has 1 to 128 characters", "");
    }
  }

  private static AlertRule desktop(
      String name, Set<EventKind> kinds, @Nullable String environment, @Nullable Burst burst) {
    return new AlertRule(name, kinds, environment, null, null, burst, false, false, onDesktop());
  }

  private static List<AlertTarget> onDesktop() {
    return List.of(new AlertTarget.Desktop());
  }
}
