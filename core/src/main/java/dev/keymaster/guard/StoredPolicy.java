package dev.keymaster.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.policy.DefaultPolicy;
import dev.keymaster.policy.Policy;
import dev.keymaster.policy.PolicyText;
import dev.keymaster.vault.Reading;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The policy that lies in the vault, parsed again only when it changed. Thread-safe. */
final class StoredPolicy {
  /** The document that holds it, as text. */
  static final String DOCUMENT = "policy";

  @SuppressWarnings("ArrayRecordComponent") // compared by content below
  private record Parsed(byte @Nullable [] text, Policy policy) {}

  private final Policy otherwise;
  private volatile @Nullable Parsed parsed;

  /** Begins with the policy of a vault that has none of its own. */
  StoredPolicy(Policy otherwise) {
    this.otherwise = otherwise;
  }

  Policy of(Reading reading) {
    byte @Nullable [] text = reading.document(DOCUMENT);
    Parsed last = parsed;
    if (last == null || !Arrays.equals(last.text(), text)) {
      last = new Parsed(text, text == null ? otherwise : parse(text));
      parsed = last;
    }
    return last.policy();
  }

  private static Policy parse(byte[] text) {
    return PolicyText.parse(new String(text, UTF_8));
  }

  static String text(Reading reading) {
    byte @Nullable [] text = reading.document(DOCUMENT);
    return text == null ? DefaultPolicy.TEXT : new String(text, UTF_8);
  }
}
