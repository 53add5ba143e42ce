package dev.keymaster.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import dev.keymaster.vault.Mutations.Field;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SA3: an envelope opens for the place it was sealed for and for no other. */
class PlacesTests {
  private static final Randomness RANDOMNESS = new SecureRandom()::nextBytes;
  private static final byte[] VAULT = RANDOMNESS.bytes(16);
  private static final byte[] RECORD = RANDOMNESS.bytes(16);
  private static final byte[] DEVICE = RANDOMNESS.bytes(16);
  private static final byte[] PREVIOUS = RANDOMNESS.bytes(32);

  private static KeyEntry entry(byte[] id, String environment, String name) {
    Instant then = Instant.EPOCH;
    KeyRecord record =
        new KeyRecord(
            new EnvironmentName(environment),
            new KeyName(name),
            KeyDetails.of(ServiceName.CUSTOM),
            then,
            then,
            List.of());
    return new KeyEntry(id, 0, record, List.of());
  }

  private static VersionEntry version(int number, int generation, byte[] device, byte[] previous) {
    KeyVersion shown = new KeyVersion(number, VersionState.CURRENT, Instant.EPOCH, "…", 1);
    return new VersionEntry(shown, generation, device, previous, new byte[32]);
  }

  private static byte[] other(byte[] bytes) {
    byte[] other = bytes.clone();
    other[other.length - 1] ^= 1;
    return other;
  }

