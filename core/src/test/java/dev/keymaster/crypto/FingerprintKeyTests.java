package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Fingerprints;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FingerprintKeyTests {
  private static final String VALUE = "sk-canary-9f3A7c1Be5d8042Fa6Bc31d7E9";

  private final FingerprintKey key = new FingerprintKey(new byte[32]);

  @Test
  void G7_a_run_opens_the_name_and_nothing_else_does() {
    byte[] record = key.records(bytes(VALUE), "prod/openai#3", 7);
    assertThat(record).hasSize(Fingerprints.RECORD);
    assertThat(ByteBuffer.wrap(record).getLong()).isEqualTo(tag(VALUE));
    assertThat(ByteBuffer.wrap(record).getLong(8)).isEqualTo(7);
    assertThat(opened(record, VALUE)).contains("prod/openai#3");
    assertThat(opened(record, VALUE + "x")).isEmpty();
    assertThat(new String(record, US_ASCII)).doesNotContain("openai").doesNotContain("9f3A7c1B");
  }

  @Test
  void G7_names_of_the_same_value_do_not_uncover_one_another() {
    byte[] one = key.records(bytes(VALUE), "dev/openai#1", 1);
    byte[] other = key.records(bytes(VALUE), "prod/openai#1", 2);
    int behind = 100; // both labels are zeros there
    assertThat(Arrays.copyOfRange(one, behind, one.length))
        .isNotEqualTo(Arrays.copyOfRange(other, behind, other.length));
    assertThat(opened(one, VALUE)).contains("dev/openai#1");
    assertThat(opened(other, VALUE)).contains("prod/openai#1");
  }

  @Test
  void G7_another_key_gives_another_tag() {
    byte[] other = new byte[32];
    other[31] = 1;
    byte[] text = bytes(VALUE);
    assertThat(new FingerprintKey(other).tag(text, 0, text.length)).isNotEqualTo(tag(VALUE));
    assertThat(key.copy().tag(text, 0, text.length)).isEqualTo(tag(VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "sk-canary-1234567890123456",
        "correct-horse-battery-staple-and-more",
        "Correct-Horse-Battery-Staple-And-Very-Much-More",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "postgres://user:password@localhost/database",
        "12345678901234567890123456789012",
        "abc123abc123abc123abc123abc123abc123"
      })
  void G7_what_can_be_guessed_has_no_tag(String guessable) {
    byte[] record = key.records(bytes(guessable), "dev/x#1", 9);
    assertThat(record).hasSize(Fingerprints.RECORD);
    assertThat(ByteBuffer.wrap(record).getLong()).isZero();
    assertThat(ByteBuffer.wrap(record).getLong(8)).isEqualTo(9);
  }

  @Test
  void G7_keys_of_all_usual_alphabets_have_one() {
    Random random = new Random(22);
    for (String alphabet :
        new String[] {"0123456789abcdef", "ABCDEFGHIJKLMabcdefghijklm01234567"}) {
      for (int i = 0; i < 500; i++) {
        StringBuilder text = new StringBuilder("sk-ant-api03-");
        random.ints(32, 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
        byte[] record = key.records(bytes(text.toString()), "dev/x#1", 1);
        assertThat(ByteBuffer.wrap(record).getLong()).as(text.toString()).isNotZero();
      }
    }
  }

  @Test
  void G7_values_of_several_runs_have_a_tag_for_each() {
    String text = "user:q7Zp2Lw9Xv4Tb8Nc1Md6@db.example.org/a+b\nR5yK3hJ0gF7dS2aP9oI4uY8t\n";
    byte[] records = key.records(bytes(text), "dev/x#1", 1);
    assertThat(records).hasSize(4 * Fingerprints.RECORD); // each as a narrow run and as a wide one
    assertThat(opened(records, "q7Zp2Lw9Xv4Tb8Nc1Md6")).contains("dev/x#1");
  }

  @Test
  void G7_nothing_of_the_value_stays_in_the_hash() {
    key.records(bytes(VALUE), "dev/x#1", 1);
    long before = tag("zzzzzzzzzzzzzzzzzzzz");
    assertThat(tag(VALUE)).isEqualTo(tag(VALUE));
    assertThat(tag("zzzzzzzzzzzzzzzzzzzz")).isEqualTo(before);
  }

  private long tag(String text) {
    byte[] bytes = bytes(text);
    return key.tag(bytes, 0, bytes.length);
  }

  private Optional<String> opened(byte[] record, String text) {
    byte[] bytes = bytes(text);
    return key.name(record, 0, bytes, 0, bytes.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
