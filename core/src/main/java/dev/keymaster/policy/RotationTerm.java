package dev.keymaster.policy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How old the value of a key may become.
 *
 * @param line its number, from 1; 0 if no line says it
 * @param text the line as it is written
 * @param scope which keys it means, as requests to rotate them
 * @param every after how long a value is to be replaced, from 1 hour to 10 years; null for never
 * @param withheld whether a value that is older is not handed out any more
 */
public record RotationTerm(
    int line, String text, Scope scope, @Nullable Duration every, boolean withheld) {
  /** What holds for a key of which no line says anything. */
  static final RotationTerm USUAL =
      new RotationTerm(0, "rotate every 90d", of(Set.of()), Duration.ofDays(90), false);

  private static final String SHAPE =
      "rotate [in …] [of …] [key …] every TIME[, then deny or warn], or never";
  private static final int LONGEST_DAYS = 3650;
  private static final int HOURS_OF_DAY = 24;
  private static final int MOST_DIGITS = 5;

  private static Scope of(Set<Operation> operations) {
    return new Scope(operations, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** Reads a line whose first word is taken. */
  static RotationTerm read(PolicyLine line) {
    Scope scope = ScopeText.narrowed(line, EnumSet.of(Operation.ROTATE));
    if (!scope.callers().isEmpty() || !scope.unless().isEmpty()) {
      throw line.wrong("a key is as old for one caller as for another");
    }
    if (line.take("never")) {
      return new RotationTerm(line.number(), line.text(), scope, null, false);
    }
    if (!line.take("every")) {
      throw line.wrong(SHAPE);
    }
    Duration every = duration(line);
    line.take(",");
    boolean said = line.take("then");
    boolean withheld = said && line.take("deny");
    if (said && !withheld && !line.take("warn")) {
      throw line.wrong(SHAPE);
    }
    return new RotationTerm(line.number(), line.text(), scope, every, withheld);
  }

  private static Duration duration(PolicyLine line) {
    String text = line.word("a time");
    int digits = text.length() - 1;
    char unit = text.charAt(digits);
    boolean good = digits >= 1 && digits <= MOST_DIGITS && (unit == 'd' || unit == 'h');
    for (int i = 0; i < digits; i++) {
      good &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    long hours = good ? Long.parseLong(text.substring(0, digits)) : 0;
    hours *= unit == 'd' ? HOURS_OF_DAY : 1;
    if (hours < 1 || hours > (long) LONGEST_DAYS * HOURS_OF_DAY) {
      throw line.wrong("how old a value may become is written 12h or 30d, up to 3650d");
    }
    return Duration.ofHours(hours);
  }
}
