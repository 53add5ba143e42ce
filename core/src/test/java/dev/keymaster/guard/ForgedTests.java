package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static dev.keymaster.guard.OpenVault.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.Selection;
import dev.keymaster.testkit.StoreContents;
import dev.keymaster.testkit.StoreContents.TilePlace;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * SA4: somebody who knows the format replaces a row by an older one and makes the hashes in the
 * file fit. The next honest change must not seal that forgery.
 */
class ForgedTests {
  private final OpenVault open = new OpenVault();
  private StoreContents before = new StoreContents();

  @BeforeEach
  void fill() {
    for (int i = 0; i < 45; i++) {
      open.add(DEV, "key-" + i, "sk-canary-" + i);
    }
    before = open.memory.contents();
    open.guard.edit(DEV, name("key-0"), Edits.note("changed"));
    assertThat(before.tiles().keySet().stream().filter(tile -> tile.level() < 128)).hasSize(4);
  }

  /** The older row of key-0 back in its place, and its hash in its leaf tile. */
  private SealedRow forgeLeaf(StoreContents contents) {
    SealedRow old =
        before.rows().values().stream()
            .filter(row -> row.kind() == 1 && !row.equals(contents.rows().get(row.position())))
            .findFirst()
            .orElseThrow();
    contents.rows().put(old.position(), old);
    put(contents, new TilePlace(0, old.position() / 64), old.position() % 64, leaf(old));
    return old;
  }

  private void forgeAll(StoreContents contents) {
    TilePlace below = new TilePlace(0, forgeLeaf(contents).position() / 64);
    byte[] hashes = Objects.requireNonNull(contents.tiles().get(below));
    put(contents, new TilePlace(1, 0), below.index(), hash(hashes));
  }

  private static void put(StoreContents contents, TilePlace place, long slot, byte[] hash) {
    byte[] tile = Objects.requireNonNull(contents.tiles().get(place)).clone();
    System.arraycopy(hash, 0, tile, (int) slot * 32, 32);
    contents.tiles().put(place, tile);
  }

  private static byte[] leaf(SealedRow row) {
    byte[] sealed = row.sealed();
    ByteBuffer content = ByteBuffer.allocate(1 + 8 + 1 + 32 + 4 + 56 + 16);
    content.put((byte) 0).putLong(row.position()).put((byte) row.kind()).put(row.locator());
    content.putInt(sealed.length).put(sealed, 0, 56).put(sealed, sealed.length - 16, 16);
    return sha256(content.array());
  }

  private static byte[] hash(byte[] tile) {
    return sha256(ByteBuffer.allocate(1 + tile.length).put((byte) 1).put(tile).array());
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void refusedAndUnchanged(ThrowingCallable call) {
    StoreContents forged = open.memory.contents();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
    assertThat(open.memory.contents()).isEqualTo(forged);
  }

  @Test
  void the_forgery_here_computes_the_hashes_that_the_vault_computes() {
    StoreContents now = open.memory.contents();
    byte[] leaves = Objects.requireNonNull(now.tiles().get(new TilePlace(0, 0)));
    SealedRow first = Objects.requireNonNull(now.rows().get(0L));
    assertThat(leaves).startsWith(leaf(first));
    byte[] top = Objects.requireNonNull(now.tiles().get(new TilePlace(1, 0)));
    assertThat(top).startsWith(hash(leaves));
  }

  @Test
  void SA4_a_write_beside_a_forged_row_is_refused_and_changes_nothing() {
    open.memory.tamper(this::forgeAll);
    Guard guard = open.reopen();
    refusedAndUnchanged(() -> guard.edit(DEV, name("key-0"), Edits.note("again")));
    refusedAndUnchanged(() -> guard.edit(DEV, name("key-1"), Edits.note("again")));
    refusedAndUnchanged(() -> guard.edit(DEV, name("key-44"), Edits.note("again")));
    refusedAndUnchanged(() -> OpenVault.add(guard, DEV, "new", "sk-canary-new"));
    refusedAndUnchanged(() -> OpenVault.value(guard, new KeyRef(DEV, name("key-0"))));
    refusedAndUnchanged(() -> guard.remove(DEV, name("key-7")));
  }

  @Test
  void SA4_a_write_elsewhere_does_not_make_a_forged_tile_good() {
    open.memory.tamper(this::forgeLeaf);
    Guard guard = open.reopen();
    refusedAndUnchanged(() -> guard.edit(DEV, name("key-1"), Edits.note("same tile")));
    refusedAndUnchanged(() -> guard.rekey(List.of(open.slot)));
    try {
      guard.edit(DEV, name("key-44"), Edits.note("another tile"));
    } catch (KeymasterException e) {
      assertThat(e.code()).isEqualTo(Code.CORRUPT);
    }
    assertThat(guard.verify().findings()).isNotEmpty();
    refusedAndUnchanged(() -> open.reopen().list(Selection.ALL));
    refusedAndUnchanged(() -> guard.edit(DEV, name("key-0"), Edits.note("again")));
  }
}
