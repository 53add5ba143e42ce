package dev.keymaster.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import dev.keymaster.testkit.MemoryRows;
import dev.keymaster.testkit.NaiveTileTree;
import dev.keymaster.testkit.NaiveTree;
import dev.keymaster.testkit.StoreContents;
import dev.keymaster.testkit.StoreContents.TilePlace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateTreeTests {
  private final MemoryRows store = new MemoryRows();

  /** What the tree should hold: one leaf a position. */
  private final List<byte[]> leaves = new ArrayList<>();

  private TreeShape shape = TreeShape.TILES;
  private byte[] root = NaiveTileTree.root(List.of());

  /** Runs changes in one commit and takes over the new root. */
  private void commit(Consumer<StateTree> changes) {
    long size = leaves.size();
    byte[] old = root;
    root =
        store.write(out -> {
          StateTree tree = new StateTree(out, shape, size, old);
          changes.accept(tree);
          return tree.flush(out);
        });
  }

  private void set(StateTree tree, int position, byte[] leaf) {
    tree.set(position, leaf);
    if (position == leaves.size()) {
      leaves.add(leaf);
    } else {
      leaves.set(position, leaf);
    }
  }

  private void grow(int to) {
    commit(tree -> {
      while (leaves.size() < to) {
        set(tree, leaves.size(), leaf(leaves.size()));
      }
    });
  }

  private static byte[] leaf(long n) {
    return MerkleFrontier.leaf(ByteBuffer.allocate(8).putLong(n).array());
  }

  private byte[] naive(List<byte[]> hashes) {
    return shape == TreeShape.TILES ? NaiveTileTree.root(hashes) : NaiveTree.root(hashes);
  }

  private void assertAgrees(String when) {
    assertThat(root).as(when).isEqualTo(naive(leaves));
  }

  @Test
  void growing_one_by_one_agrees_with_the_tree_of_the_format() {
    for (int size = 0; size <= 300; size++) {
      grow(size);
      assertAgrees("size " + size);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 129, 4095, 4096, 4097, 4160, 4161, 8300})
  void growing_at_once_and_then_by_one_agrees(int size) {
    grow(size);
    assertAgrees("at once");
    grow(size + 1);
    assertAgrees("one more");
    commit(tree -> set(tree, 0, leaf(-1)));
    assertAgrees("the first changed");
    commit(tree -> set(tree, size, leaf(-2)));
    assertAgrees("the last changed");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 63, 64, 65, 4090})
  void any_growth_from_any_size_agrees(int from) {
    grow(from);
    grow(from + 70);
    assertAgrees("from " + from);
    grow(4200);
    assertAgrees("on to 4200");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void random_commits_agree(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      commit(tree -> change(tree, random));
      assertAgrees("seed " + seed + ", round " + round);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 127, 4095, 4096, 4097, 4161})
  void vaults_of_the_first_shape_keep_the_tree_of_the_rfc(int size) {
    shape = TreeShape.PAIRS;
    growing_at_once_and_then_by_one_agrees(size);
    random_commits_agree(size);
  }

  private void change(StateTree tree, Random random) {
    int changes = random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      boolean grows = leaves.isEmpty() || random.nextInt(3) > 0;
      int position = grows ? leaves.size() : random.nextInt(leaves.size());
      set(tree, position, leaf(random.nextLong()));
    }
  }

  @Test
  void a_commit_without_changes_keeps_the_root() {
    grow(100);
    commit(tree -> {});
    assertAgrees("nothing changed");
  }

  @Nested
  class rows {
    private final List<SealedRow> written = new ArrayList<>();

    private SealedRow row(long position, int kind) {
      byte[] locator = ByteBuffer.allocate(32).putLong(position).array();
      byte[] sealed = ByteBuffer.allocate(100).putLong(~position).array();
      return new SealedRow(position, kind, locator, sealed);
    }

    private void write(int count) {
      commit(tree -> {
        for (int i = 0; i < count; i++) {
          boolean freed = i % 7 == 3;
          set(tree, i, freed ? StateTree.freedLeaf(i) : StateTree.leaf(row(i, 1)));
          if (!freed) {
            written.add(row(i, 1));
          }
        }
      });
    }

    private void checkAll(List<SealedRow> served) {
      long size = leaves.size();
      store.read(source -> {
        new StateTree(source, shape, size, root).checkAll(cursor(served.iterator()));
        return served;
      });
    }

    private SealedRows.Cursor<SealedRow> cursor(Iterator<SealedRow> served) {
      return new SealedRows.Cursor<>() {
        @Override
        public @Nullable SealedRow next() {
          return served.hasNext() ? served.next() : null;
        }

        @Override
        public void close() {}
      };
    }

    private void refused(List<SealedRow> served, String what) {
      assertThatThrownBy(() -> checkAll(served))
          .as(what)
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.CORRUPT));
    }

    @Test
    void exactly_the_rows_that_were_written_pass() {
      write(150);
      checkAll(written);
    }

    @Test
    void SA4_a_row_left_out_is_noticed_wherever_it_was() {
      write(150);
      for (int i = 0; i < written.size(); i++) {
        List<SealedRow> served = new ArrayList<>(written);
        served.remove(i);
        refused(served, "without row " + i);
      }
    }

    @Test
    void SA2_a_row_served_twice_does_not_hide_another() {
      write(150);
      for (int i = 1; i < written.size(); i++) {
        List<SealedRow> served = new ArrayList<>(written);
        served.set(i, written.get(i - 1));
        refused(served, "row " + (i - 1) + " in the place of row " + i);
        List<SealedRow> longer = new ArrayList<>(written);
        longer.add(i, written.get(i - 1));
        refused(longer, "row " + (i - 1) + " twice");
      }
    }

    @Test
    void SA2_rows_out_of_order_are_refused() {
      write(20);
      for (int i = 1; i < written.size(); i++) {
        List<SealedRow> served = new ArrayList<>(written);
        served.add(i - 1, served.remove(i));
        refused(served, "rows " + (i - 1) + " and " + i + " exchanged");
      }
    }

    @Test
    void SA1_a_row_where_none_is_known_is_refused() {
      write(20);
      for (long position : new long[] {-1, 3, 20, 21, 64, Long.MAX_VALUE, Long.MIN_VALUE}) {
        List<SealedRow> served = new ArrayList<>(written);
        served.add(row(position, 1));
        served.sort((a, b) -> Long.compare(a.position(), b.position()));
        refused(served, "a row at " + position);
      }
    }

    @Test
    void SA1_a_kind_beyond_a_byte_is_not_cut_to_one() {
      write(3);
      for (int kind : new int[] {257, -255, 1 << 16 | 1}) {
        refused(List.of(row(0, 1), row(1, kind), row(2, 1)), "kind " + kind);
      }
    }
  }

  @Nested
  class tiles {
    @Test
    void SA1_a_changed_missing_cut_or_extended_tile_is_refused_when_it_is_needed() {
      grow(4200);
      var good = store.contents();
      for (TilePlace place : good.tiles().keySet()) {
        if (place.level() == 0 && place.index() % 16 != 0) {
          continue; // each level and the edges are enough
        }
        byte[] hashes = good.tiles().get(place);
        byte[] flipped = hashes.clone();
        flipped[hashes.length - 1] ^= 1;
        for (byte[] bad :
            new byte[][] {flipped, cut(hashes, -1), cut(hashes, -32), cut(hashes, 32)}) {
          store.restore(good);
          store.tamper(contents -> contents.tiles().put(place, bad));
          refused(place);
        }
        store.restore(good);
        store.tamper(contents -> contents.tiles().remove(place));
        refused(place);
      }
    }

    private byte[] cut(byte[] hashes, int by) {
      return Arrays.copyOf(hashes, hashes.length + by);
    }

    private void refused(TilePlace place) {
      int position =
          (int) place.index() * (place.level() == 0 ? 64 : place.level() == 1 ? 4096 : 1);
      byte[] before = root;
      assertThatThrownBy(() -> commit(tree -> tree.set(position, leaf(9))))
          .as("%s", place)
          .isInstanceOf(KeymasterException.class);
      root = before;
    }

    @Test
    void SA4_a_forged_leaf_with_its_tiles_made_to_fit_does_not_survive_a_change_beside_it() {
      grow(100);
      var good = store.contents();
      List<byte[]> forged = new ArrayList<>(leaves);
      forged.set(5, leaf(666));
      store.tamper(contents -> {
        contents.tiles().put(new TilePlace(0, 0), joined(forged.subList(0, 64)));
        byte[] top = Objects.requireNonNull(contents.tiles().get(new TilePlace(1, 0))).clone();
        System.arraycopy(naive(forged.subList(0, 64)), 0, top, 0, 32);
        contents.tiles().put(new TilePlace(1, 0), top);
      });
      assertThatThrownBy(() -> commit(tree -> tree.set(6, leaf(7))))
          .isInstanceOf(KeymasterException.class);
      assertThatThrownBy(() -> commit(tree -> tree.set(99, leaf(7))))
          .isInstanceOf(KeymasterException.class);
      store.restore(good);
      commit(tree -> set(tree, 6, leaf(7)));
      assertAgrees("the good tiles back");
    }

    private byte[] joined(List<byte[]> hashes) {
      ByteBuffer joined = ByteBuffer.allocate(hashes.size() * 32);
      hashes.forEach(joined::put);
      return joined.array();
    }
  }

  /** Whole vaults of rows, as a listing checks them: in chunks of 4,096 positions. */
  @Nested
  class chunks {
    private SealedRow row(long position, int mark) {
      byte[] locator = ByteBuffer.allocate(32).putLong(position).putInt(mark).array();
      byte[] sealed = ByteBuffer.allocate(100).putLong(~position).putInt(96, mark).array();
      return new SealedRow(position, 1, locator, sealed);
    }

    private void write(int count) {
      for (int i = 0; i < count; i++) {
        leaves.add(i % 7 == 3 ? StateTree.freedLeaf(i) : StateTree.leaf(row(i, 0)));
      }
      root = naive(leaves);
      store.tamper(contents -> {
        for (int i = 0; i < count; i++) {
          if (i % 7 != 3) {
            contents.rows().put((long) i, row(i, 0));
          }
        }
      });
    }

    private void check() {
      store.read(source -> {
        new StateTree(source, shape, leaves.size(), root).checkRows();
        return root;
      });
    }

    private void refused(String what, Consumer<StoreContents> change) {
      var good = store.contents();
      store.tamper(change);
      assertThatThrownBy(this::check)
          .as(what)
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.CORRUPT));
      store.restore(good);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 63, 64, 65, 4095, 4096, 4097, 8192, 9001})
    void SA2_SA4_exactly_the_rows_that_were_written_pass(int count) {
      shape = count % 2 == 0 ? TreeShape.TILES : TreeShape.PAIRS;
      write(count);
      check();
      for (long at : new long[] {0, 2, 62, 4094, 4096, 4097, 8191, count - 1}) {
        if (at >= 0 && at < count && at % 7 != 3) {
          refused("without " + at, contents -> contents.rows().remove(at));
          refused("another at " + at, contents -> contents.rows().put(at, row(at, 1)));
          long next = at + 1;
          refused(
              "moved from " + at,
              contents -> {
                SealedRow moved = Objects.requireNonNull(contents.rows().remove(at));
                contents.rows().put(next, new SealedRow(next, 1, moved.locator(), moved.sealed()));
              });
        }
      }
      for (long at : new long[] {-1, 3, count, count + 5000, Long.MIN_VALUE, Long.MAX_VALUE}) {
        refused("a row at " + at, contents -> contents.rows().put(at, row(at, 0)));
      }
      check();
    }

    @Test
    void rows_that_a_commit_is_changing_are_checked_by_the_tiles() {
      write(9001);
      store.write(out -> {
        StateTree tree = new StateTree(out, shape, 0, NaiveTileTree.root(List.of()));
        for (int i = 0; i < leaves.size(); i++) {
          tree.set(i, leaves.get(i));
        }
        return tree.flush(out);
      });
      store.write(out -> {
        StateTree tree = new StateTree(out, shape, leaves.size(), root);
        tree.set(5000, StateTree.leaf(row(5000, 2)));
        assertThatThrownBy(tree::checkRows).isInstanceOf(KeymasterException.class);
        out.putRow(row(5000, 2));
        tree.checkRows();
        return tree.flush(out);
      });
    }
  }
}
