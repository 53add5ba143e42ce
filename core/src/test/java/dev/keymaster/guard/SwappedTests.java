package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static dev.keymaster.guard.OpenVault.PROD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.SealedRow;
import dev.keymaster.testkit.StoreContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SA2: things that are good where they belong, put elsewhere. */
class SwappedTests {
  private static final int KEYS = 12;

  private final OpenVault open = new OpenVault();
  private final Examination owner = new Examination(open.slot, -1);
  private StoreContents good = new StoreContents();

  @BeforeEach
  void fill() {
    for (int i = 0; i < KEYS; i++) {
      OpenVault.add(open.guard, i % 2 == 0 ? DEV : PROD, "key-" + i / 2, "sk-canary-0" + i);
    }
    open.add(DEV, "key-0", "sk-canary-99");
    open.document("sample", "canary-rule");
    open.document("mfa", "canary-seed");
    good = open.memory.contents();
    assertThat(owner.refusal(good)).isEmpty();
    assertThat(good.rows()).hasSizeGreaterThan(39);
  }

  private void refused(String what, Consumer<StoreContents> change) {
    StoreContents changed = good.copy();
    change.accept(changed);
    assertThat(owner.refusal(changed)).as(what).isPresent();
  }

  private record Pair(SealedRow one, SealedRow other) {}

  private List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (SealedRow one : good.rows().values()) {
      for (SealedRow other : good.rows().values()) {
        if (one.position() != other.position()) {
          pairs.add(new Pair(one, other));
        }
      }
    }
    return pairs;
  }

  private void refused(Stream<Pair> pairs, BiConsumer<StoreContents, Pair> change) {
    assertThat(
            pairs
                .parallel()
                .filter(pair -> {
                  StoreContents changed = good.copy();
                  change.accept(changed, pair);
                  return owner.refusalAtUnlock(changed).isEmpty();
                })
                .map(pair -> pair.one().position() + " and " + pair.other().position()))
        .as("pairs of rows that are taken")
        .isEmpty();
  }

  /** Puts, for every pair of rows, what {@code mix} makes of them at the first. */
  private void everyPair(BinaryOperator<SealedRow> mix) {
    refused(
        pairs().stream(),
        (contents, pair) ->
            contents.rows().put(pair.one().position(), mix.apply(pair.one(), pair.other())));
  }

  private void exchangeEveryPair(BinaryOperator<SealedRow> mix) {
    refused(
        pairs().stream().filter(pair -> pair.one().position() < pair.other().position()),
        (contents, pair) -> {
          contents.rows().put(pair.one().position(), mix.apply(pair.one(), pair.other()));
          contents.rows().put(pair.other().position(), mix.apply(pair.other(), pair.one()));
        });
  }

  @Test
  void SA2_rows_that_change_places_are_refused() {
    exchangeEveryPair(
        (here, from) -> new SealedRow(here.position(), from.kind(), from.locator(), from.sealed()));
  }

  @Test
  void SA2_rows_that_exchange_envelopes_are_refused() {
    exchangeEveryPair(
        (here, from) -> new SealedRow(here.position(), here.kind(), here.locator(), from.sealed()));
  }

  @Test
  void SA2_rows_that_exchange_locators_are_refused() {
    exchangeEveryPair(
        (here, from) -> new SealedRow(here.position(), here.kind(), from.locator(), here.sealed()));
  }

  @Test
  void SA2_a_row_copied_over_another_is_refused() {
    everyPair(
        (here, from) -> new SealedRow(here.position(), from.kind(), from.locator(), from.sealed()));
    everyPair(
        (here, from) -> new SealedRow(here.position(), here.kind(), here.locator(), from.sealed()));
  }

  @Test
  void SA2_a_row_copied_to_a_free_position_is_refused() {
    for (SealedRow row : good.rows().values()) {
      long free = good.rows().lastKey() + 1;
      refused(
          "a second row " + row.position(),
          contents ->
              contents
                  .rows()
                  .put(free, new SealedRow(free, row.kind(), row.locator(), row.sealed())));
    }
  }

  @Test
  void SA2_events_that_change_places_are_refused() {
    exchange(good.events(), StoreContents::events);
  }

  @Test
  void SA2_tiles_that_change_places_are_refused() {
    open.guard.remove(DEV, OpenVault.name("key-1"));
    for (int i = 0; i < 70; i++) {
      open.add(PROD, "more-" + i, "sk-canary-1" + i);
    }
    good = open.memory.contents();
    assertThat(good.tiles()).hasSizeGreaterThan(4);
    exchange(good.tiles(), StoreContents::tiles);
  }

  @Test
  void SA2_parts_that_change_places_are_refused() {
    exchange(good.parts(), StoreContents::parts);
  }

  private interface Shelf<K> {
    Map<K, byte[]> of(StoreContents contents);
  }

  private <K> void exchange(Map<K, byte[]> stored, Shelf<K> shelf) {
    for (K one : stored.keySet()) {
      for (K other : stored.keySet()) {
        if (one.equals(other)) {
          continue;
        }
        byte[] first = Objects.requireNonNull(stored.get(one));
        byte[] second = Objects.requireNonNull(stored.get(other));
        refused(one + " over " + other, c -> shelf.of(c).put(other, first));
        refused(
            one + " and " + other,
            c -> {
              shelf.of(c).put(other, first);
              shelf.of(c).put(one, second);
            });
      }
    }
  }

  @Test
  void SA2_a_sealed_row_or_event_does_not_pass_for_a_part_nor_the_other_way_round() {
    List<byte[]> sealed = new ArrayList<>(good.events().values());
    good.rows().values().forEach(row -> sealed.add(row.sealed()));
    for (String part : good.parts().keySet()) {
      sealed.forEach(bytes -> refused("as " + part, c -> c.parts().put(part, bytes)));
      byte[] bytes = Objects.requireNonNull(good.parts().get(part));
      good.events().keySet().forEach(n -> refused("as event", c -> c.events().put(n, bytes)));
      good.rows()
          .forEach((at, row) ->
              refused(
                  part + " as row " + at,
                  c -> c.rows().put(at, new SealedRow(at, row.kind(), row.locator(), bytes))));
    }
  }

  @Test
  void SA2_item_66_nothing_of_another_vault_is_taken() {
    OpenVault other = new OpenVault();
    other.add(DEV, "key-0", "sk-canary-other");
    StoreContents strange = other.memory.contents();
    good.parts()
        .keySet()
        .forEach(name ->
            refused(
                "the other's " + name,
                c -> c.parts().put(name, Objects.requireNonNull(strange.parts().get(name)))));
    strange.rows().forEach((at, row) -> refused("row " + at, c -> c.rows().put(at, row)));
    strange.events().forEach((n, event) -> refused("event " + n, c -> c.events().put(n, event)));
    strange.tiles().forEach((at, tile) -> refused("tile " + at, c -> c.tiles().put(at, tile)));
    assertThat(other.memory.contents().rows()).isNotEmpty();
    assertThat(owner.refusal(strange)).contains("CORRUPT: the unlock slot has gone");
  }
}
