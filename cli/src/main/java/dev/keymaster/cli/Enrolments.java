package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.Enrolment;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What an authenticator needs to be told, once: on the terminal itself, so that it is in no pipe
 * and no file.
 */
final class Enrolments {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private static final int LONGEST = 40;

  private Enrolments() {}

  @RevealsSecret("the authenticator has to be given the secret that its codes are made of")
  static void show(Session session, Enrolment enrolment) {
    byte[] secret = enrolment.secret().reveal();
    byte[] letters = base32(secret);
    byte[] uri = uri(enrolment, letters);
    byte[] drawn = QrCode.of(uri).terminal();
    session.output().talkBytes(drawn);
    session.output().talkBytes(uri);
    session.output().talk("");
    Arrays.fill(drawn, (byte) 0);
    Arrays.fill(secret, (byte) 0);
    Arrays.fill(letters, (byte) 0);
    Arrays.fill(uri, (byte) 0);
  }

  private static byte[] uri(Enrolment enrolment, byte[] letters) {
    FactorKind kind = enrolment.factor().kind();
    String named = URLEncoder.encode(enrolment.factor().label(), StandardCharsets.UTF_8);
    String label = named.length() <= LONGEST ? named : enrolment.factor().id();
    String start = "otpauth://" + kind.word() + "/Keymaster:" + label.replace("+", "%20");
    byte[] head = (start + "?secret=").getBytes(US_ASCII);
    String counter = kind == FactorKind.HOTP ? "&counter=0" : "";
    byte[] tail = ("&issuer=Keymaster" + counter).getBytes(US_ASCII);
    byte[] uri = Arrays.copyOf(head, head.length + letters.length + tail.length);
    System.arraycopy(letters, 0, uri, head.length, letters.length);
    System.arraycopy(tail, 0, uri, head.length + letters.length, tail.length);
    return uri;
  }

  /** RFC 4648, without padding: 20 bytes make 32 letters. */
  private static byte[] base32(byte[] bytes) {
    byte[] letters = new byte[(bytes.length * 8 + 4) / 5];
    for (int i = 0; i < letters.length; i++) {
      int bit = i * 5;
      int pair = (bytes[bit / 8] & 0xff) << 8;
      pair |= bit / 8 + 1 < bytes.length ? bytes[bit / 8 + 1] & 0xff : 0;
      letters[i] = (byte) BASE32.charAt((pair >> (11 - bit % 8)) & 31);
    }
    return letters;
  }

  /** Prints recovery codes, one a line, and closes them. */
  @RevealsSecret("a person has to write recovery codes down: they are kept nowhere else")
  static void recovery(Session session, List<Secret> codes) {
    if (codes.isEmpty()) {
      return;
    }
    session.output().note("recovery codes, shown this once, each good once: write them down");
    for (Secret code : codes) {
      byte[] bytes = code.reveal();
      session.output().data(bytes);
      session.output().data("\n".getBytes(US_ASCII));
      Arrays.fill(bytes, (byte) 0);
      code.close();
    }
    session.output().flush();
  }
}
