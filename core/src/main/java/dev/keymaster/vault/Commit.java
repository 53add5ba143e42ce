package dev.keymaster.vault;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.crypto.Padding;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Ports;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Stored;
import dev.keymaster.model.VersionState;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of an open vault together with the events that record it: both become durable in one
 * transaction, or neither does.
 */
public final class Commit extends Writing {
  /** How far clocks of machines are apart at most that nobody set wrong on purpose. */
  private static final Duration OTHER_CLOCKS = Duration.ofDays(1);

  private static final int MAX_VERSIONS = 1000;
  private static final byte[] NO_HASH = new byte[32];

  Commit(Look look, SealedRows.Transaction out, Ports ports) {
    super(look, out, ports);
  }

  /** Stores a value as {@link NewKey#mode} says; does not close it. */
  public Stored store(NewKey key) {
    KeyEntry entry = lookUp(key.environment(), key.name());
    if (entry == null) {
      return create(key);
    }
    if (!entry.record().name().equals(key.name())) {
      throw Conflict.twin(entry.record(), key.name());
    }
    boolean compares = key.mode() == NewKey.Mode.UPSERT || key.mode() == NewKey.Mode.KEEP;
    if (compares && sameValue(entry, key)) {
      return new Stored(Stored.Outcome.UNCHANGED, entry.record());
    }
    if (key.mode() == NewKey.Mode.CREATE || key.mode() == NewKey.Mode.KEEP) {
      throw Conflict.exists(entry.record());
    }
    return new Stored(Stored.Outcome.NEW_VERSION, addVersion(entry, key));
  }

  /** Refuses if there is a key of that name, or a twin of it. */
  public void requireFree(EnvironmentName environment, KeyName name) {
    KeyEntry entry = lookUp(environment, name);
    if (entry != null) {
      throw entry.record().name().equals(name)
          ? Conflict.exists(entry.record())
          : Conflict.twin(entry.record(), name);
    }
  }

  /**
   * Stores a value as a version that is not handed out yet, and all that is needed to manage it at
   * its provider. Does not close the value.
   *
   * @param issued how the provider knows it; null if nothing is known of that
   */
  public KeyRecord storePending(NewKey key, @Nullable Issued issued) {
    KeyEntry entry = lookUp(key.environment(), key.name());
    if (entry == null) {
      KeyEntry fresh = empty(key);
      return addVersion(fresh, key, VersionState.PENDING, issued);
    }
    if (!entry.record().name().equals(key.name())) {
      throw Conflict.twin(entry.record(), key.name());
    }
    return addVersion(entry, key, VersionState.PENDING, issued);
  }

  /** Notes how a provider knows a version. */
  public KeyRecord issued(EnvironmentName environment, KeyName name, int number, Issued issued) {
    KeyEntry entry = require(environment, name);
    version(entry, number);
    KeyEntry next =
        entry.withVersions(
            version -> version.number() == number ? version.as(issued) : version, now);
    put(next);
    return next.record();
  }

  private Stored create(NewKey key) {
    if (key.mode() == NewKey.Mode.NEW_VERSION) {
      checkRows();
      throw Missing.key(key.environment(), key.name());
    }
    return new Stored(Stored.Outcome.CREATED, addVersion(empty(key), key));
  }

  private KeyEntry empty(NewKey key) {
    KeyDetails details = key.details() == null ? KeyDetails.of(ServiceName.CUSTOM) : key.details();
    KeyRecord record = new KeyRecord(key.environment(), key.name(), details, now, now, List.of());
    return new KeyEntry(ports.randomness().bytes(16), roomySegment(), record, List.of());
  }

  private boolean sameValue(KeyEntry entry, NewKey key) {
    return entry
        .record()
        .current()
        .map(current -> {
          try (Secret value = value(entry, version(entry, current.number()))) {
            return value.sameAs(key.value());
          }
        })
        .orElse(false);
  }

  private KeyRecord addVersion(KeyEntry old, NewKey key) {
    return addVersion(old, key, VersionState.CURRENT, null);
  }

