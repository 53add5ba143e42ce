package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.VersionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A key with its values, in the clear. */
final class FakeKey {
  final KeyRef ref;
  final List<KeyVersion> versions = new ArrayList<>();
  final Map<Integer, byte[]> values = new HashMap<>();
  private final Instant now;
  KeyDetails details;

  FakeKey(KeyRef ref, KeyDetails details, Instant now) {
    this.ref = ref;
    this.details = details;
    this.now = now;
  }

  KeyRecord record() {
    return new KeyRecord(ref.environment(), ref.name(), details, now, now, versions);
  }

  int current() {
    return record().current().map(KeyVersion::number).orElse(0);
  }

  String currentValue() {
    return new String(values.getOrDefault(current(), new byte[0]), UTF_8);
  }

  void add(byte[] value, String hint) {
    retire();
    int number = versions.size() + 1;
    versions.add(new KeyVersion(number, VersionState.CURRENT, now, hint, value.length));
    values.put(number, value);
  }

  void makeCurrent(int number) {
    retire();
    set(number, VersionState.CURRENT);
  }

  void destroy(int number) {
    set(number, VersionState.DESTROYED);
    values.remove(number);
  }

  private void retire() {
    versions.replaceAll(v -> v.state() == VersionState.CURRENT ? v.in(VersionState.RETIRED) : v);
  }

  private void set(int number, VersionState state) {
    versions.replaceAll(v -> v.number() == number ? v.in(state) : v);
  }
}
