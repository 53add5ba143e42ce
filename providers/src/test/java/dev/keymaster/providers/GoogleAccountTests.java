package dev.keymaster.providers;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.TWO;
import static java.math.BigInteger.ZERO;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that somebody planted where a service account's was expected (A9). */
final class GoogleAccountTests {
  private static final String NO_KEY = "private_key is no RSA key of 2048 to 4096 bits";
  private static final String SIGNS_NOT = "private_key does not sign";

  /** Where the numbers of a key stand in its encoding. */
  private static final List<String> NUMBERS = List.of("n", "e", "d", "p", "q", "dp", "dq", "qInv");

  private static final KeyPair PAIR = pair(2048);

  /**
   * Whose numbers are changed: the JDK blinds signatures by random numbers that it keeps for a
   * modulus, and takes for a good exponent what it made for a wrong one.
   */
  private static final KeyPair CHANGED = pair(2048);

  private static KeyPair pair(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static List<BigInteger> numbers() {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) CHANGED.getPrivate();
    return new ArrayList<>(
        List.of(
            key.getModulus(),
            key.getPublicExponent(),
            key.getPrivateExponent(),
            key.getPrimeP(),
            key.getPrimeQ(),
            key.getPrimeExponentP(),
            key.getPrimeExponentQ(),
            key.getCrtCoefficient()));
  }

  /** Encodes the key with one number of another value; the runtime writes what it is given. */
  private static byte[] with(String number, UnaryOperator<BigInteger> change) {
    List<BigInteger> all = numbers();
    all.set(NUMBERS.indexOf(number), change.apply(all.get(NUMBERS.indexOf(number))));
    return der(all);
  }

