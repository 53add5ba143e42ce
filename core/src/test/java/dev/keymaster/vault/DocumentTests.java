package dev.keymaster.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.SealedRow;
import dev.keymaster.testkit.MemoryRows;
import dev.keymaster.testkit.StoreContents;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents: stored, replaced, removed, and missed when somebody takes them away. */
class DocumentTests {
  private final MemoryRows memory = new MemoryRows();
  private Vault vault = SmallVault.create(new MemoryRows());

  private Vault reopened() {
    return SmallVault.open(memory.another());
  }

  @BeforeEach
  void make() {
    vault = SmallVault.create(memory);
    put("policy", "canary-rule-1");
    put("mfa", "canary-seed");
  }

  private void put(String name, String content) {
    put(name, content.getBytes(UTF_8));
  }

  private void put(String name, byte[] content) {
    change(commit -> commit.putDocument(name, content));
  }

  private void change(Consumer<Commit> body) {
    vault.commit(commit -> {
      body.accept(commit);
      return commit;
    });
  }

  private static String text(Vault vault, String name) {
    return vault.read(reading -> {
      byte[] content = reading.document(name);
      return content == null ? "none" : new String(content, UTF_8);
    });
  }

  private SealedRow row(StoreContents contents, int number) {
    return contents.rows().values().stream()
        .filter(row -> row.kind() == RowKind.DOCUMENT.tag())
        .skip(number)
        .findFirst()
        .orElseThrow();
  }

  private static void corrupt(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
  }

  private void sound(Vault opened, long rows) {
    assertThat(opened.read(Verification::of).findings()).isEmpty();
    assertThat(memory.contents().rows()).hasSize((int) rows);
  }

  @Test
  void come_back_when_the_vault_is_opened_again() {
    assertThat(text(reopened(), "policy")).isEqualTo("canary-rule-1");
    assertThat(text(reopened(), "mfa")).isEqualTo("canary-seed");
    assertThat(text(reopened(), "alerts")).isEqualTo("none");
    assertThat(text(reopened(), "no document's name")).isEqualTo("none");
    sound(reopened(), 2);
  }

  @Test
  void a_commit_sees_what_it_has_put_and_removed() {
    change(commit -> {
      commit.putDocument("policy", new byte[] {1});
      commit.putDocument("alerts", new byte[0]);
      commit.removeDocument("mfa");
      assertThat(commit.document("policy")).containsExactly(1);
      assertThat(commit.document("alerts")).isEmpty();
      assertThat(commit.document("mfa")).isNull();
    });
    assertThat(text(reopened(), "alerts")).isEmpty();
    sound(reopened(), 2);
  }

  @Test
  void are_replaced_in_their_place() {
    put("policy", "canary-rule-2");
    assertThat(text(reopened(), "policy")).isEqualTo("canary-rule-2");
    sound(reopened(), 2);
  }

  @Test
  void are_gone_once_removed_and_removing_twice_is_harmless() {
    change(commit -> commit.removeDocument("policy"));
    change(commit -> commit.removeDocument("policy"));
    assertThat(text(reopened(), "policy")).isEqualTo("none");
    assertThat(text(reopened(), "mfa")).isEqualTo("canary-seed");
    sound(reopened(), 1);
  }

  @Test
  void a_commit_that_fails_leaves_them_as_they_were() {
    assertThatThrownBy(() ->
            change(commit -> {
              commit.putDocument("policy", new byte[] {1});
              commit.removeDocument("mfa");
              throw new IllegalStateException("on purpose");
            }))
        .hasMessage("on purpose");
    assertThat(text(vault, "policy")).isEqualTo("canary-rule-1");
    assertThat(text(vault, "mfa")).isEqualTo("canary-seed");
    sound(vault, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Policy", "a_b", "a b", "a/b", "\u00e4", "a.b"})
  void other_names_are_our_mistake(String name) {
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> put(name, "x"));
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> put("a".repeat(33), "x"));
  }

