package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Secret;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer of AWS's query APIs: XML in which a few elements matter, found by their names. What is
 * in none of them is of no concern.
 *
 * @param text the answer; a secret key in it is taken out
 * @param secret that secret key, the caller's to close; null if there is none
 */
record AwsAnswer(String text, @Nullable Secret secret) {
  private static final byte[] BEFORE = "<SecretAccessKey>".getBytes(US_ASCII);
  private static final Pattern MEMBER = Pattern.compile("(?s)<member>(.*?)</member>");
  private static final int LONGEST = 300;

  /** Reads an answer and zeroes it. */
  static AwsAnswer of(byte[] body) {
    Secret secret = taken(body);
    String text = new String(body, UTF_8);
    Arrays.fill(body, (byte) 0);
    return new AwsAnswer(text, secret);
  }

  private static @Nullable Secret taken(byte[] body) {
    for (int i = 0; i + BEFORE.length <= body.length; i++) {
      int from = i + BEFORE.length;
      if (Arrays.equals(body, i, from, BEFORE, 0, BEFORE.length)) {
        int to = from;
        while (to < body.length && body[to] != '<') {
          to++;
        }
        Secret secret = Secret.taking(Arrays.copyOfRange(body, from, to));
        Arrays.fill(body, from, to, (byte) ' ');
        return secret.length() == 0 ? null : secret;
      }
    }
    return null;
  }

  /** Tells whether it is the good answer to an action. */
  boolean answers(String action) {
    return text.contains("<" + action + "Response");
  }

  /** Returns the text of the first element of that name. */
  Optional<String> element(String name) {
    Matcher found =
        Pattern.compile("<" + name + ">([^<]{1," + LONGEST + "})</" + name + ">").matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /** Returns the time in the first element of that name; null if there is none. */
  @Nullable Instant time(String name) {
    try {
      return element(name).map(found -> OffsetDateTime.parse(found).toInstant()).orElse(null);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Returns the members of the list that it has. */
  List<AwsAnswer> members() {
    return MEMBER.matcher(text).results().map(one -> new AwsAnswer(one.group(1), null)).toList();
  }

  /** Returns where the list goes on; null at its end. */
  @Nullable String marker() {
    return element("IsTruncated")
        .filter("true"::equals)
        .flatMap(more -> element("Marker"))
        .orElse(null);
  }
}