  private static byte[] der(List<BigInteger> all) {
    try {
      return KeyFactory.getInstance("RSA")
          .generatePrivate(
              new RSAPrivateCrtKeySpec(
                  all.get(0),
                  all.get(1),
                  all.get(2),
                  all.get(3),
                  all.get(4),
                  all.get(5),
                  all.get(6),
                  all.get(7)))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String file(byte[] der) {
    return """
    {"type": "service_account", "project_id": "planted", "private_key_id": "0a",
    "client_id": "sk-canary-client",
    "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
    "client_email": "keys@planted.iam.gserviceaccount.com",
    "token_uri": "https://oauth2.googleapis.com/token"}
    """
        .formatted(Base64.getEncoder().encodeToString(der));
  }

  private static Reply<GoogleAccount> read(String file) {
    try (Secret secret = Secret.taking(file.getBytes(UTF_8))) {
      return GoogleAccount.of(secret);
    }
  }

  private static void isRefused(Reply<GoogleAccount> reply, String words) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> {
              assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.REFUSED);
              assertThat(failed.failure().message()).endsWith(words).doesNotContain("sk-canary");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qInv"})
  void a_number_of_any_size_is_refused_before_the_key_signs(String number) {
    isRefused(read(file(with(number, old -> ONE.shiftLeft(60_000).add(ONE)))), NO_KEY);
    isRefused(read(file(with(number, old -> ZERO))), NO_KEY);
  }

  @Test
  void a_number_that_is_a_little_longer_than_its_modulus_is_refused() {
    for (String number : List.of("dp", "dq", "qInv")) {
      isRefused(read(file(with(number, old -> ONE.shiftLeft(1024)))), NO_KEY);
    }
    isRefused(read(file(with("d", old -> ONE.shiftLeft(2048)))), NO_KEY);
  }

  /** All of these numbers would sign, or be found not to, if nobody looked at their lengths. */
  @Test
  void a_modulus_or_an_exponent_of_another_length_is_refused() {
    isRefused(read(file(pair(1024).getPrivate().getEncoded())), NO_KEY);
    BigInteger p = ONE.shiftLeft(2050).add(ONE);
    BigInteger q = p.add(TWO);
    BigInteger few = BigInteger.valueOf(3);
    isRefused(read(file(der(List.of(p.multiply(q), few, few, p, q, few, few, few)))), NO_KEY);
    isRefused(read(file(with("e", old -> ONE.shiftLeft(33).add(ONE)))), NO_KEY);
    isRefused(read(file(with("e", old -> ONE.shiftLeft(32).add(ONE)))), SIGNS_NOT);
  }

  @ParameterizedTest
  @CsvSource({"p,2", "q,-2", "n,1", "n,2", "e,1"})
  void factors_that_are_not_the_modulus_s_and_what_is_even_are_no_key(String number, int more) {
    isRefused(read(file(with(number, old -> old.add(BigInteger.valueOf(more))))), NO_KEY);
  }

  @Test
  void one_is_no_factor_and_no_exponent() {
    List<BigInteger> all = numbers();
    all.set(NUMBERS.indexOf("p"), ONE);
    all.set(NUMBERS.indexOf("q"), all.getFirst());
    all.set(NUMBERS.indexOf("dp"), ONE);
    all.set(NUMBERS.indexOf("qInv"), ONE);
    isRefused(read(file(der(all))), NO_KEY);
    isRefused(read(file(with("p", old -> ONE))), NO_KEY);
    isRefused(read(file(with("e", old -> ONE))), NO_KEY);
  }

  @Test
  void an_even_modulus_is_no_key_whatever_its_factors() {
    List<BigInteger> all = numbers();
    BigInteger even = all.get(NUMBERS.indexOf("p")).subtract(ONE);
    all.set(NUMBERS.indexOf("p"), even);
    all.set(0, even.multiply(all.get(NUMBERS.indexOf("q"))));
    isRefused(read(file(der(all))), NO_KEY);
  }

  @ParameterizedTest
  @CsvSource({"dp,2", "dq,-2", "qInv,-1", "e,2"})
  void a_number_that_is_slightly_wrong_does_not_sign(String number, int more) {
    isRefused(read(file(with(number, old -> old.add(BigInteger.valueOf(more))))), SIGNS_NOT);
  }

  @Test
  void a_negative_number_and_a_factor_that_is_no_prime_do_not_sign() {
    isRefused(read(file(with("dp", old -> BigInteger.valueOf(-5)))), SIGNS_NOT);
    List<BigInteger> all = numbers();
    BigInteger p = all.get(NUMBERS.indexOf("p")).subtract(TWO);
    all.set(NUMBERS.indexOf("p"), p);
    all.set(0, p.multiply(all.get(NUMBERS.indexOf("q"))));
    isRefused(read(file(der(all))), SIGNS_NOT);
  }

  @Test
  void a_file_is_read_up_to_16_KiB() {
    String good = file(PAIR.getPrivate().getEncoded());
    String longest = good + " ".repeat((16 << 10) - good.length());
    assertThat(read(longest)).isInstanceOf(Reply.Answer.class);
    isRefused(read(longest + " "), "it is longer than 16384 bytes");
  }

  private static final String OTHERS =
      """
      {"type": "authorized_user", "client_id": "a", "client_secret": "sk-canary-1",
       "refresh_token": "sk-canary-2", "private_key": "sk-canary-3",
       "more": {"access_token": "sk-canary-4", "all": ["sk-canary-5"]}}
      """;

  private static List<Object> texts(Object value) {
    return switch (value) {
      case Map<?, ?> map -> map.values().stream().flatMap(it -> texts(it).stream()).toList();
      case List<?> list -> list.stream().flatMap(it -> texts(it).stream()).toList();
      default -> List.of(value);
    };
  }

  @Test
  void no_text_of_a_file_of_another_kind_is_a_string_and_all_are_closed() {
    try (Secret file = Secret.taking(OTHERS.getBytes(UTF_8))) {
      Object members = GoogleAccount.members(file);
      List<Object> texts = texts(members);
      assertThat(texts).hasSize(7).hasOnlyElementsOfType(Secret.class);
      isRefused(GoogleAccount.read(members), "type is not service_account");
      for (Object text : texts) {
        assertThatThrownBy(((Secret) text)::reveal).isInstanceOf(BugException.class);
      }
    }
    isRefused(read("[" + OTHERS + "]"), "it is no object");
  }

  @Test
  void an_assertion_is_signed_by_the_key_of_the_file() throws GeneralSecurityException {
    GoogleAccount account =
        ((Reply.Answer<GoogleAccount>) read(file(PAIR.getPrivate().getEncoded()))).value();
    try (Secret assertion = account.assertion(StubServer.NOW)) {
      String[] parts = VendorStage.text(assertion).split("\\.", -1);
      assertThat(parts).hasSize(3);
      Signature check = Signature.getInstance("SHA256withRSA");
      check.initVerify(PAIR.getPublic());
      check.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
      assertThat(check.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
      assertThat(JsonReader.object(Base64.getUrlDecoder().decode(parts[1])).text("iss"))
          .isEqualTo("keys@planted.iam.gserviceaccount.com");
    }
  }
}
