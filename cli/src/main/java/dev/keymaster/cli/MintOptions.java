package dev.keymaster.cli;

import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a provider is asked to make. */
final class MintOptions {
  private static final List<String> RESETS = List.of("daily", "weekly", "monthly");

  @Option(names = "--mint", description = "have the provider make the key")
  boolean mint;

  @Option(
      names = "--limit",
      paramLabel = "MONEY",
      description = "with --mint: most that it may spend, such as 5usd")
  @Nullable String limit;

  @Option(
      names = "--reset",
      paramLabel = "WHEN",
      description = "with --limit: spending starts anew daily, weekly or monthly")
  @Nullable String reset;

  @Option(
      names = "--set",
      paramLabel = "NAME=TEXT",
      description = "with --mint: what this provider needs beyond that, such as workspace=ID")
  List<String> settings = List.of();

  /** Refuses options that say something about a key that is not made. */
  void check() {
    if (!mint && (limit != null || reset != null || !settings.isEmpty())) {
      throw KeymasterException.usage(
          "--limit, --reset and --set say what a provider is to make", "give --mint too");
    }
    if (reset != null && limit == null) {
      throw KeymasterException.usage(
          "--reset without --limit resets nothing", "give --limit 5usd too");
    }
  }

  /** Returns what is said about a key with what is ordered, where a rotation finds it again. */
  KeyDetails ordered(KeyDetails said, Instant now) {
    return KeyEdit.metadata(metadata(now, said.expires())).applyTo(said);
  }

  private Map<String, String> metadata(Instant now, @Nullable Instant expires) {
    Map<String, String> metadata = new TreeMap<>();
    if (limit != null) {
      metadata.put(MintTerms.LIMIT, MintTerms.money(limit));
    }
    if (reset != null) {
      metadata.put("mint.reset", reset());
    }
    if (expires != null) {
      metadata.put(MintTerms.LIFETIME, lifetime(now, expires).toString());
    }
    metadata.putAll(MintTerms.settings(settings));
    return metadata;
  }

  /** Rounded up: the clock has moved on since "90d" was read. */
  private static Duration lifetime(Instant now, Instant expires) {
    Duration left =
        Duration.ofSeconds(Duration.between(now, expires).plusNanos(999_999_999).toSeconds());
    if (!left.isPositive()) {
      throw KeymasterException.usage("a key that has expired is not worth making", "--expires 90d");
    }
    return left;
  }

  private String reset() {
    if (reset == null || !RESETS.contains(reset)) {
      throw KeymasterException.usage(
          "not a time of reset: " + Printable.quote(String.valueOf(reset)),
          "one of: " + String.join(", ", RESETS));
    }
    return reset;
  }
}
