package dev.keymaster.cli;

import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.ServiceName;
import dev.keymaster.project.ControlVariables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said about a key. */
final class DetailOptions {
  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      description = "service it belongs to, such as openai")
  @Nullable String service;

  @Option(names = "--tag", paramLabel = "TAG", description = "add a tag; may be repeated")
  List<String> tags = List.of();

  @Option(names = "--note", paramLabel = "TEXT", description = "note, free text")
  @Nullable String note;

  @Option(names = "--endpoint", paramLabel = "URL", description = "base URL to use it with")
  @Nullable String endpoint;

  @Option(
      names = "--variable",
      paramLabel = "VAR",
      description = "environment variable it becomes, if not the service's own")
  @Nullable String variable;

  @Option(names = "--owner", paramLabel = "WHO", description = "who answers for it")
  @Nullable String owner;

  @Option(
      names = "--expires",
      paramLabel = "WHEN",
      description = "when it ceases to be valid: 90d, 2027-01-31 or never")
  @Nullable String expires;

  @Option(
      names = "--meta",
      paramLabel = "FIELD=TEXT",
      description = "set a field of your own; may be repeated")
  List<String> metadata = List.of();

  /** Returns these options as a change, together with what only {@code edit} can say. */
  KeyEdit edit(
      Instant now, List<String> removeTags, @Nullable KeyStatus status, List<String> removeMeta) {
    return new KeyEdit(
        service == null ? null : new ServiceName(service),
        tags,
        removeTags,
        note,
        endpoint,
        variable == null ? null : ControlVariables.refuse(variable),
        owner,
        expires == null ? null : When.parse(expires, now),
        status,
        fields(),
        Set.copyOf(removeMeta));
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new TreeMap<>();
    for (String pair : metadata) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw KeymasterException.usage(
            "not a field: " + Printable.quote(pair), "write --meta FIELD=TEXT");
      }
      fields.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return fields;
  }
}