  /** The contexts of docs/format.md, with the tags that the page lists. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes them
  enum Context {
    KEYSET("keyset", "keys", List.of(1, 2), Places.keyset(VAULT, 3)),
    HEAD("state", "head", List.of(1, 2), Places.head(VAULT, 3)),
    KEY(
        "key",
        "record",
        List.of(1, 2, 3, 4),
        Places.key(VAULT, new EnvironmentName("dev"), new KeyName("OpenAI"), 3)),
    VALUE(
        "key",
        "value",
        List.of(1, 2, 3, 4, 5, 6, 7, 8),
        Places.value(VAULT, entry(RECORD, "dev", "OpenAI"), version(2, 3, DEVICE, PREVIOUS))),
    SECRET(
        "key",
        "secret",
        List.of(1, 2, 3, 4, 5, 6),
        Places.secret(VAULT, entry(RECORD, "dev", "OpenAI"), 2, 3)),
    SEGMENT("index", "segment", List.of(1, 2, 3), Places.segment(VAULT, 4, 3)),
    EVENT("log", "event", List.of(1, 2), Places.event(VAULT, 77));

    final String object;
    final String content;
    final List<Integer> tags;
    final byte[] encoded;

    Context(String object, String content, List<Integer> tags, byte[] encoded) {
      this.object = object;
      this.content = content;
      this.tags = tags;
      this.encoded = encoded;
    }
  }

  private final SealingKey key = SealingKey.random(RANDOMNESS);

  @ParameterizedTest
  @EnumSource(Context.class)
  void SA3_every_field_of_a_context_is_bound(Context place) {
    byte[] envelope = key.seal(place.object, place.content, place.encoded, VAULT, RANDOMNESS);
    assertThat(key.tryOpen(place.object, place.content, place.encoded, envelope)).isEqualTo(VAULT);
    List<Field> fields = Mutations.fields(place.encoded);
    assertThat(fields).extracting(Field::tag).isEqualTo(place.tags);
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      List<Field> without = new ArrayList<>(fields);
      without.remove(i);
      shut(place, envelope, Mutations.join(without));
      shut(place, envelope, changed(fields, i, new Field(field.tag() + 100, field.value())));
      shut(place, envelope, changed(fields, i, field.with(new byte[0])));
      shut(place, envelope, changed(fields, i, field.with(Arrays.copyOf(field.value(), 99))));
      for (int bit = 0; bit < field.value().length * 8; bit++) {
        byte[] flipped = field.value().clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        shut(place, envelope, changed(fields, i, field.with(flipped)));
      }
    }
  }

  private static byte[] changed(List<Field> fields, int index, Field field) {
    return Mutations.join(Mutations.replaced(fields, index, field));
  }

  private void shut(Context place, byte[] envelope, byte[] context) {
    assertThat(key.tryOpen(place.object, place.content, context, envelope)).isNull();
  }

  @ParameterizedTest
  @EnumSource(Context.class)
  void SA3_both_namespaces_and_the_key_are_bound(Context place) {
    byte[] envelope = key.seal(place.object, place.content, place.encoded, VAULT, RANDOMNESS);
    for (Context other : Context.values()) {
      if (other != place) {
        assertThat(key.tryOpen(other.object, other.content, place.encoded, envelope)).isNull();
      }
    }
    assertThat(key.tryOpen(place.object, place.content + "s", place.encoded, envelope)).isNull();
    assertThat(key.tryOpen(place.object + "s", place.content, place.encoded, envelope)).isNull();
    assertThat(key.tryOpen("", place.object + "/" + place.content, place.encoded, envelope))
        .isNull();
    SealingKey another = SealingKey.taking(other(key.encoded()));
    assertThat(another.tryOpen(place.object, place.content, place.encoded, envelope)).isNull();
    assertThat(
            key.derive("x", new byte[0])
                .tryOpen(place.object, place.content, place.encoded, envelope))
        .isNull();
  }

  @Nested
  class what_a_place_is_made_of {
    private final Map<String, byte[]> places = new LinkedHashMap<>();

    private void distinct(String what, byte[] place) {
      places.forEach(
          (name, known) -> assertThat(place).as("%s against %s", what, name).isNotEqualTo(known));
      places.put(what, place);
    }

    @Test
    void SA3_a_value_is_bound_to_eight_things() {
      KeyEntry entry = entry(RECORD, "dev", "a");
      distinct("as it is", Places.value(VAULT, entry, version(1, 1, DEVICE, PREVIOUS)));
      distinct("vault", Places.value(other(VAULT), entry, version(1, 1, DEVICE, PREVIOUS)));
      distinct("record", value(entry(other(RECORD), "dev", "a")));
      distinct("environment", value(entry(RECORD, "prod", "a")));
      distinct("name", value(entry(RECORD, "dev", "b")));
      distinct("case of the name", value(entry(RECORD, "dev", "A")));
      distinct("version", Places.value(VAULT, entry, version(2, 1, DEVICE, PREVIOUS)));
      distinct("generation", Places.value(VAULT, entry, version(1, 2, DEVICE, PREVIOUS)));
      distinct("device", Places.value(VAULT, entry, version(1, 1, other(DEVICE), PREVIOUS)));
      distinct("previous", Places.value(VAULT, entry, version(1, 1, DEVICE, other(PREVIOUS))));
    }

    private byte[] value(KeyEntry entry) {
      return Places.value(VAULT, entry, version(1, 1, DEVICE, PREVIOUS));
    }

    @Test
    void SA3_a_secret_is_bound_to_six_things() {
      KeyEntry entry = entry(RECORD, "dev", "a");
      distinct("as it is", Places.secret(VAULT, entry, 1, 1));
      distinct("vault", Places.secret(other(VAULT), entry, 1, 1));
      distinct("record", Places.secret(VAULT, entry(other(RECORD), "dev", "a"), 1, 1));
      distinct("environment", Places.secret(VAULT, entry(RECORD, "prod", "a"), 1, 1));
      distinct("name", Places.secret(VAULT, entry(RECORD, "dev", "b"), 1, 1));
      distinct("version", Places.secret(VAULT, entry, 2, 1));
      distinct("generation", Places.secret(VAULT, entry, 1, 2));
    }

    @Test
    void SA3_a_key_is_bound_to_four_things() {
      distinct("as it is", key(VAULT, "dev", "a", 1));
      distinct("vault", key(other(VAULT), "dev", "a", 1));
      distinct("environment", key(VAULT, "prod", "a", 1));
      distinct("name", key(VAULT, "dev", "b", 1));
      distinct("generation", key(VAULT, "dev", "a", 2));
      assertThat(key(VAULT, "dev", "A", 1)).isEqualTo(key(VAULT, "dev", "a", 1));
    }

    private byte[] key(byte[] vault, String environment, String name, int generation) {
      return Places.key(vault, new EnvironmentName(environment), new KeyName(name), generation);
    }

    @Test
    void SA3_the_others_are_bound_to_vault_number_and_generation() {
      distinct("segment", Places.segment(VAULT, 1, 1));
      distinct("segment of another vault", Places.segment(other(VAULT), 1, 1));
      distinct("segment 2", Places.segment(VAULT, 2, 1));
      distinct("segment of generation 2", Places.segment(VAULT, 1, 2));
      distinct("document", Places.document(VAULT, "mfa", 1));
      distinct("document of another vault", Places.document(other(VAULT), "mfa", 1));
      distinct("another document", Places.document(VAULT, "sample", 1));
      distinct("document of generation 2", Places.document(VAULT, "mfa", 2));
      distinct("event", Places.event(VAULT, 1));
      distinct("event of another vault", Places.event(other(VAULT), 1));
      distinct("event 2", Places.event(VAULT, 2));
      distinct("head", Places.head(VAULT, 1));
      distinct("head of another vault", Places.head(other(VAULT), 1));
      distinct("head of generation 2", Places.head(VAULT, 2));
      assertThat(Places.keyset(VAULT, 1)).isNotEqualTo(Places.keyset(VAULT, 2));
      assertThat(Places.keyset(VAULT, 1)).isNotEqualTo(Places.keyset(other(VAULT), 1));
    }

    @Test
    void SA2_no_two_things_share_a_locator() {
      EnvironmentName dev = new EnvironmentName("dev");
      distinct("key", Places.keyLocator(dev, new KeyName("a")));
      distinct("key b", Places.keyLocator(dev, new KeyName("b")));
      distinct("of prod", Places.keyLocator(new EnvironmentName("prod"), new KeyName("a")));
      distinct("value", Places.versionLocator(RowKind.VALUE, RECORD, 1));
      distinct("secret", Places.versionLocator(RowKind.SECRET, RECORD, 1));
      distinct("value 2", Places.versionLocator(RowKind.VALUE, RECORD, 2));
      distinct("value of another", Places.versionLocator(RowKind.VALUE, other(RECORD), 1));
      distinct("segment", Places.segmentLocator(1));
      distinct("segment 2", Places.segmentLocator(2));
      distinct("document", Places.documentLocator("mfa"));
      distinct("another document", Places.documentLocator("sample"));
      distinct("moved border", Places.keyLocator(new EnvironmentName("de"), new KeyName("va")));
    }
  }
}
