package dev.keymaster.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SieveTests {
  private static final String HELD = "sk-canary-9f3A7c1Be5d8042Fa6Bc31d7E9";
  private static final String BARE = "q7Zp2Lw9Xv4Tb8Nc1Md6Rf3Hs5Jk0Gy";
  private static final String WIDE = "wJa1+rXUtnFE2/K7MDENG8bPxRf3+CYz9";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "\n%s\n",
        "KEY=%s",
        "KEY='%s'",
        "{\"key\":\"%s\"}",
        "{\"log\":\"first\\n%s\\nsecond\"}",
        "https://example.org/path/%s/more?key=%s",
        "https://user:%s@example.org/",
        "curl -H 'Authorization: Bearer %s'",
        "a=1%%26key%%3D%s%%26b",
        "\u001b[31m%s\u001b[0m",
        "\\u001b[1;31m%s\\u001b[0m",
        "It is %s.",
        "`%s`",
        "_%s_",
        "<key>%s</key>",
        "key\t%s\tend",
        "\\u003d%s",
        "x\u0000%s\u0000y"
      })
  void G7_held_keys_are_found_wherever_they_stand(String around) {
    for (String value : List.of(HELD, BARE, WIDE)) {
      String text = around.formatted(value, value);
      List<Finding> found = Vaulted.scan(text, HELD, BARE, WIDE);
      String name = "km://dev/key#" + (List.of(HELD, BARE, WIDE).indexOf(value) + 1);
      boolean path = value.equals(WIDE) && text.contains("/path/");
      assertThat(Vaulted.rules(found)).as(text).contains(name);
      assertThat(path || found.stream().allMatch(each -> each.leak() instanceof Leak.Held))
          .isTrue();
      assertThat(found.toString()).doesNotContain(value);
    }
  }

  @Test
  void G7_texts_that_are_made_to_take_long_do_not() {
    String token = "ghp_" + "q7Zp2Lw9Xv4Tb8Nc1Md6Rf3Hs5Jk0GyQw4E1";
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(Vaulted.scan((token + " ").repeat(50_000)))
              .hasSize(Findings.MOST)
              .last()
              .extracting(Finding::column)
              .isEqualTo(41L * (Findings.MOST - 1) + 1);
          assertThat(Vaulted.scan("sk-ant-".repeat(300_000))).isEmpty();
        });
  }

  @Test
  void G7_what_only_resembles_a_held_key_is_not_found() {
    for (String text : List.of(HELD + "x", "x" + HELD, HELD.toLowerCase(java.util.Locale.ROOT))) {
      assertThat(Vaulted.scan(text, HELD)).as(text).isEmpty();
    }
  }

  @Test
  void G7_held_keys_are_found_in_base64() {
    String basic = Base64.getEncoder().encodeToString(("user:" + HELD).getBytes(US_ASCII));
    assertThat(Vaulted.rules(Vaulted.scan("auth: " + basic + "\n", HELD)))
        .containsExactly("km://dev/key#1");
    String secret = Base64.getEncoder().encodeToString((BARE + "\n").getBytes(US_ASCII));
    assertThat(Vaulted.rules(Vaulted.scan("data: {key: " + secret + "}", BARE)))
        .containsExactly("km://dev/key#1");
  }

  @Test
  void A6_the_length_is_told_where_the_whole_key_stands() {
    String packed = Base64.getEncoder().encodeToString(("user:" + HELD).getBytes(US_ASCII));
    String block = "-----BEGIN PRIVATE KEY-----\n" + drawn("ABCDEFghijkl0123456789", 64) + "\n";
    assertThat(Vaulted.scan("a=" + HELD + "\nb: " + packed + "\n" + block, HELD))
        .extracting(Finding::length)
        .containsExactly(HELD.length(), 0, 0);
  }

  @Test
  void G7_each_place_of_a_long_text_is_found_with_its_line() {
    StringBuilder text = new StringBuilder();
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      text.append("x".repeat(random.nextInt(40))).append('\n').append(HELD).append('\n');
    }
    List<Finding> found = Vaulted.scan(text.toString(), HELD);
    assertThat(found).hasSize(100);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).line()).isEqualTo(2 + 2 * i);
      assertThat(found.get(i).column()).isEqualTo(1);
    }
  }

  @Test
  void G7_keys_of_providers_are_told_by_their_looks() {
    String hex = drawn("0123456789abcdef", 64);
    String word = drawn("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 100);
    String text =
        String.join(
            "\n",
            "a " + "sk-or-" + "v1-" + hex,
            "b \"" + "sk-ant-" + "api03-" + word.substring(0, 93) + "AA\"",
            "c=" + "gh" + "p_" + word.substring(0, 36),
            "MISTRAL_API_KEY=" + word.substring(0, 32),
            "aws_secret_access_key = " + word.substring(5, 45),
            "prefix_" + "hf" + "_" + word.substring(0, 34));
    assertThat(Vaulted.rules(Vaulted.scan(text)))
        .containsExactly(
            "openrouter/api",
            "anthropic/api",
            "github/personal",
            "mistral/api",
            "aws/secret",
            "huggingface/user");
  }

  @Test
  void G7_private_keys_are_told_by_their_first_line() {
    String body = drawn("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 64);
    String text = "-----BEGIN " + "PRIVATE KEY-----\n" + body + "\n";
    assertThat(Vaulted.rules(Vaulted.scan(text))).containsExactly("private-key");
    assertThat(Vaulted.rules(Vaulted.scan(text.replace("\n", "\\n"))))
        .containsExactly("private-key");
  }

  @Test
  void G7_made_up_keys_are_no_findings() {
    String text =
        String.join(
            "\n",
            "sk-or-v1-" + "0".repeat(64),
            "sk-ant-api03-" + "x".repeat(93) + "AA",
            "ghp_" + "1234567890abcdefghijklmnopqrstuvwxyz",
            "AKIA" + "IOSFODNN7EXAMPLE",
            "mistral key: your_api_key_goes_here_ok_then",
            "sha512-" + drawn("0123456789abcdefABCDEF+/", 86) + "==",
            "commit " + drawn("0123456789abcdef", 40),
            "hf_some_identifier_of_a_program_name",
            "src/main/java/org/example/api/key/Sk-LongClassNameOfSomething.java");
    assertThat(Vaulted.scan(text)).isEmpty();
  }

  @Test
  void G7_a_held_key_is_told_by_its_name_even_if_it_looks_like_a_providers() {
    String value = "sk-or-" + "v1-" + drawn("0123456789abcdef", 64);
    List<Finding> found = Vaulted.scan("k=" + value + ";", value);
    assertThat(Vaulted.rules(found)).containsExactly("km://dev/key#1");
    assertThat(found.getFirst().masked()).isEqualTo("sk-or-v1-…" + value.substring(69));
  }

  @Test
  void G7_utf16_is_read_and_binaries_have_offsets() {
    byte[] wide = ("\ufeffa\nkey " + HELD + "\n").getBytes(UTF_16LE);
    Finding found = Vaulted.scan(wide, Allowed.of(""), HELD).getFirst();
    assertThat(found.line()).isEqualTo(2);
    byte[] binary = ("\0\1\2\n\n" + HELD + "\0").getBytes(ISO_8859_1);
    found = Vaulted.scan(binary, Allowed.of(""), HELD).getFirst();
    assertThat(found.line()).isZero();
    assertThat(found.column()).isEqualTo(5);
  }

  @Test
  void G7_findings_can_be_allowed_by_line_and_by_id() {
    assertThat(Vaulted.scan("k=" + HELD + " # keymaster:allow\n", HELD)).isEmpty();
    assertThat(Vaulted.scan("# keymaster:allow\nk=" + HELD, HELD)).hasSize(1);
    String id = Vaulted.scan("k=" + HELD, HELD).getFirst().id();
    Allowed allowed = Allowed.of("# known\nfinding:" + id + " an old one\n");
    assertThat(Vaulted.scan(("\n\nk=" + HELD).getBytes(US_ASCII), allowed, HELD)).isEmpty();
  }

  @Test
  void G7_attack_held_keys_that_are_left_out_are_counted_and_others_are_not() {
    String text = "a=%s # keymaster:allow\nb=ghp_%s # keymaster:allow\n".formatted(HELD, BARE);
    assertThat(ignored("x", text, "")).singleElement().extracting(Finding::line).isEqualTo(1);
    String plain = "a=" + HELD + " b=ghp_" + BARE;
    String id = Vaulted.scan(plain, HELD).getFirst().id();
    assertThat(ignored("a.txt", plain, "finding:" + id))
        .extracting(Finding::id)
        .containsExactly(id);
    assertThat(ignored("samples/a.txt", plain, "samples/")).hasSize(1);
    assertThat(ignored("samples/a.txt", plain, "other/")).isEmpty();
  }

  @Test
  void G7_left_out_by_its_line_or_by_rules_is_told_apart() {
    String plain = "a=" + HELD;
    assertThat(ignored("a.txt", plain + " # keymaster:allow", "a.txt"))
        .extracting(Finding::hidden)
        .containsExactly(Finding.Hidden.IN_SOURCE);
    assertThat(ignored("a.txt", plain, "a.txt"))
        .extracting(Finding::hidden)
        .containsExactly(Finding.Hidden.EXTERNAL);
  }

  @Test
  void G7_attack_more_left_out_than_is_kept_is_said() {
    Findings findings = new Findings();
    Finding one = Vaulted.scan(HELD, HELD).getFirst();
    for (int i = 0; i < Findings.MOST; i++) {
      findings.ignored(one);
    }
    assertThat(findings.isIgnoredCut()).isFalse();
    findings.ignored(one);
    assertThat(findings.isIgnoredCut()).isTrue();
    assertThat(findings.ignored()).hasSize(Findings.MOST);
    assertThat(findings.isCut()).as("nothing that counts is missing").isFalse();
  }

  private static List<Finding> ignored(String place, String text, String rules) {
    Findings findings = new Findings();
    new Scan(Vaulted.keys(HELD), Vaulted.SHAPES, Allowed.of(rules), findings, 1)
        .text(place, new ByteArrayInputStream(text.getBytes(US_ASCII)));
    assertThat(findings.ignored()).allMatch(each -> each.leak() instanceof Leak.Held);
    assertThat(findings.all()).noneMatch(findings.ignored()::contains);
    return findings.ignored();
  }

  @Test
  void G7_keys_are_found_across_the_edges_of_windows() {
    int edge = Reader.WINDOW;
    for (int shift : new int[] {-20_000, -16_384, -8_200, -8_192, -8_170, -20, -1, 0, 5, 9_000}) {
      byte[] text = new byte[edge + 60_000];
      java.util.Arrays.fill(text, (byte) ' ');
      text[10] = '\n';
      byte[] key = HELD.getBytes(US_ASCII);
      System.arraycopy(key, 0, text, edge + shift, key.length);
      List<Finding> found = Vaulted.scan(text, Allowed.of(""), HELD);
      assertThat(found).as("at %d", shift).hasSize(1);
      assertThat(found.getFirst().line()).isEqualTo(2);
    }
  }

  private static String drawn(String alphabet, int length) {
    Random random = new Random(length);
    StringBuilder text = new StringBuilder();
    random.ints(length, 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
    return text.toString();
  }
}
