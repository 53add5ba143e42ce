package dev.keymaster.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.testkit.NaiveTree;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TileWriterTests {
  @Test
  void a_writer_that_goes_on_elsewhere_writes_the_same_and_leaves_the_first_as_it_was() {
    SampleLog whole = new SampleLog(200);
    for (int stop : new int[] {0, 1, 63, 64, 65, 127, 128, 130}) {
      Map<String, String> expected = new TreeMap<>();
      Map<String, String> found = new TreeMap<>();
      TileWriter first = new TileWriter(into(found));
      whole.leaves().subList(0, stop).forEach(first::append);
      TileWriter second = first.continued(into(found));
      whole.leaves().subList(stop, 200).forEach(second::append);
      second.flush();
      TileWriter all = new TileWriter(into(expected));
      whole.leaves().forEach(all::append);
      all.flush();
      assertThat(found).as("left at %d", stop).isEqualTo(expected);
      assertThat(first.size()).isEqualTo(stop);
      assertThat(first.root()).isEqualTo(NaiveTree.root(whole.leaves().subList(0, stop)));
    }
  }

  private static TileWriter.Target into(Map<String, String> tiles) {
    return (level, index, hashes) ->
        tiles.put(level + "/" + index, HexFormat.of().formatHex(hashes));
  }

  @Test
  void tiles_that_end_after_their_last_hash_are_taken() {
    SampleLog whole = new SampleLog(70);
    LogTiles.Source cut =
        (level, index) ->
            whole.read(rows -> ended(Objects.requireNonNull(rows.tile(level, index))));
    TileComparison comparison = new TileComparison(cut);
    TileWriter writer = new TileWriter(comparison);
    whole.leaves().forEach(writer::append);
    writer.flush();
    assertThat(comparison.holds()).isTrue();
    byte[] root = whole.checkpoint(70, 0).root();
    assertThat(new TileWriter(cut, 70, root, (level, index, hashes) -> {}).size()).isEqualTo(70);
  }

  private static byte[] ended(byte[] tile) {
    int length = tile.length;
    while (length > 0 && Arrays.equals(tile, length - 32, length, new byte[32], 0, 32)) {
      length -= 32;
    }
    return Arrays.copyOf(tile, length);
  }
}
