package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static dev.keymaster.guard.OpenVault.PROD;
import static dev.keymaster.guard.OpenVault.name;
import static dev.keymaster.guard.SteadyVault.AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.CopyFiles;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.SafetyCopy;
import dev.keymaster.model.Selection;
import dev.keymaster.policy.DefaultPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SafetyCopiesTests {
  private final OpenVault open = new OpenVault();
  private final Guard guard = open.guard;
  private final MemoryFiles files = new MemoryFiles();
  private final SafetyCopies copies = guard.copies(open.ports, files);

  SafetyCopiesTests() {
    open.add(DEV, "openai", "sk-canary-0001");
    open.add(DEV, "openai", "sk-canary-0002");
    open.add(PROD, "openai", "sk-canary-prod");
  }

  private SafetyCopy ofOne() {
    copies.beforeRemoving(DEV, name("openai"));
    return copies.list().getLast();
  }

  private SafetyCopy ofAll() {
    copies.beforeRekeying();
    return copies.list().getLast();
  }

  private static void refused(Code code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void A14_a_removed_key_comes_back_with_its_history() {
    SafetyCopy copy = ofOne();
    guard.remove(DEV, name("openai"));
    assertThat(copies.restore(copy.id().substring(0, 8), Selection.ALL))
        .isEqualTo(new RestoreReport(1, 0, 0));
    assertThat(open.value(DEV, "openai")).isEqualTo("sk-canary-0002");
    Edits.rollback(guard, DEV, name("openai"), null);
    assertThat(open.value(DEV, "openai")).isEqualTo("sk-canary-0001");
  }

  @Test
  void a_copy_that_was_changed_is_a_part_of_the_vault_that_was() {
    SafetyCopy copy = ofOne();
    byte[] content = java.util.Objects.requireNonNull(files.contents.get(copy.id()));
    content[content.length - 1] ^= 1;
    refused(Code.CORRUPT, () -> copies.restore(copy.id(), Selection.ALL));
  }

  @Test
  void a_copy_says_when_why_and_how_many() {
    SafetyCopy copy = ofAll();
    assertThat(copy.reason()).isEqualTo("rekey");
    assertThat(copy.keys()).isEqualTo(2);
    assertThat(copy.id()).matches("[0-9a-f]{32}");
    assertThat(files.contents).containsOnlyKeys(copy.id());
  }

  @Test
  void an_import_copies_what_it_overwrites() {
    copies.beforeImporting(
        List.of(
            OpenVault.key(DEV, "openai", "sk-canary-0003", NewKey.Mode.NEW_VERSION),
            OpenVault.key(DEV, "fresh", "sk-canary-0004", NewKey.Mode.CREATE),
            OpenVault.key(DEV, "other", "sk-canary-0005", NewKey.Mode.UPSERT)));
    assertThat(copies.list())
        .singleElement()
        .satisfies(copy -> {
          assertThat(copy.reason()).isEqualTo("import");
          assertThat(copy.keys()).isEqualTo(1);
        });
  }

  @Test
  void making_and_restoring_a_copy_is_recorded() {
    SafetyCopy copy = ofOne();
    copies.restore(copy.id(), Selection.ALL);
    assertThat(guard.newest(2))
        .satisfiesExactly(
            made -> {
              assertThat(made.kind()).isEqualTo(EventKind.BACKUP);
              assertThat(made.detail()).isEqualTo("copy before remove");
            },
            back -> assertThat(back.kind()).isEqualTo(EventKind.RESTORE));
  }

  @Test
  void F7_what_is_purged_is_in_no_copy() {
    SafetyCopy single = ofOne();
    SafetyCopy whole = ofAll();
    guard.purge(DEV, name("openai"));
    assertThat(copies.list()).isEmpty();
    assertThat(guard.newest(1).getFirst().detail()).isEqualTo("2 safety copies erased");
    for (SafetyCopy copy : List.of(single, whole)) {
      refused(Code.NOT_FOUND, () -> copies.restore(copy.id(), Selection.ALL));
    }
  }

  @Test
  void F7_a_destroyed_version_is_in_no_copy() {
    ofOne();
    guard.destroy(DEV, name("openai"), 1);
    assertThat(copies.list()).isEmpty();
    assertThat(guard.newest(1).getFirst().detail()).isEqualTo("1 safety copy erased");
  }

  @Test
  void copies_of_other_keys_stay() {
    copies.beforeRemoving(PROD, name("openai"));
    SafetyCopy other = copies.list().getLast();
    guard.purge(DEV, name("openai"));
    assertThat(copies.list()).containsExactly(other);
  }

  @Test
  void a_copy_of_very_many_keys_may_hold_any() {
    for (int i = 0; i <= CopyIndex.MOST_NAMES; i++) {
      open.add(PROD, "key-" + i, "sk-canary-" + i);
    }
    copies.beforeRestoring(new Selection(PROD, null, null));
    guard.purge(DEV, name("openai"));
    assertThat(copies.list()).isEmpty();
  }

  @Test
  void twins_in_capitals_are_the_same_key() {
    ofOne();
    guard.remove(DEV, name("openai"));
    open.add(DEV, "OpenAI", "sk-canary-twin");
    guard.purge(DEV, name("OpenAI"));
    assertThat(copies.list()).isEmpty();
  }

  @Test
  void G10_a_person_is_asked_once_for_a_removal_and_the_copy_before_it() {
    guard.access().changePolicy("ask remove, edit in dev for agent\n" + DefaultPolicy.TEXT);
    ProfileKey said = new ProfileKey(name("openai"), DEV, null, null, "https://llm.example", 0, 0);
    guard.profiles().put(null, new Profile(new ProfileName("p"), "", List.of(), List.of(said)));
    Guard agent = guard.as(AGENT);
    SafetyCopies before = agent.copies(open.ports, files);
    refused(Code.APPROVAL_NEEDED, () -> before.beforeRemoving(DEV, name("openai")));
    assertThat(files.contents).isEmpty();
    assertThat(guard.access().approvals()).hasSize(1);
    guard.access().answer(guard.access().approvals().getFirst().id(), true, true);
    before.beforeRemoving(DEV, name("openai"));
    agent.remove(DEV, name("openai"));
    assertThat(copies.list()).hasSize(1);
    open.add(DEV, "openai", "sk-canary-0003");
    refused(Code.APPROVAL_NEEDED, () -> before.beforeRemoving(DEV, name("openai")));
  }

  @Test
  void F6_a_limit_that_is_told_of_is_passed_by_the_removal_and_not_by_asking_before_the_copy() {
    guard.access().changePolicy("limit remove to 1 a minute, then alert\n" + DefaultPolicy.TEXT);
    ofOne();
    guard.remove(DEV, name("openai"));
    open.add(DEV, "openai", "sk-canary-0003");
    ofOne();
    assertThat(guard.newest(99)).extracting(Event::kind).doesNotContain(EventKind.BURST);
    guard.remove(DEV, name("openai"));
    assertThat(guard.newest(99)).extracting(Event::kind).containsOnlyOnce(EventKind.BURST);
  }

  @Test
  void a_copy_outlives_rekeying() {
    SafetyCopy copy = ofAll();
    guard.rekey(List.of(open.slot));
    guard.remove(DEV, name("openai"));
    assertThat(copies.restore(copy.id(), new Selection(DEV, null, name("openai"))).created())
        .isEqualTo(1);
  }

  @Test
  void another_file_in_its_place_is_refused() {
    SafetyCopy one = ofOne();
    SafetyCopy other = ofAll();
    files.contents.put(one.id(), files.contents.get(other.id()));
    refused(Code.LOCKED, () -> copies.restore(one.id(), Selection.ALL));
  }

  @Test
  void a_file_that_is_gone_is_not_found() {
    SafetyCopy copy = ofOne();
    files.contents.clear();
    refused(Code.NOT_FOUND, () -> copies.restore(copy.id(), Selection.ALL));
    refused(Code.NOT_FOUND, () -> copies.restore("", Selection.ALL));
    refused(Code.NOT_FOUND, () -> copies.restore("ffff", Selection.ALL));
  }

  @Test
  void what_cannot_be_copied_is_not_remembered() {
    files.full = true;
    assertThatThrownBy(() -> ofAll()).isInstanceOf(UncheckedIOException.class);
    assertThat(copies.list()).isEmpty();
    assertThat(files.contents).isEmpty();
  }

  @Test
  void nothing_to_copy_and_nowhere_to_copy_to_make_no_copy() {
    copies.beforeRemoving(DEV, name("nobody"));
    copies.beforeImporting(List.of());
    guard.copies(open.ports, CopyFiles.NONE).beforeRekeying();
    assertThat(copies.list()).isEmpty();
    refused(Code.NOT_FOUND, () -> CopyFiles.NONE.open("x"));
    assertThatThrownBy(() -> CopyFiles.NONE.write("x", out -> {})).isInstanceOf(BugException.class);
  }

  @Test
  void copies_end_after_thirty_days() {
    SafetyCopy old = ofOne();
    Ports later =
        new Ports(
            open.memory,
            open.height,
            open.ports.randomness(),
            () -> old.made().plus(SafetyCopies.KEPT).plus(Duration.ofHours(1)));
    SafetyCopies then = guard.copies(later, files);
    assertThat(then.list()).isEmpty();
    then.beforeRekeying();
    assertThat(then.list()).extracting(SafetyCopy::reason).containsExactly("rekey");
    assertThat(files.contents).doesNotContainKey(old.id());
  }

  @Test
  void no_more_than_a_hundred_are_kept() {
    for (int i = 0; i < SafetyCopies.MOST + 2; i++) {
      ofOne();
    }
    assertThat(copies.list()).hasSize(SafetyCopies.MOST);
  }

  @Test
  void restore_copies_only_once_the_passphrase_is_right() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String phrase = "a canary sang in the mine";
    guard.backup(open.ports, Selection.ALL, OpenVault.secret(phrase), out);
    int[] runs = new int[1];
    refused(
        Code.LOCKED,
        () ->
            guard.restore(
                Selection.ALL,
                OpenVault.secret("another one altogether"),
                new ByteArrayInputStream(out.toByteArray()),
                () -> runs[0]++));
    assertThat(runs[0]).isZero();
    guard.restore(
        Selection.ALL,
        OpenVault.secret(phrase),
        new ByteArrayInputStream(out.toByteArray()),
        () -> runs[0]++);
    assertThat(runs[0]).isEqualTo(1);
  }

  @Test
  void a_copy_shows_nothing_in_clear() {
    SafetyCopy copy = ofOne();
    assertThat(new String(files.contents.get(copy.id()), StandardCharsets.ISO_8859_1))
        .startsWith("KMSEALED")
        .doesNotContain("canary", "openai");
    guard.store(
        List.of(OpenVault.key(DEV, "next", "sk-canary-next", NewKey.Mode.CREATE)), EventKind.STORE);
    assertThat(copies.list()).containsExactly(copy);
  }

  /** Files in memory, of which all are as old as the world. */
  private static final class MemoryFiles implements CopyFiles {
    private final Map<String, byte[]> contents = new HashMap<>();
    private boolean full;

    @Override
    public void write(String id, Writer content) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        content.writeTo(out);
        if (full) {
          throw new IOException("no space left");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      contents.put(id, out.toByteArray());
    }

    @Override
    public InputStream open(String id) {
      byte[] content = contents.get(id);
      if (content == null) {
        throw new KeymasterException(Code.NOT_FOUND, "gone", "");
      }
      return new ByteArrayInputStream(content);
    }

    @Override
    public void remove(String id) {
      contents.remove(id);
    }

    @Override
    public void sweep(Set<String> known, Instant before) {
      contents.keySet().retainAll(known);
    }
  }
}