  @Test
  void a_name_has_up_to_32_characters_and_a_content_up_to_1_MiB() {
    String longest = "z9-" + "a".repeat(29);
    byte[] largest = new byte[1 << 20];
    Arrays.fill(largest, (byte) 7);
    put(longest, largest);
    assertThat(text(reopened(), longest)).isEqualTo(new String(largest, UTF_8)).hasSize(1 << 20);
    assertThatThrownBy(() -> put("policy", new byte[(1 << 20) + 1]))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.USAGE));
    assertThat(text(vault, "policy")).isEqualTo("canary-rule-1");
  }

  @Test
  void there_are_at_most_64() {
    for (int i = 2; i < 64; i++) {
      put("document-" + i, "canary-" + i);
    }
    assertThatThrownBy(() -> put("one-more", "x"))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT));
    put("document-63", "changed");
    assertThat(text(reopened(), "document-63")).isEqualTo("changed");
    assertThat(text(reopened(), "document-2")).isEqualTo("canary-2");
    assertThat(text(reopened(), "one-more")).isEqualTo("none");
    sound(reopened(), 64);
  }

  @Test
  void rekeying_seals_them_anew() {
    SealedRow old = row(memory.contents(), 0);
    change(commit -> vault.rekey(commit, List.of(SmallVault.slot())));
    SealedRow next = row(memory.contents(), 0);
    assertThat(next.position()).isEqualTo(old.position());
    assertThat(next.locator()).isNotEqualTo(old.locator());
    assertThat(next.sealed()).isNotEqualTo(old.sealed());
    assertThat(text(vault, "policy")).isEqualTo("canary-rule-1");
    assertThat(text(reopened(), "mfa")).isEqualTo("canary-seed");
    sound(reopened(), 2);
    memory.tamper(c -> c.rows().put(old.position(), old));
    corrupt(() -> text(reopened(), "policy"));
  }

  @Test
  void SA1_one_that_was_taken_away_is_missed_and_never_none() {
    SealedRow policy = row(memory.contents(), 0);
    memory.tamper(c -> c.rows().remove(policy.position()));
    corrupt(() -> text(reopened(), "policy"));
    assertThat(text(reopened(), "mfa")).isEqualTo("canary-seed");
    assertThat(reopened().read(Verification::of).findings())
        .contains("the document policy is missing in the vault file");
  }

  @Test
  void SA2_two_that_are_exchanged_are_refused() {
    SealedRow one = row(memory.contents(), 0);
    SealedRow two = row(memory.contents(), 1);
    memory.tamper(c -> {
      c.rows().put(0L, new SealedRow(one.position(), one.kind(), one.locator(), two.sealed()));
      c.rows().put(1L, new SealedRow(two.position(), two.kind(), two.locator(), one.sealed()));
    });
    corrupt(() -> text(reopened(), "policy"));
    corrupt(() -> text(reopened(), "mfa"));
  }

  @Test
  void SA3_one_does_not_open_under_another_name_vault_or_generation() {
    Keyset keys = Keyset.fresh(new SecureRandom()::nextBytes, KeyHome.heap());
    byte[] id = new byte[16];
    byte[] sealed = Document.seal(keys, id, "mfa", new byte[] {1}, new SecureRandom()::nextBytes);
    assertThat(Document.open(keys, id, "mfa", sealed)).containsExactly(1);
    byte[] other = new byte[16];
    other[0] = 1;
    corrupt(() -> Document.open(keys, id, "policy", sealed));
    corrupt(() -> Document.open(keys, other, "mfa", sealed));
    corrupt(() -> Document.open(keys.next(new SecureRandom()::nextBytes), id, "mfa", sealed));
  }

  @Test
  void SA4_an_older_one_put_back_is_refused() {
    StoreContents before = memory.contents();
    put("policy", "canary-rule-2");
    SealedRow old = row(before, 0);
    memory.tamper(c -> c.rows().put(old.position(), old));
    corrupt(() -> text(reopened(), "policy"));
    memory.tamper(c -> c.tiles().putAll(before.tiles()));
    corrupt(() -> text(reopened(), "policy"));
  }
}
