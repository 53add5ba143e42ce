package dev.keymaster.cli;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Stored;
import dev.keymaster.model.VersionState;
import dev.keymaster.wire.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests about keys, on {@link FakeEngine}'s map. */
final class FakeKeys implements Keys {
  private final FakeEngine engine;

  FakeKeys(FakeEngine engine) {
    this.engine = engine;
  }

  @Override
  public List<KeySummary> list(Selection selection) {
    engine.open();
    return engine.stored.values().stream()
        .map(FakeKey::record)
        .filter(k -> selection.includes(k.environment(), k.details().service(), k.name()))
        .map(FakeKeys::summary)
        .toList();
  }

  private static KeySummary summary(KeyRecord key) {
    return new KeySummary(
        key.environment(),
        key.name(),
        key.details().service(),
        key.details().status(),
        key.current().map(KeyVersion::hint).orElse("…"),
        key.current().map(KeyVersion::number).orElse(0),
        key.updated(),
        key.details().expires(),
        key.details().variable(),
        key.details().tags());
  }

  @Override
  public KeyRecord show(EnvironmentName environment, KeyName name) {
    return engine.require(environment, name).record();
  }

  @Override
  public List<Released> release(List<KeyRef> refs, Release release) {
    List<Released> released = new ArrayList<>();
    for (KeyRef ref : refs) {
      FakeKey key = engine.require(ref.environment(), ref.name());
      if (key.details.status() != KeyStatus.ACTIVE) {
        throw new KeymasterException(Code.DENIED, ref.name() + " is not active", "");
      }
      Integer wanted = ref.version();
      int version = wanted == null ? key.current() : wanted;
      byte[] value = key.values.get(version);
      if (value == null) {
        throw new KeymasterException(Code.NOT_FOUND, "no version " + version, "");
      }
      released.add(new Released(key.record(), version, Secret.copyOf(value)));
      engine.happened(release.kind(), ref.toString(), release.detail());
    }
    return released;
  }

  @Override
  public List<Stored> store(List<NewKey> keys) {
    engine.open();
    return keys.stream().map(this::store).toList();
  }

  private Stored store(NewKey next) {
    KeyRef ref = new KeyRef(next.environment(), next.name());
    byte[] value = next.value().reveal();
    next.value().close();
    FakeKey key = engine.stored.get(ref);
    if (key == null && next.mode() == NewKey.Mode.NEW_VERSION) {
      throw new KeymasterException(Code.NOT_FOUND, "no key " + ref.name(), "");
    }
    if (key != null && next.mode() == NewKey.Mode.CREATE) {
      throw new KeymasterException(Code.CONFLICT, ref.name() + " exists already", "");
    }
    if (key != null && key.currentValue().equals(new String(value, StandardCharsets.UTF_8))) {
      return new Stored(Stored.Outcome.UNCHANGED, key.record());
    }
    if (key != null && next.mode() == NewKey.Mode.KEEP) {
      throw new KeymasterException(Code.CONFLICT, ref.name() + " exists already", "");
    }
    Stored.Outcome outcome = key == null ? Stored.Outcome.CREATED : Stored.Outcome.NEW_VERSION;
    if (key == null) {
      key = new FakeKey(ref, KeyDetails.of(ServiceName.CUSTOM), engine.now);
      engine.stored.put(ref, key);
    }
    KeyDetails details = next.details();
    key.details = details == null ? key.details : details;
    key.add(value, next.hint());
    engine.happened(EventKind.STORE, ref.toString(), "");
    return new Stored(outcome, key.record());
  }

  @Override
  public List<KeyRecord> bring(List<Brought> keys) {
    engine.open();
    List<KeyRecord> stored = new ArrayList<>();
    for (Brought next : keys) {
      KeyRef ref = next.record().ref();
      FakeKey key = new FakeKey(ref, next.record().details(), engine.now);
      int live = 0;
      for (KeyVersion version : next.record().versions()) {
        if (version.state() != VersionState.DESTROYED) {
          key.add(next.values().get(live++).reveal(), version.hint());
        }
      }
      next.record().current().ifPresent(current -> key.makeCurrent(current.number()));
      engine.stored.put(ref, key);
      engine.happened(EventKind.IMPORT, ref.toString(), "");
      stored.add(key.record());
      next.close();
    }
    return stored;
  }

  @Override
  public KeyRecord edit(EnvironmentName environment, KeyName name, KeyEdit edit) {
    FakeKey key = engine.require(environment, name);
    key.details = edit.applyTo(key.details);
    engine.happened(EventKind.EDIT, key.ref.toString(), "");
    return key.record();
  }

  @Override
  public KeyRecord rollback(EnvironmentName environment, KeyName name, @Nullable Integer version) {
    FakeKey key = engine.require(environment, name);
    int to = version == null ? key.current() - 1 : version;
    if (!key.values.containsKey(to)) {
      throw new KeymasterException(Code.NOT_FOUND, "no version " + to + " of " + name, "");
    }
    key.makeCurrent(to);
    engine.happened(EventKind.ROLLBACK, key.ref.toString(), "");
    return key.record();
  }

  @Override
  public KeyRecord destroy(EnvironmentName environment, KeyName name, int version) {
    FakeKey key = engine.require(environment, name);
    KeyVersion found =
        key.record()
            .version(version)
            .orElseThrow(() -> new KeymasterException(Code.NOT_FOUND, "no version", ""));
    if (found.state() == VersionState.CURRENT) {
      throw new KeymasterException(Code.CONFLICT, "that version is current", "");
    }
    key.destroy(version);
    engine.happened(EventKind.DESTROY, key.ref + "#" + version, "");
    return key.record();
  }

  @Override
  public void purge(EnvironmentName environment, KeyName name) {
    engine.stored.remove(engine.require(environment, name).ref);
    engine.happened(EventKind.REMOVE, new KeyRef(environment, name).toString(), "purged");
  }

  @Override
  public void remove(EnvironmentName environment, KeyName name) {
    engine.stored.remove(engine.require(environment, name).ref);
    engine.happened(EventKind.REMOVE, new KeyRef(environment, name).toString(), "");
  }
}
