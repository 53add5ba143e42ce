package dev.keymaster.service;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Stored;
import dev.keymaster.wire.Keys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes requests about keys to the guard. */
record LocalKeys(LocalEngine engine) implements Keys {
  @Override
  public List<KeySummary> list(Selection selection) {
    return engine.guard().list(selection);
  }

  @Override
  public KeyRecord show(EnvironmentName environment, KeyName name) {
    return engine.guard().show(environment, name);
  }

  @Override
  public List<Released> release(List<KeyRef> refs, Release release) {
    return engine.guard().release(refs, release);
  }

  @Override
  public List<Stored> store(List<NewKey> keys) {
    if (keys.size() == 1) {
      return engine.guard().store(keys, EventKind.STORE);
    }
    engine.copies().beforeImporting(keys);
    return engine.guard().store(keys, EventKind.IMPORT);
  }

  @Override
  public List<KeyRecord> bring(List<Brought> keys) {
    return engine.guard().bring(keys);
  }

  @Override
  public KeyRecord edit(EnvironmentName environment, KeyName name, KeyEdit edit) {
    return engine.guard().edit(environment, name, edit);
  }

  @Override
  public KeyRecord rollback(EnvironmentName environment, KeyName name, @Nullable Integer version) {
    return engine.lives().rollback(new KeyRef(environment, name), version);
  }

  @Override
  public KeyRecord destroy(EnvironmentName environment, KeyName name, int version) {
    return engine.guard().destroy(environment, name, version);
  }

  @Override
  public void remove(EnvironmentName environment, KeyName name) {
    engine.copies().beforeRemoving(environment, name);
    engine.guard().remove(environment, name);
  }

  @Override
  public void purge(EnvironmentName environment, KeyName name) {
    engine.guard().purge(environment, name);
  }
}
