package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.report.AccessCount;
import dev.keymaster.wire.Access;
import dev.keymaster.wire.Alerts;
import dev.keymaster.wire.Engine;
import dev.keymaster.wire.Keys;
import dev.keymaster.wire.Lifecycle;
import dev.keymaster.wire.Log;
import dev.keymaster.wire.Questions;
import dev.keymaster.wire.Reports;
import dev.keymaster.wire.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An engine that keeps everything in maps; asks for a passphrase if one is set. */
final class FakeEngine implements Engine {
  final SortedMap<KeyRef, FakeKey> stored =
      new TreeMap<>(
          java.util.Comparator.comparing(KeyRef::environment).thenComparing(KeyRef::name));
  final List<Event> events = new ArrayList<>();
  final FakeKeys keys = new FakeKeys(this);
  final FakeAlerts alerts = new FakeAlerts();
  final FakeVault vault = new FakeVault(this);
  final FakeAccess access = new FakeAccess(this);
  final FakeLog log = new FakeLog(this);
  final FakeLifecycle lifecycle = new FakeLifecycle();
  final FakeEmergency emergency = new FakeEmergency();
  final FakeInventory inventory = new FakeInventory();
  final FakeProfiles profiles = new FakeProfiles();
  final Instant now;
  Questions questions =
      terminal -> {
        throw new AssertionError("nobody is to be asked");
      };
  Unlocking unlocking = prompt -> Secret.copyOf(new byte[0]);
  @Nullable String passphrase;
  String codingAgent = "";
  boolean unlocked;
  boolean closed;
  @Nullable RuntimeException failure;

  FakeEngine(Instant now) {
    this.now = now;
  }

  @Override
  public String codingAgent() {
    return codingAgent;
  }

  /** Puts a key there, as if it had been stored before. */
  FakeEngine with(String env, String name, String service, String value) {
    keys.store(
        List.of(
            new NewKey(
                new EnvironmentName(env),
                new KeyName(name),
                Secret.copyOf(value.getBytes(UTF_8)),
                KeyDetails.of(new ServiceName(service)),
                "sk-…" + value.substring(Math.max(0, value.length() - 4)),
                NewKey.Mode.UPSERT)));
    events.clear();
    unlocked = false;
    return this;
  }

  /** Gives a key a variable, as no command would. */
  void variable(String env, String name, String variable) {
    FakeKey key = require(new EnvironmentName(env), new KeyName(name));
    KeyEdit edit =
        new KeyEdit(
            null, List.of(), List.of(), null, null, variable, null, null, null, Map.of(), Set.of());
    key.details = edit.applyTo(key.details);
  }

  /** The current value of a key, as text. */
  String value(String env, String name) {
    return require(new EnvironmentName(env), new KeyName(name)).currentValue();
  }

  KeyRecord record(String env, String name) {
    return require(new EnvironmentName(env), new KeyName(name)).record();
  }

  boolean has(String env, String name) {
    return stored.containsKey(new KeyRef(new EnvironmentName(env), new KeyName(name)));
  }

  FakeKey require(EnvironmentName environment, KeyName name) {
    open();
    FakeKey key = stored.get(new KeyRef(environment, name));
    if (key == null) {
      throw new KeymasterException(Code.NOT_FOUND, "no key " + name + " in " + environment, "");
    }
    return key;
  }

  void open() {
    if (failure != null) {
      throw failure;
    }
    if (!vault.exists) {
      throw new KeymasterException(Code.LOCKED, "there is no vault", "keymaster init");
    }
    if (passphrase != null && !unlocked) {
      try (Secret given = unlocking.passphrase("Passphrase: ")) {
        unlocked = new String(given.reveal(), UTF_8).equals(passphrase);
      }
      if (!unlocked) {
        throw new KeymasterException(Code.LOCKED, "wrong passphrase", "try again");
      }
    }
  }

  void happened(EventKind kind, String subject, String detail) {
    events.add(
        new Event(events.size(), now, kind, new Caller(1000, 42, "keymaster"), subject, detail));
  }

  @Override
  public FakeProfiles profiles() {
    open();
    return profiles;
  }

  @Override
  public Keys keys() {
    return keys;
  }

  @Override
  public Lifecycle lifecycle() {
    return lifecycle;
  }

  @Override
  public FakeEmergency emergency() {
    return emergency;
  }

  @Override
  public FakeInventory inventory() {
    return inventory;
  }

  @Override
  public Vault vault() {
    return vault;
  }

  @Override
  public Access access() {
    return access;
  }

  @Override
  public Questions questions() {
    return questions;
  }

  @Override
  public Log log() {
    return log;
  }

  @Override
  public Reports reports() {
    return query -> {
      open();
      AccessCount count = new AccessCount(query, now);
      events.forEach(count::add);
      return count.report();
    };
  }

  @Override
  public Alerts alerts() {
    open();
    return alerts;
  }

  @Override
  public void close() {
    closed = true;
  }
}
