package dev.keymaster.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.crypto.Padding;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import dev.keymaster.vault.Mutations.Field;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sealed in rows and parts: it comes back as it was, and has one form only. */
class EncodingTests {
  private final Random random = new Random(20);

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Consumer<byte[]> padded(Consumer<byte[]> reader) {
    return fields -> reader.accept(Padding.pad(fields));
  }

  private static List<Field> fields(byte[] padded) {
    return Mutations.fields(Padding.unpad(padded));
  }

  /** Exchanges two fields of the same tag, whose order is part of the encoding. */
  private static void refusesExchanged(Consumer<byte[]> reader, List<Field> fields, int tag) {
    List<Integer> at =
        IntStream.range(0, fields.size()).filter(i -> fields.get(i).tag() == tag).boxed().toList();
    List<Field> exchanged = new ArrayList<>(fields);
    Collections.swap(exchanged, at.get(0), at.get(1));
    Mutations.refuses(reader, exchanged, "fields " + tag + " exchanged");
    List<Field> doubled = Mutations.replaced(fields, at.get(1), fields.get(at.get(0)));
    Mutations.refuses(reader, doubled, "field " + tag + " doubled");
  }

  private static boolean same(MerkleFrontier one, MerkleFrontier other) {
    return one.size() == other.size()
        && Arrays.deepEquals(one.roots().toArray(), other.roots().toArray());
  }

  @Nested
  class head {
    private MerkleFrontier log(long events) {
      List<byte[]> roots = new ArrayList<>();
      for (int i = 0; i < Long.bitCount(events); i++) {
        roots.add(bytes(32));
      }
      return new MerkleFrontier(events, roots);
    }

    private Head example(List<Long> free, long events) {
      return new Head(
          7,
          100_000_000_000L,
          bytes(32),
          500,
          new TreeSet<>(free),
          log(events),
          bytes(32),
          new TreeSet<>(List.of("mfa", "sample")),
          new LogState(0, bytes(32), bytes(32), 0, events, bytes(32), THEN),
          TreeShape.TILES,
          null);
    }

    private Consumer<byte[]> reader() {
      return padded(Head::decode);
    }

    @Test
    void what_limits_have_counted_comes_back_as_it_was() {
      Head head = example(List.of(), 3);
      byte[] uses = bytes(24 * 1024);
      Head counted =
          new Head(
              head.sequence(),
              head.positions(),
              head.root(),
              head.segments(),
              head.free(),
              head.log(),
              head.header(),
              head.documents(),
              head.logState(),
              TreeShape.PAIRS,
              uses);
      Head back = Head.decode(counted.encode());
      assertThat(back.uses()).isEqualTo(uses);
      assertThat(back.tree()).isEqualTo(TreeShape.PAIRS);
    }

    static List<Long> events() {
      return List.of(0L, 1L, 2L, 3L, 64L, 1_000_003L, 1L << 40, (1L << 40) - 1);
    }

    @ParameterizedTest
    @MethodSource("events")
    void comes_back_as_it_was(long events) {
      for (List<Long> free :
          List.of(List.<Long>of(), List.of(0L), List.of(3L, 9L, 99_999_999_999L))) {
        Head head = example(free, events);
        Head back = Head.decode(head.encode());
        assertThat(back)
            .usingRecursiveComparison()
            .withEqualsForType(EncodingTests::same, MerkleFrontier.class)
            .isEqualTo(head);
        assertThat(back.encode()).isEqualTo(head.encode());
      }
    }

    @Test
    void has_one_form_only() {
      byte[] encoded = Padding.unpad(example(List.of(3L, 9L), 7).encode());
      Mutations.refused(encoded, Set.of(10, 11), Set.of(5, 9), reader());
      refusesExchanged(reader(), Mutations.fields(encoded), 5);
      refusesExchanged(reader(), Mutations.fields(encoded), 9);
    }

    @Test
    void another_shape_of_the_tree_is_refused() {
      List<Field> fields = fields(example(List.of(), 0).encode());
      int last = fields.size() - 1;
      for (byte[] shape : new byte[][] {{}, {0}, {2}, {1, 1}}) {
        List<Field> other = Mutations.replaced(fields, last, new Field(11, shape));
        Mutations.refuses(reader(), other, "shape " + Arrays.toString(shape));
      }
    }

    @Test
    void a_frontier_that_does_not_fit_is_refused() {
      List<Field> fields = fields(example(List.of(), 7).encode());
      assertThat(fields.get(4).tag()).isEqualTo(6);
      for (long events : new long[] {0, 1, 6, 15, -1, Long.MIN_VALUE}) {
        byte[] size = ByteBuffer.allocate(8).putLong(events).array();
        Mutations.refuses(
            reader(), Mutations.replaced(fields, 4, new Field(6, size)), events + " events");
      }
      for (int length : new int[] {0, 31, 33}) {
        Mutations.refuses(
            reader(),
            Mutations.replaced(fields, 5, new Field(7, new byte[length])),
            "a hash of " + length);
      }
    }

