package dev.keymaster.exchange;

import dev.keymaster.model.Brought;
import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Profile;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.VersionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a vault holds, as a document that another vault reads (docs/commands/export.md).
 *
 * @param created when it was made
 * @param keys with their values, which belong to it
 * @param profiles named sets of keys
 * @param policy as people read it; empty for none
 * @param configuration the person's {@code config.yaml}; empty for none
 */
public record ExportDocument(
    Instant created,
    List<Brought> keys,
    List<Profile> profiles,
    String policy,
    String configuration)
    implements AutoCloseable {
  static final String SCHEMA = "keymaster/export/1";

  /** Copies the lists. */
  public ExportDocument {
    keys = List.copyOf(keys);
    profiles = List.copyOf(profiles);
  }

  /** Returns it as JSON or YAML, which the caller zeroes. */
  public byte[] text(boolean yaml) {
    List<Secret> coded = new ArrayList<>();
    try {
      Map<String, Object> top = fields(coded);
      return yaml ? Emitter.yaml(top) : Emitter.json(top);
    } finally {
      coded.forEach(Secret::close);
    }
  }

  /** Returns it as tables of a database (docs/format.md 11.6), which the caller closes. */
  public List<DatabaseTable> tables() {
    return ExportTables.of(this);
  }

  /**
   * Returns what {@link Emitter} writes.
   *
   * @param coded gets what was made for it, which the caller closes
   */
  private Map<String, Object> fields(List<Secret> coded) {
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("schema", SCHEMA);
    top.put("created", created.toString());
    top.put("keys", keys.stream().map(key -> key(key, coded)).toList());
    if (!profiles.isEmpty()) {
      top.put("profiles", profiles.stream().map(ProfileFields::of).toList());
    }
    putText(top, "policy", policy);
    putText(top, "configuration", configuration);
    return top;
  }

  private static Map<String, Object> key(Brought key, List<Secret> coded) {
    KeyRecord record = key.record();
    KeyDetails details = record.details();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("environment", record.environment().value());
    map.put("name", record.name().value());
    map.put("service", details.service().value());
    putTexts(map, "tags", details.tags());
    putText(map, "note", details.note());
    putText(map, "endpoint", details.endpoint() == null ? "" : details.endpoint());
    putText(map, "variable", details.variable() == null ? "" : details.variable());
    putText(map, "owner", details.owner());
    Instant expires = details.expires();
    putText(map, "expires", expires == null ? "" : expires.toString());
    putMap(map, "metadata", details.metadata());
    map.put("created", record.created().toString());
    Iterator<Secret> values = key.values().iterator();
    List<Object> versions = new ArrayList<>();
    record.versions().forEach(version -> versions.add(version(version, values, coded)));
    map.put("versions", versions);
    return map;
  }

  private static Map<String, Object> version(
      KeyVersion version, Iterator<Secret> values, List<Secret> coded) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("number", version.number());
    map.put("state", version.state().name().toLowerCase(Locale.ROOT));
    map.put("created", version.created().toString());
    Issued issued = version.issued();
    if (issued != null) {
      map.put("issued", issued(issued));
    }
    if (version.state() != VersionState.DESTROYED) {
      value(map, values.next(), coded);
    }
    return map;
  }

  private static Map<String, Object> issued(Issued issued) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("service", issued.service().value());
    map.put("state", issued.state().name().toLowerCase(Locale.ROOT));
    putMap(map, "id", issued.id());
    return map;
  }

  @RevealsSecret("bytes that are no text are written as base64")
  private static void value(Map<String, Object> map, Secret value, List<Secret> coded) {
    byte[] bytes = value.reveal();
    if (Emitter.isText(bytes)) {
      map.put("value", value);
    } else {
      Secret base64 = Secret.taking(Base64.getEncoder().encode(bytes));
      coded.add(base64);
      map.put("value_base64", base64);
    }
    Arrays.fill(bytes, (byte) 0);
  }

  private static void putText(Map<String, Object> map, String name, String text) {
    if (!text.isEmpty()) {
      map.put(name, text);
    }
  }

  private static void putTexts(Map<String, Object> map, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      map.put(name, texts);
    }
  }

  private static void putMap(Map<String, Object> map, String name, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      map.put(name, texts);
    }
  }

  @Override
  public void close() {
    keys.forEach(Brought::close);
  }
}
