package dev.keymaster.cli;

import dev.keymaster.model.ChildOrder;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.ServiceName;
import dev.keymaster.project.Durations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The key that a provider makes for the program alone. */
final class LoanOptions {
  private static final String HOUR = "1h";

  @Option(
      names = "--mint",
      paramLabel = "SERVICE",
      description = "have this provider make a key for the program, and revoke it at its end")
  @Nullable String service;

  @Option(
      names = "--limit",
      paramLabel = "MONEY",
      description = "with --mint: most that it may spend, such as 2usd")
  @Nullable String limit;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "with --mint: when it is revoked at the latest; 1h if left out")
  @Nullable String ttl;

  @Option(
      names = "--set",
      paramLabel = "NAME=TEXT",
      description = "with --mint: what this provider needs beyond that, such as project=ID")
  List<String> settings = List.of();

  /** Returns the order; empty if none is wanted. */
  Optional<ChildOrder> order(String program) {
    if (service == null) {
      if (limit != null || ttl != null || !settings.isEmpty()) {
        throw KeymasterException.usage(
            "--limit, --ttl and --set say what a provider is to make",
            "keymaster run --mint SERVICE -- COMMAND");
      }
      return Optional.empty();
    }
    Map<String, String> terms = new TreeMap<>(MintTerms.settings(settings));
    if (limit != null) {
      terms.put(MintTerms.LIMIT, MintTerms.money(limit));
    }
    terms.put(MintTerms.LIFETIME, Durations.parse(ttl == null ? HOUR : ttl).toString());
    long own = ProcessHandle.current().pid();
    return Optional.of(new ChildOrder(new ServiceName(service), terms, own, program));
  }
}