  private KeyRecord addVersion(
      KeyEntry old, NewKey key, VersionState state, @Nullable Issued issued) {
    KeyEntry entry = key.details() == null ? old : old.with(key.details(), now);
    int number = entry.versions().isEmpty() ? 1 : entry.versions().getLast().number() + 1;
    if (entry.versions().size() >= MAX_VERSIONS) {
      throw Conflict.full(entry.record(), MAX_VERSIONS);
    }
    KeyVersion shown = new KeyVersion(number, state, now, key.hint(), key.value().length(), issued);
    KeyEntry next = append(entry, shown, key.value());
    put(next);
    return next.record();
  }

  /** Seals a value as the newest version of {@code entry}; a current one makes others retire. */
  private KeyEntry append(KeyEntry entry, KeyVersion shown, Secret value) {
    byte[] previous = entry.versions().isEmpty() ? NO_HASH : entry.versions().getLast().hash();
    VersionEntry unsealed =
        new VersionEntry(shown, keys.generation(), keys.device(), previous, NO_HASH);
    byte[] envelope = seal(entry, unsealed, value);
    byte[] hash = MerkleFrontier.sha256().digest(envelope);
    KeyEntry older =
        shown.state() == VersionState.CURRENT
            ? entry.withVersions(VersionEntry::retired, now)
            : entry;
    return older.adding(
        new VersionEntry(shown, keys.generation(), keys.device(), previous, hash), now);
  }

  /** Writes the rows of value and secret; returns the value's envelope. */
  @RevealsSecret("sealing needs the plaintext")
  private byte[] seal(KeyEntry entry, VersionEntry version, Secret value) {
    int number = version.number();
    byte[] raw = ports.randomness().bytes(SealingKey.LENGTH);
    byte[] wrapped =
        keys.environment(entry.record().environment())
            .seal(
                "key",
                "secret",
                Places.secret(vault, entry, number, keys.generation()),
                raw,
                ports.randomness());
    byte[] plain = value.reveal();
    byte[] padded = Padding.pad(plain);
    try (SealingKey secret = SealingKey.taking(raw, keys.home())) {
      byte[] context = Places.value(vault, entry, version);
      byte[] envelope = secret.seal("key", "value", context, padded, ports.randomness());
      fingerprints.add(entry.record(), version.shown(), plain);
      put(RowKind.SECRET, Places.versionLocator(RowKind.SECRET, entry.id(), number), wrapped);
      put(RowKind.VALUE, Places.versionLocator(RowKind.VALUE, entry.id(), number), envelope);
      return envelope;
    } finally {
      Arrays.fill(plain, (byte) 0);
      Arrays.fill(padded, (byte) 0);
    }
  }

  /**
   * Brings a key back with its versions and their numbers; the name must be free. A destroyed one
   * comes back as destroyed, so that its number is not given again.
   *
   * @param values of the live versions, in their order
   */
  void restore(KeyEntry saved, List<Secret> values) {
    KeyEntry entry =
        KeyEntry.of(ports.randomness().bytes(16), roomySegment(), saved.record(), List.of(), now);
    Iterator<Secret> next = values.iterator();
    for (VersionEntry version : saved.versions()) {
      entry =
          version.live() ? append(entry, version.shown(), next.next()) : entry.adding(version, now);
    }
    put(entry);
  }

  /**
   * Takes a key with its versions and their numbers from another vault; CONFLICT if there is one of
   * that name. What is said to have been made far later than now was made now: it would never be
   * too old.
   *
   * @param values of the versions that are not destroyed, in their order
   */
  public KeyRecord bring(KeyRecord saved, List<Secret> values) {
    requireFree(saved.environment(), saved.name());
    KeyEntry entry =
        KeyEntry.of(ports.randomness().bytes(16), roomySegment(), saved, List.of(), now);
    Iterator<Secret> next = values.iterator();
    for (KeyVersion each : saved.versions()) {
      KeyVersion version = each.created().isAfter(now.plus(OTHER_CLOCKS)) ? each.at(now) : each;
      entry =
          version.state() == VersionState.DESTROYED
              ? entry.adding(destroyed(version), now)
              : append(entry, version, next.next());
    }
    put(entry);
    return entry.record();
  }

