package dev.keymaster.web;

import dev.keymaster.net.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before asking again: half a second, doubled each time, of which a random part of
 * at least half is waited; or as long as the server says.
 *
 * @param clock tells the time
 * @param sleeper waits
 * @param random spreads those who were turned away together
 */
public record Pauses(InstantSource clock, Sleeper sleeper, RandomGenerator random) {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final long MOST_SECONDS = Duration.ofDays(365).toSeconds();

  /** Port: waits. */
  @FunctionalInterface
  public interface Sleeper {
    /** Waits; throws if it is woken early. */
    void sleep(Duration pause) throws InterruptedException;
  }

  /** The system's time and its own randomness. */
  public static Pauses system() {
    return new Pauses(
        InstantSource.system(), Thread::sleep, RandomGenerator.of("L64X128MixRandom"));
  }

  /** Returns how long to wait after attempt number {@code attempt}, from 1 on. */
  Duration after(int attempt, WebOutcome outcome) {
    if (outcome instanceof WebOutcome.Answered(HttpResponse response)) {
      Optional<Duration> wanted = retryAfter(response, clock.instant());
      if (wanted.isPresent()) {
        return wanted.get();
      }
    }
    return doubled(attempt);
  }

  /** Returns how long to wait after attempt number {@code attempt} where nobody says how long. */
  Duration doubled(int attempt) {
    long whole = FIRST.toMillis() << Math.min(attempt - 1, 10);
    return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
  }

  /** Returns what an answer asks to wait: {@code Retry-After} in seconds or as a date. */
  public static Optional<Duration> retryAfter(HttpResponse response, Instant now) {
    String text = response.fields().first("retry-after").orElse("");
    if (text.matches("[0-9]{1,18}")) {
      return Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(text), MOST_SECONDS)));
    }
    try {
      Instant when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(now, when);
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
