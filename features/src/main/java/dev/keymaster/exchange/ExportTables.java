package dev.keymaster.exchange;

import static dev.keymaster.exchange.TableBuilder.text;
import static dev.keymaster.exchange.TableBuilder.textOrNone;
import static dev.keymaster.exchange.TableBuilder.value;
import static dev.keymaster.exchange.TableBuilder.whole;
import static dev.keymaster.exchange.TableBuilder.wholeOrNone;

import dev.keymaster.model.Brought;
import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.DatabaseTable.Cell;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An {@link ExportDocument} as tables (docs/format.md 11.6): what is a list there is a table here.
 */
final class ExportTables {
  /** The table of what there is once. */
  static final String TOP = "export";

  private final TableBuilder top =
      new TableBuilder(TOP, "name TEXT PRIMARY KEY", "value TEXT NOT NULL");
  private final TableBuilder keys =
      new TableBuilder(
          "keys",
          "id INTEGER PRIMARY KEY",
          "environment TEXT NOT NULL",
          "name TEXT NOT NULL",
          "service TEXT NOT NULL",
          "created TEXT NOT NULL",
          "expires TEXT",
          "owner TEXT",
          "variable TEXT",
          "endpoint TEXT",
          "note TEXT");
  private final TableBuilder versions =
      new TableBuilder(
          "versions",
          "key INTEGER NOT NULL REFERENCES keys",
          "number INTEGER NOT NULL",
          "state TEXT NOT NULL",
          "created TEXT NOT NULL",
          "value BLOB",
          "issued_service TEXT",
          "issued_state TEXT");
  private final TableBuilder issued =
      new TableBuilder(
          "issued",
          "key INTEGER NOT NULL REFERENCES keys",
          "number INTEGER NOT NULL",
          "name TEXT NOT NULL",
          "value TEXT NOT NULL");
  private final TableBuilder tags =
      new TableBuilder("tags", "key INTEGER NOT NULL REFERENCES keys", "tag TEXT NOT NULL");
  private final TableBuilder metadata =
      new TableBuilder(
          "metadata",
          "key INTEGER NOT NULL REFERENCES keys",
          "name TEXT NOT NULL",
          "value TEXT NOT NULL");
  private final TableBuilder profiles =
      new TableBuilder(
          "profiles", "id INTEGER PRIMARY KEY", "name TEXT NOT NULL", "description TEXT NOT NULL");
  private final TableBuilder profileTags =
      new TableBuilder(
          "profile_tags", "profile INTEGER NOT NULL REFERENCES profiles", "tag TEXT NOT NULL");
  private final TableBuilder profileKeys =
      new TableBuilder(
          "profile_keys",
          "profile INTEGER NOT NULL REFERENCES profiles",
          "name TEXT NOT NULL",
          "environment TEXT",
          "service TEXT",
          "variable TEXT",
          "endpoint TEXT",
          "requests_per_minute INTEGER",
          "tokens_per_minute INTEGER");

  private ExportTables() {}

  /** Makes tables of a document; values are copied. */
  static List<DatabaseTable> of(ExportDocument document) {
    ExportTables made = new ExportTables();
    made.once("schema", ExportDocument.SCHEMA);
    made.once("created", document.created().toString());
    made.once("policy", document.policy());
    made.once("configuration", document.configuration());
    document.keys().forEach(made::key);
    document.profiles().forEach(made::profile);
    return Stream.of(
            made.top,
            made.keys,
            made.tags,
            made.metadata,
            made.versions,
            made.issued,
            made.profiles,
            made.profileTags,
            made.profileKeys)
        .map(TableBuilder::table)
        .toList();
  }

  private void once(String name, String value) {
    if (!value.isEmpty()) {
      top.add(text(name), text(value));
    }
  }

  private void key(Brought key) {
    KeyRecord record = key.record();
    KeyDetails details = record.details();
    int id = keys.size() + 1;
    Instant expires = details.expires();
    keys.add(
        whole(id),
        text(record.environment().value()),
        text(record.name().value()),
        text(details.service().value()),
        text(record.created().toString()),
        textOrNone(expires == null ? null : expires.toString()),
        textOrNone(details.owner()),
        textOrNone(details.variable()),
        textOrNone(details.endpoint()),
        textOrNone(details.note()));
    details.tags().forEach(tag -> tags.add(whole(id), text(tag)));
    details.metadata().forEach((name, value) -> metadata.add(whole(id), text(name), text(value)));
    Iterator<Secret> values = key.values().iterator();
    record.versions().forEach(version -> version(id, version, values));
  }

  private void version(int key, KeyVersion version, Iterator<Secret> values) {
    Issued made = version.issued();
    boolean live = version.state() != VersionState.DESTROYED;
    versions.add(
        whole(key),
        whole(version.number()),
        text(word(version.state())),
        text(version.created().toString()),
        live ? value(values.next()) : new Cell.Empty(),
        textOrNone(made == null ? null : made.service().value()),
        textOrNone(made == null ? null : word(made.state())));
    if (made != null) {
      made.id()
          .forEach((name, value) ->
              issued.add(whole(key), whole(version.number()), text(name), text(value)));
    }
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private void profile(Profile profile) {
    int id = profiles.size() + 1;
    profiles.add(whole(id), text(profile.name().value()), text(profile.description()));
    profile.tags().forEach(tag -> profileTags.add(whole(id), text(tag)));
    profile.keys().forEach(key -> profileKey(id, key));
  }

  private void profileKey(int profile, ProfileKey key) {
    EnvironmentName environment = key.environment();
    ServiceName service = key.service();
    profileKeys.add(
        whole(profile),
        text(key.name().value()),
        textOrNone(environment == null ? null : environment.value()),
        textOrNone(service == null ? null : service.value()),
        textOrNone(key.variable()),
        textOrNone(key.endpoint()),
        wholeOrNone(key.requests()),
        wholeOrNone(key.tokens()));
  }
}