  private VersionEntry destroyed(KeyVersion version) {
    return new VersionEntry(version, keys.generation(), keys.device(), NO_HASH, NO_HASH);
  }

  /** Changes what is said about a key. */
  public KeyRecord edit(EnvironmentName environment, KeyName name, KeyEdit edit) {
    KeyEntry entry = require(environment, name);
    KeyEntry next = entry.with(edit.applyTo(entry.record().details()), now);
    put(next);
    return next.record();
  }

  /** Makes an earlier version current: that number, or the newest retired one below the current. */
  public KeyRecord rollback(EnvironmentName environment, KeyName name, @Nullable Integer number) {
    KeyEntry entry = require(environment, name);
    VersionEntry target = number == null ? entry.earlier() : version(entry, number);
    if (!target.live()) {
      throw Missing.destroyed(entry.record(), target.number());
    }
    if (target.shown().state() == VersionState.CURRENT) {
      throw Conflict.currentAlready(entry.record(), target.number());
    }
    KeyEntry next =
        entry.withVersions(
            version ->
                version.number() == target.number()
                    ? version.in(VersionState.CURRENT)
                    : version.retired(),
            now);
    put(next);
    return next.record();
  }

  /** Erases the key material of one version that is not current. */
  public KeyRecord destroy(EnvironmentName environment, KeyName name, int number) {
    KeyEntry entry = require(environment, name);
    VersionEntry target = version(entry, number);
    if (target.shown().state() == VersionState.CURRENT) {
      throw Conflict.current(entry.record(), number);
    }
    if (!target.live()) {
      throw Missing.destroyed(entry.record(), number);
    }
    erase(entry, target);
    KeyEntry next =
        entry.withVersions(
            version -> version.number() == number ? version.in(VersionState.DESTROYED) : version,
            now);
    put(next);
    return next.record();
  }

  /** Removes a key and erases all its versions. */
  public KeyRecord remove(EnvironmentName environment, KeyName name) {
    KeyEntry entry = require(environment, name);
    entry.versions().stream().filter(VersionEntry::live).forEach(live -> erase(entry, live));
    remove(RowKind.KEY, Places.keyLocator(environment, name));
    touched(entry.segment()).remove(entry);
    return entry.record();
  }

  /**
   * Stores a document under a name, in place of the one that has it.
   *
   * @param name 1 to 32 of {@code a-z0-9-}
   * @param content at most 1 MiB, else USAGE; left unchanged
   * @throws KeymasterException CONFLICT if the vault has 64 documents already
   */
  public void putDocument(String name, byte[] content) {
    byte[] sealed = Document.seal(keys, vault, name, content, ports.randomness());
    if (!documents.contains(name) && documents.size() >= Head.MAX_DOCUMENTS) {
      throw Conflict.documents(Head.MAX_DOCUMENTS);
    }
    documents.add(name);
    put(RowKind.DOCUMENT, Places.documentLocator(name), sealed);
  }

  /** Removes and erases a document, if there is one of that name. */
  public void removeDocument(String name) {
    if (documents.remove(name)) {
      remove(RowKind.DOCUMENT, Places.documentLocator(name));
    }
  }

  private void erase(KeyEntry entry, VersionEntry version) {
    remove(RowKind.SECRET, Places.versionLocator(RowKind.SECRET, entry.id(), version.number()));
    remove(RowKind.VALUE, Places.versionLocator(RowKind.VALUE, entry.id(), version.number()));
  }

  private void put(KeyEntry entry) {
    EnvironmentName environment = entry.record().environment();
    KeyName name = entry.record().name();
    byte[] sealed = entry.seal(keys, vault, ports.randomness());
    put(RowKind.KEY, Places.keyLocator(environment, name), sealed);
    touched(entry.segment()).put(entry);
  }
}
