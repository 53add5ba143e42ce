package dev.keymaster.cli;

import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import java.util.Locale;
import java.util.Map;

/** Keys as JSON, without values. */
final class KeyJson {
  private KeyJson() {}

  /** {@code keymaster/key/1}. */
  static Json document(KeyRecord key) {
    return fill(Json.document("key"), key);
  }

  /** A key inside another document. */
  static Json object(KeyRecord key) {
    return fill(Json.object(), key);
  }

  private static Json fill(Json json, KeyRecord key) {
    KeyDetails details = key.details();
    json.set("environment", key.environment().value())
        .set("name", key.name().value())
        .set("service", details.service().value())
        .set("status", word(details.status()))
        .set("version", key.current().map(KeyVersion::number).orElse(0))
        .set("hint", key.current().map(KeyVersion::hint).orElse("…"))
        .texts("tags", details.tags())
        .set("note", details.note())
        .set("endpoint", details.endpoint())
        .set("variable", details.variable())
        .set("owner", details.owner())
        .set("expires", details.expires())
        .set("metadata", metadata(details.metadata()))
        .set("created", key.created())
        .set("updated", key.updated());
    return json.objects("versions", key.versions().stream().map(KeyJson::version).toList());
  }

  private static Json metadata(Map<String, String> fields) {
    Json json = Json.object();
    fields.forEach(json::set);
    return json;
  }

  static Json version(KeyVersion version) {
    Json json =
        Json.object()
            .set("number", version.number())
            .set("state", word(version.state()))
            .set("created", version.created())
            .set("hint", version.hint())
            .set("length", version.length());
    Issued issued = version.issued();
    return issued == null
        ? json
        : json.set("provider", issued.service().value())
            .set("provider_state", word(issued.state()))
            .set("provider_id", metadata(issued.id()));
  }

  static Json summary(KeySummary key) {
    return Json.object()
        .set("environment", key.environment().value())
        .set("name", key.name().value())
        .set("service", key.service().value())
        .set("status", word(key.status()))
        .set("version", key.version())
        .set("hint", key.hint())
        .texts("tags", key.tags())
        .set("variable", key.variable())
        .set("expires", key.expires())
        .set("updated", key.updated());
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
