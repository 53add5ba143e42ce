package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.SealedRow;
import dev.keymaster.testkit.StoreContents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SA1: every bit and every length of everything that a small vault stores. */
class FlippedBitsTests {
  private final OpenVault open = new OpenVault();
  private StoreContents good = new StoreContents();
  private Examination owner = new Examination(open.slot, -1);

  /** Something stored and the way to put changed bytes in its place. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Blob(String name, byte[] bytes, BiConsumer<StoreContents, byte[]> put) {}

  @BeforeEach
  void fill() {
    open.add(DEV, "openai", "sk-canary-01");
    open.add(DEV, "openai", "sk-canary-02");
    open.document("sample", "canary-rule");
    good = open.memory.contents();
    owner = new Examination(open.slot, -1);
    assertThat(owner.refusal(good)).isEmpty();
  }

  private List<Blob> blobs() {
    List<Blob> blobs = new ArrayList<>();
    good.parts()
        .forEach((name, bytes) ->
            blobs.add(new Blob(name, bytes, (contents, bad) -> contents.parts().put(name, bad))));
    good.tiles()
        .forEach((place, bytes) ->
            blobs.add(
                new Blob(
                    place.toString(), bytes, (contents, bad) -> contents.tiles().put(place, bad))));
    good.events()
        .forEach((number, bytes) ->
            blobs.add(
                new Blob(
                    "event " + number,
                    bytes,
                    (contents, bad) -> contents.events().put(number, bad))));
    good.rows()
        .values()
        .forEach(row -> {
          blobs.add(
              new Blob(
                  "row " + row.position(),
                  row.sealed(),
                  (contents, bad) ->
                      put(
                          contents,
                          row,
                          new SealedRow(row.position(), row.kind(), row.locator(), bad))));
          blobs.add(
              new Blob(
                  "locator " + row.position(),
                  row.locator(),
                  (contents, bad) ->
                      put(
                          contents,
                          row,
                          new SealedRow(row.position(), row.kind(), bad, row.sealed()))));
        });
    return blobs;
  }

  private static void put(StoreContents contents, SealedRow old, SealedRow row) {
    contents.rows().remove(old.position());
    contents.rows().put(row.position(), row);
  }

  private boolean passes(Blob blob, byte[] bad) {
    StoreContents damaged = good.copy();
    blob.put().accept(damaged, bad);
    return owner.refusal(damaged).isEmpty();
  }

  @Test
  void SA1_every_flipped_bit_is_refused() {
    List<Blob> blobs = blobs();
    assertThat(blobs.stream().mapToInt(blob -> blob.bytes().length).sum()).isGreaterThan(3000);
    for (Blob blob : blobs) {
      assertThat(
              IntStream.range(0, blob.bytes().length * 8)
                  .parallel()
                  .filter(bit -> passes(blob, flipped(blob.bytes(), bit))))
          .as("bits of %s that may be flipped", blob.name())
          .isEmpty();
    }
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] bad = bytes.clone();
    bad[bit / 8] ^= (byte) (1 << bit % 8);
    return bad;
  }

  @Test
  void SA1_every_truncation_and_extension_is_refused() {
    for (Blob blob : blobs()) {
      int length = blob.bytes().length;
      assertThat(
              IntStream.concat(
                      IntStream.range(0, length),
                      IntStream.of(length + 1, length + 6, length + 16, length * 2, 1 << 17))
                  .parallel()
                  .filter(bad -> !cutsZeros(blob, bad))
                  .filter(bad -> passes(blob, Arrays.copyOf(blob.bytes(), bad))))
          .as("lengths of %s, %d bytes, that may be taken", blob.name(), length)
          .isEmpty();
    }
  }

  /** What is missing at the end of a tile of the log is taken for zeros (docs/format.md §9.2). */
  private static boolean cutsZeros(Blob blob, int length) {
    byte[] bytes = blob.bytes();
    return blob.name().startsWith("TilePlace[level=128")
        && length % 32 == 0
        && length < bytes.length
        && Arrays.equals(Arrays.copyOf(Arrays.copyOf(bytes, length), bytes.length), bytes);
  }

  @Test
  void SA1_every_flipped_bit_of_a_position_or_kind_is_refused() {
    for (SealedRow row : good.rows().values()) {
      for (int bit = 0; bit < 64; bit++) {
        StoreContents moved = good.copy();
        long position = row.position() ^ 1L << bit;
        put(moved, row, new SealedRow(position, row.kind(), row.locator(), row.sealed()));
        assertThat(owner.refusal(moved)).as("%d moved to %d", row.position(), position).isPresent();
      }
      for (int bit = 0; bit < 32; bit++) {
        StoreContents turned = good.copy();
        int kind = row.kind() ^ 1 << bit;
        put(turned, row, new SealedRow(row.position(), kind, row.locator(), row.sealed()));
        assertThat(owner.refusal(turned)).as("%d made a %d", row.position(), kind).isPresent();
      }
    }
  }

  @Test
  void SA1_nothing_can_be_taken_away() {
    good.parts().keySet().forEach(name -> refusedWithout(name, c -> c.parts().remove(name)));
    good.rows().keySet().forEach(at -> refusedWithout("row " + at, c -> c.rows().remove(at)));
    good.tiles().keySet().forEach(at -> refusedWithout("" + at, c -> c.tiles().remove(at)));
    good.events().keySet().forEach(n -> refusedWithout("event " + n, c -> c.events().remove(n)));
    refusedWithout("rows", c -> c.rows().clear());
    refusedWithout("tiles", c -> c.tiles().clear());
    refusedWithout("events", c -> c.events().clear());
    refusedWithout(
        "everything",
        c -> {
          c.parts().clear();
          c.rows().clear();
          c.tiles().clear();
          c.events().clear();
        });
  }

  private void refusedWithout(String what, Consumer<StoreContents> removal) {
    StoreContents less = good.copy();
    removal.accept(less);
    assertThat(owner.refusal(less)).as("without %s", what).isPresent();
  }

  @Test
  void SA1_what_is_stored_in_addition_is_refused_or_never_looked_at() {
    StoreContents more = good.copy();
    more.parts().put("another", new byte[300]);
    more.tiles().put(new StoreContents.TilePlace(0, 7), new byte[32]);
    more.tiles().put(new StoreContents.TilePlace(9, 0), new byte[64]);
    assertThat(owner.refusal(more)).isEmpty();
    assertThat(owner.state(more)).isEqualTo(owner.state(good));

    Map.Entry<Long, byte[]> last = good.events().lastEntry();
    StoreContents repeated = good.copy();
    repeated.events().put(last.getKey() + 1, last.getValue());
    assertThat(owner.refusal(repeated)).isPresent();
  }
}
