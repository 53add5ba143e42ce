package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static dev.keymaster.guard.OpenVault.PROD;
import static dev.keymaster.guard.OpenVault.SHOWN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Event;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Released;
import dev.keymaster.model.Selection;
import dev.keymaster.testkit.HeldRows;
import dev.keymaster.testkit.StoreContents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that meet share a transaction: each recorded once, none released before that lasts. */
class GroupCommitTests {
  private static final int CLIENTS = 64;

  private final OpenVault open = new OpenVault();
  private final HeldRows rows = new HeldRows(open.memory.another());
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private Guard guard = open.guard;

  @BeforeEach
  void fill() {
    for (int i = 0; i < CLIENTS; i++) {
      open.add(DEV, "key-" + i, "sk-canary-" + i);
    }
    guard = open.reopen(rows);
  }

  /** What a client does: what it is told, be it a failure, goes to {@link #told}. */
  private Runnable client(Supplier<String> request) {
    return () -> {
      try {
        told.add(request.get());
      } catch (KeymasterException e) {
        told.add(e.code() + ": " + e.getMessage());
      }
    };
  }

  private Supplier<String> get(String... names) {
    List<KeyRef> refs = new ArrayList<>();
    for (String name : names) {
      refs.add(new KeyRef(DEV, OpenVault.name(name)));
    }
    return () -> {
      List<Released> values = guard.release(refs, SHOWN);
      StringBuilder all = new StringBuilder();
      values.forEach(value -> all.append(new String(value.value().reveal(), UTF_8)));
      values.forEach(Released::close);
      return all.toString();
    };
  }

  private List<Runnable> everybody() {
    List<Runnable> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(client(get("key-" + i)));
    }
    return clients;
  }

  private List<String> recorded(long from) {
    return guard.newest(1000).stream()
        .filter(event -> event.number() >= from)
        .map(Event::subject)
        .toList();
  }

  private static List<String> numbered(String format) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      all.add(String.format(format, i));
    }
    return all;
  }

  @Test
  void c2_64_clients_are_all_recorded_once_in_order_in_one_commit() throws InterruptedException {
    long state = open.height.seen(new byte[16]);
    rows.meet(everybody());
    assertThat(told).containsExactlyInAnyOrderElementsOf(numbered("sk-canary-%d"));
    assertThat(recorded(CLIENTS + 1)).containsExactlyElementsOf(numbered("km://dev/key-%d#1"));
    assertThat(open.height.seen(new byte[16])).isEqualTo(state + 1);
    assertThat(rows.writes()).isEqualTo(1);
    assertThat(guard.verify().findings()).isEmpty();
  }

  @Test
  void one_that_is_refused_spoils_nothing_and_costs_nothing() throws InterruptedException {
    List<Runnable> clients = everybody();
    clients.add(9, client(get("nothing")));
    rows.meet(clients);
    assertThat(told)
        .contains("NOT_FOUND: no key nothing in environment dev")
        .containsAll(numbered("sk-canary-%d"))
        .hasSize(CLIENTS + 1);
    assertThat(recorded(CLIENTS + 1)).hasSize(CLIENTS);
    assertThat(rows.writes()).isEqualTo(1);
    assertThat(guard.verify().findings()).isEmpty();
  }

  @Test
  void one_that_fails_half_way_is_undone_and_the_others_are_not() throws InterruptedException {
    List<Runnable> clients = everybody();
    clients.add(9, client(get("key-1", "key-2", "nothing")));
    rows.meet(clients);
    assertThat(told)
        .contains("NOT_FOUND: no key nothing in environment dev")
        .containsAll(numbered("sk-canary-%d"))
        .hasSize(CLIENTS + 1);
    assertThat(recorded(CLIENTS + 1)).containsExactlyElementsOf(numbered("km://dev/key-%d#1"));
    assertThat(guard.verify().findings()).isEmpty();
    assertThat(open.reopen().verify().findings()).isEmpty();
  }

  @Test
  void SU2_nothing_is_released_to_anybody_if_it_cannot_be_recorded() throws InterruptedException {
    StoreContents before = open.memory.contents();
    rows.fill();
    rows.meet(everybody());
    assertThat(told).hasSize(CLIENTS).containsOnly("FAILURE: the disk is full");
    assertThat(open.memory.contents()).isEqualTo(before);
  }

  @Test
  void changes_that_meet_see_each_other() throws InterruptedException {
    List<Runnable> clients = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      String value = "sk-canary-new-" + i;
      clients.add(client(() -> "" + OpenVault.add(guard, PROD, "shared", value).outcome()));
    }
    clients.add(client(() -> "" + guard.edit(DEV, OpenVault.name("key-3"), Edits.note("n"))));
    rows.meet(clients);
    assertThat(told).contains("CREATED").hasSize(6);
    assertThat(rows.writes()).isEqualTo(1);
    assertThat(guard.show(PROD, OpenVault.name("shared")).versions()).hasSize(5);
    assertThat(OpenVault.value(guard, new KeyRef(PROD, OpenVault.name("shared"))))
        .isEqualTo("sk-canary-new-5");
    assertThat(guard.verify().findings()).isEmpty();
  }

  @Test
  void rekeying_and_restoring_share_with_nobody() throws InterruptedException {
    ByteArrayOutputStream backup = new ByteArrayOutputStream();
    guard.backup(open.ports, Selection.ALL, OpenVault.secret("a backup passphrase"), backup);
    guard.remove(DEV, OpenVault.name("key-63"));
    int before = rows.writes();
    List<Runnable> clients = new ArrayList<>();
    clients.add(client(get("key-0")));
    clients.add(client(get("key-1", "nothing")));
    clients.add(
        client(() -> {
          guard.rekey(List.of(open.slot));
          return "rekeyed";
        }));
    clients.add(client(get("key-2")));
    clients.add(
        client(() -> {
          var in = new ByteArrayInputStream(backup.toByteArray());
          var phrase = OpenVault.secret("a backup passphrase");
          return "" + guard.restore(Selection.ALL, phrase, in).created();
        }));
    clients.add(client(get("key-3")));
    rows.meet(clients);
    assertThat(told)
        .containsExactlyInAnyOrder(
            "sk-canary-0",
            "NOT_FOUND: no key nothing in environment dev",
            "rekeyed",
            "sk-canary-2",
            "1",
            "sk-canary-3");
    assertThat(rows.writes()).isGreaterThanOrEqualTo(before + 5);
    assertThat(guard.verify().findings()).isEmpty();
    assertThat(open.reopen().verify().findings()).isEmpty();
  }
}