    @Test
    void names_of_documents_are_at_most_64_ascending_and_of_few_characters() {
      List<Field> fields = fields(example(List.of(), 0).encode());
      List<Field> bare = new ArrayList<>(fields.subList(0, fields.size() - 4));
      assertThat(fields.get(fields.size() - 3).tag()).isEqualTo(9);
      assertThat(Head.decode(Padding.pad(Mutations.join(bare))).documents()).isEmpty();
      List<Field> most = new ArrayList<>(bare);
      IntStream.range(0, 64).forEach(i -> most.add(document("d-" + (10 + i))));
      assertThat(Head.decode(Padding.pad(Mutations.join(most))).documents())
          .hasSize(64)
          .contains("d-73");
      most.add(document("e"));
      Mutations.refuses(reader(), most, "65 documents");
      for (String name : List.of("", "A", "a_b", "a b", "\u00e9", "a/b", "a".repeat(33))) {
        List<Field> one = new ArrayList<>(bare);
        one.add(document(name));
        Mutations.refuses(reader(), one, name);
      }
    }

    private Field document(String name) {
      return new Field(9, name.getBytes(UTF_8));
    }

    @Test
    void freed_positions_are_at_most_64_within_the_tree_and_8_bytes_each() {
      List<Long> most = IntStream.range(0, 64).mapToObj(Long::valueOf).toList();
      byte[] encoded = example(most, 0).encode();
      assertThat(Head.decode(encoded).free()).hasSize(64);
      List<Field> fields = fields(encoded);
      List<Field> more = new ArrayList<>(fields);
      more.add(68, new Field(5, ByteBuffer.allocate(8).putLong(64).array()));
      Mutations.refuses(reader(), more, "65 positions");
      for (long position : new long[] {-1, 100_000_000_000L, Long.MAX_VALUE}) {
        byte[] last = ByteBuffer.allocate(8).putLong(position).array();
        Mutations.refuses(
            reader(), Mutations.replaced(fields, 67, new Field(5, last)), "freed " + position);
      }
      for (int length : new int[] {0, 4, 7, 9}) {
        Mutations.refuses(
            reader(),
            Mutations.replaced(fields, 67, new Field(5, new byte[length])),
            length + " bytes");
      }
    }
  }

  private static final List<VersionState> STATES = List.of(VersionState.values());
  private static final Instant THEN = Instant.ofEpochMilli(1_800_000_000_123L);

  private KeyVersion version(int number, VersionState state) {
    return new KeyVersion(number, state, THEN, "sk-…" + number, number * 3);
  }

  private KeyEntry entry(KeyDetails details, int versions) {
    List<VersionEntry> sealed = new ArrayList<>();
    for (int i = 1; i <= versions; i++) {
      VersionState state = STATES.get(i % STATES.size());
      sealed.add(new VersionEntry(version(i * 2, state), 3, bytes(16), bytes(32), bytes(32)));
    }
    KeyRecord bare =
        new KeyRecord(
            new EnvironmentName("dev"), new KeyName("Open/AI.1"), details, THEN, THEN, List.of());
    return KeyEntry.of(bytes(16), 5, bare, sealed, THEN.plusSeconds(1));
  }

  private static KeyDetails everything() {
    return new KeyDetails(
        new ServiceName("openai"),
        List.of("a", "b", "ü"),
        "note\nwith two lines",
        "https://localhost/v1",
        "OPENAI_API_KEY",
        "me",
        THEN,
        KeyStatus.PENDING_REVOKE,
        Map.of("one", "1", "two", ""));
  }

  @Nested
  class key {
    private Consumer<byte[]> reader() {
      return padded(KeyEntry::decode);
    }

    @Test
    void comes_back_as_it_was() {
      for (KeyDetails details : List.of(KeyDetails.of(ServiceName.CUSTOM), everything())) {
        for (int versions = 0; versions < 40; versions += 13) {
          KeyEntry entry = entry(details, versions);
          assertThat(KeyEntry.decode(entry.encode())).usingRecursiveComparison().isEqualTo(entry);
          assertThat(KeyEntry.decode(entry.encode()).encode()).isEqualTo(entry.encode());
        }
      }
    }

    @Test
    void has_one_form_only() {
      byte[] encoded = Padding.unpad(entry(everything(), 3).encode());
      Mutations.refused(encoded, Set.of(10, 11, 13), Set.of(14, 15, 16), reader());
      for (int repeated : new int[] {14, 15, 16}) {
        refusesExchanged(reader(), Mutations.fields(encoded), repeated);
      }
    }

    @Test
    void its_versions_and_metadata_have_one_form_only() {
      List<Field> fields = fields(entry(everything(), 3).encode());
      for (int i = 0; i < fields.size(); i++) {
        int at = i;
        if (fields.get(i).tag() >= 15) {
          Mutations.refused(
              fields.get(i).value(),
              Set.of(),
              Set.of(),
              nested ->
                  reader()
                      .accept(
                          Mutations.join(
                              Mutations.replaced(fields, at, fields.get(at).with(nested)))));
        }
      }
    }

