package dev.keymaster.cli;

import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.ServiceUser;

/** How keys of users are told: by service and user, not by the name that they have inside. */
final class UserKeys {
  private UserKeys() {}

  /** {@code keymaster/user-key/1}. */
  static Json document(KeyRecord key) {
    return fill(Json.document("user-key"), key);
  }

  static Json object(KeyRecord key) {
    return fill(Json.object(), key);
  }

  private static Json fill(Json json, KeyRecord key) {
    return json.set("service", key.details().service().value())
        .set("user", user(key))
        .set("active", active(key))
        .set("hint", hint(key))
        .set("version", key.current().map(KeyVersion::number).orElse(0))
        .set("note", key.details().note())
        .set("expires", key.details().expires())
        .set("created", key.created())
        .set("updated", key.updated())
        .set("reference", key.ref().toString());
  }

  static String user(KeyRecord key) {
    return key.details().metadata().getOrDefault(ServiceUser.FIELD, "?");
  }

  static boolean active(KeyRecord key) {
    return key.details().status() == KeyStatus.ACTIVE;
  }

  static String hint(KeyRecord key) {
    return key.current().map(KeyVersion::hint).orElse("…");
  }
}
