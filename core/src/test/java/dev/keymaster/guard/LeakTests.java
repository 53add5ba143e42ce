package dev.keymaster.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Release;
import dev.keymaster.model.ServiceName;
import dev.keymaster.testkit.StoreContents;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** SA22 and SA23: what somebody sees who has the file and no key. */
class LeakTests {
  /** Distinctive texts, one for each thing that is said about a key. */
  private static final List<String> CANARIES =
      List.of(
          "canaryenvironment",
          "canary/Key.Name",
          "canaryservice",
          "canary tag",
          "canary note, longer than the others so that it fills more than one block of a cipher",
          "https://canary.endpoint.localhost",
          "CANARY_VARIABLE",
          "canary owner",
          "canary metadata name",
          "canary metadata value",
          "sk-…canaryhint",
          "sk-canary-0123456789abcdef",
          "canary detail of a release");

  private final OpenVault open = new OpenVault();

  private void fill() {
    KeyDetails details =
        new KeyDetails(
            new ServiceName(CANARIES.get(2)),
            List.of(CANARIES.get(3)),
            CANARIES.get(4),
            CANARIES.get(5),
            CANARIES.get(6),
            CANARIES.get(7),
            null,
            KeyStatus.ACTIVE,
            Map.of(CANARIES.get(8), CANARIES.get(9)));
    KeyRef ref = KeyRef.parse("km://" + CANARIES.get(0) + "/" + CANARIES.get(1));
    NewKey key =
        new NewKey(
            ref.environment(),
            ref.name(),
            OpenVault.secret(CANARIES.get(11)),
            details,
            CANARIES.get(10),
            NewKey.Mode.CREATE);
    open.guard.store(List.of(key), EventKind.STORE);
    open.guard
        .release(List.of(ref), new Release(EventKind.DELIVER, CANARIES.get(12)))
        .getFirst()
        .close();
    assertThat(open.guard.show(ref.environment(), ref.name()).details()).isEqualTo(details);
    assertThat(open.guard.newest(1).getFirst().detail()).isEqualTo(CANARIES.get(12));
  }

  private static String everything(StoreContents contents) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    contents.parts().values().forEach(all::writeBytes);
    contents.tiles().values().forEach(all::writeBytes);
    contents.events().values().forEach(all::writeBytes);
    contents
        .rows()
        .values()
        .forEach(row -> {
          all.writeBytes(row.locator());
          all.writeBytes(row.sealed());
        });
    return all.toString(ISO_8859_1);
  }

  /** The forms in which a text might lie in a file: each as Latin-1, byte for byte. */
  private static List<String> forms(String text) {
    List<String> forms = new ArrayList<>();
    for (String written :
        List.of(text, text.toUpperCase(Locale.ROOT), text.toLowerCase(Locale.ROOT))) {
      byte[] bytes = written.getBytes(UTF_8);
      forms.add(new String(bytes, ISO_8859_1));
      forms.add(new StringBuilder(new String(bytes, ISO_8859_1)).reverse().toString());
      forms.add(new String(written.getBytes(UTF_16LE), ISO_8859_1));
      forms.add(new String(written.getBytes(UTF_16BE), ISO_8859_1));
      forms.add(HexFormat.of().formatHex(bytes));
      forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
      for (int offset = 0; offset < 3; offset++) {
        forms.add(base64(bytes, offset));
      }
    }
    return forms;
  }

  /** The characters that stand for the text alone, whatever stands before and after it. */
  private static String base64(byte[] bytes, int offset) {
    byte[] moved = new byte[offset + bytes.length];
    System.arraycopy(bytes, 0, moved, offset, bytes.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(moved);
    return encoded.substring(offset == 0 ? 0 : offset + 1, moved.length * 8 / 6);
  }

  @Test
  void SA22_no_name_nor_anything_said_about_a_key_stands_in_the_file() {
    fill();
    String stored = everything(open.memory.contents());
    assertThat(stored).hasSizeGreaterThan(2000).contains(new String(new byte[] {'c', 'i'}, UTF_8));
    for (String canary : CANARIES) {
      for (String form : forms(canary)) {
        assertThat(stored.contains(form)).as("%s as %s", canary, form).isFalse();
      }
    }
    assertThat(stored.toLowerCase(Locale.ROOT)).doesNotContain("canary");
  }

  @Test
  void the_search_finds_what_lies_in_clear() {
    for (String form : forms("sk-canary-0123456789abcdef")) {
      assertThat(form).hasSizeGreaterThan(24);
    }
    byte[] text = "xxsk-canary-0123456789abcdefyy".getBytes(UTF_8);
    String encoded = Base64.getEncoder().encodeToString(text);
    assertThat(forms("sk-canary-0123456789abcdef")).anyMatch(encoded::contains);
  }

  @Test
  void SA22_equal_values_look_different() {
    open.add(OpenVault.DEV, "a", "sk-canary-same");
    open.add(OpenVault.DEV, "b", "sk-canary-same");
    open.add(OpenVault.PROD, "a", "sk-canary-same");
    List<String> envelopes =
        open.memory.contents().rows().values().stream()
            .map(row -> new String(row.sealed(), ISO_8859_1))
            .toList();
    assertThat(envelopes).doesNotHaveDuplicates();
    for (String one : envelopes) {
      assertThat(envelopes.stream().filter(two -> two.startsWith(one.substring(0, 8)))).hasSize(1);
    }
  }

  @Test
  void SA23_sizes_tell_the_class_only() {
    TreeSet<Integer> sizes = new TreeSet<>();
    for (int length = 1; length < 9000; length += 127) {
      open.add(OpenVault.DEV, "k" + "x".repeat(length % 100), "v".repeat(length));
    }
    open.memory.contents().rows().values().stream()
        .filter(row -> row.kind() != 3)
        .forEach(row -> sizes.add(row.sealed().length - 72));
    open.memory.contents().events().values().forEach(event -> sizes.add(event.length - 72 - 32));
    assertThat(sizes)
        .allMatch(size -> size <= 4096 ? size % 256 == 0 : Integer.bitCount(size) == 1);
    assertThat(
            open.memory.contents().rows().values().stream()
                .filter(row -> row.kind() == 3)
                .map(row -> row.sealed().length)
                .distinct())
        .containsExactly(32 + 72);
  }

  @Test
  void SA23_the_length_of_a_name_does_not_show() {
    assertThat(sizes("a", "d")).isEqualTo(sizes("a-much-longer-name/of.a-key", "development"));
  }

  private static List<Integer> sizes(String name, String environment) {
    OpenVault vault = new OpenVault();
    OpenVault.add(vault.guard, new EnvironmentName(environment), name, "sk-canary-1");
    assertThat(vault.guard.show(new EnvironmentName(environment), new KeyName(name))).isNotNull();
    List<Integer> sizes = new ArrayList<>();
    vault.memory.contents().parts().values().forEach(part -> sizes.add(part.length));
    vault.memory.contents().rows().values().forEach(row -> sizes.add(row.sealed().length));
    vault.memory.contents().events().values().forEach(event -> sizes.add(event.length));
    return sizes;
  }
}