    @Test
    void every_field_has_its_width() {
      List<Field> fields = fields(entry(everything(), 1).encode());
      for (int i = 0; i < fields.size(); i++) {
        if (Set.of(1, 5, 6, 7, 8, 13).contains(fields.get(i).tag())) {
          for (int by : new int[] {-1, 1}) {
            byte[] other = Arrays.copyOf(fields.get(i).value(), fields.get(i).value().length + by);
            Mutations.refuses(
                reader(),
                Mutations.replaced(fields, i, fields.get(i).with(other)),
                "field " + fields.get(i).tag() + " of " + other.length + " bytes");
          }
        }
      }
    }

    @Test
    void unknown_numbers_and_text_that_is_not_UTF_8_are_refused() {
      List<Field> fields = fields(entry(everything(), 0).encode());
      for (byte status : new byte[] {0, 4, -1}) {
        Mutations.refuses(
            reader(),
            Mutations.replaced(fields, 7, new Field(8, new byte[] {status})),
            "status " + status);
      }
      for (String hex : List.of("80", "c080", "eda080", "f8888080", "c3")) {
        Field note = new Field(9, HexFormat.of().parseHex(hex));
        Mutations.refuses(reader(), Mutations.replaced(fields, 8, note), "note " + hex);
      }
    }

    @Test
    void fields_of_later_versions_that_may_be_ignored_are_skipped() {
      KeyEntry entry = entry(everything(), 2);
      List<Field> more = fields(entry.encode());
      more.add(new Field(0x8000, bytes(5)));
      more.add(new Field(0xffff, new byte[0]));
      assertThat(KeyEntry.decode(Padding.pad(Mutations.join(more))))
          .usingRecursiveComparison()
          .isEqualTo(entry);
      Collections.swap(more, more.size() - 1, more.size() - 2);
      Mutations.refuses(reader(), more, "disordered");
    }
  }

  @Nested
  class segment {
    private IndexSegment segment(int entries) {
      IndexSegment segment = new IndexSegment();
      for (int i = 0; i < entries; i++) {
        segment.put(entry(i % 2 == 0 ? everything() : KeyDetails.of(ServiceName.CUSTOM), i % 5));
      }
      return segment;
    }

    @Test
    void comes_back_as_it_was() {
      for (int entries : new int[] {0, 1, 2, 31, 32, 199, 200}) {
        IndexSegment segment = segment(entries);
        IndexSegment back = IndexSegment.decode(segment.encode());
        assertThat(back.keys()).isEqualTo(segment.keys()).hasSize(entries);
        assertThat(back.encode()).isEqualTo(segment.encode());
      }
    }

    @Test
    void is_full_before_one_more_entry_would_double_its_padding() {
      IndexSegment segment = new IndexSegment();
      int entries = 0;
      while (!segment.full()) {
        assertThat(segment.encode().length).isLessThanOrEqualTo(4096);
        segment.put(entry(KeyDetails.of(ServiceName.CUSTOM), entries++));
      }
      assertThat(entries).isBetween(20, 60);
      assertThat(segment(200).full()).isTrue();
    }

    @Test
    void has_one_form_only() {
      byte[] encoded = Padding.unpad(segment(3).encode());
      Consumer<byte[]> reader = padded(bytes -> IndexSegment.decode(bytes).keys());
      List<Field> fields = Mutations.fields(encoded);
      Mutations.refused(
          fields.getFirst().value(),
          Set.of(9, 10),
          Set.of(11),
          nested -> reader.accept(Mutations.join(List.of(new Field(1, nested)))));
      Mutations.refuses(reader, List.of(fields.getFirst(), fields.getFirst()), "one entry twice");
      Mutations.refuses(reader, List.of(new Field(2, fields.getFirst().value())), "tag 2");
      List<Field> many = new ArrayList<>(fields(segment(200).encode()));
      many.add(fields.getFirst());
      Mutations.refuses(reader, many, "201 entries");
    }

    @Test
    void an_entry_that_was_removed_is_gone() {
      IndexSegment segment = segment(2);
      KeyEntry last = entry(everything(), 1);
      segment.put(last);
      segment.remove(last);
      assertThat(IndexSegment.decode(segment.encode()).keys()).hasSize(2);
    }
  }

  @Test
  void SA23_lengths_come_in_classes() {
    TreeSet<Integer> lengths = new TreeSet<>();
    for (int length = 0; length < 3000; length++) {
      lengths.add(entry(details("n".repeat(length)), 1).encode().length);
    }
    assertThat(lengths).allMatch(length -> length % 256 == 0).hasSize(12);
  }

  private static KeyDetails details(String note) {
    return new KeyDetails(
        ServiceName.CUSTOM, List.of(), note, null, null, "", null, KeyStatus.ACTIVE, Map.of());
  }
}
