package dev.keymaster.guard;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.ServiceName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Short ways to change something about a key. */
final class Edits {
  private Edits() {}

  static KeyEdit note(String note) {
    return edit(null, note, null, Map.of());
  }

  static KeyEdit status(KeyStatus status) {
    return edit(null, null, status, Map.of());
  }

  static KeyEdit service(ServiceName service) {
    return edit(service, null, null, Map.of());
  }

  static KeyEdit metadata(Map<String, String> metadata) {
    return edit(null, null, null, metadata);
  }

  private static KeyEdit edit(
      @Nullable ServiceName service,
      @Nullable String note,
      @Nullable KeyStatus status,
      Map<String, String> metadata) {
    return new KeyEdit(
        service, List.of(), List.of(), note, null, null, null, null, status, metadata, Set.of());
  }

  /** Makes an earlier version current again; null for the one before. */
  static KeyRecord rollback(
      Guard guard, EnvironmentName environment, KeyName name, @Nullable Integer version) {
    return guard.lifecycle().rollback(new KeyRef(environment, name), version, (commit, key) -> {});
  }
}
