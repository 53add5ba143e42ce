package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.net.HttpFields;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4: what a request is signed as. All header fields that are given are
 * signed, {@code host} and {@code x-amz-date} among them.
 *
 * @param region such as {@code us-east-1}
 * @param service such as {@code sts}
 * @param time {@code YYYYMMDDTHHMMSSZ}
 */
record SigV4(String region, String service, String time) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String MAC = "HmacSHA256";

  /** Stands between name and value while they are sorted: before everything else. */
  private static final char SORTED = '\t';

  /** The request in its one form. */
  static String canonical(
      String method, String path, String query, HttpFields fields, byte[] body) {
    Map<String, String> signed = signed(fields);
    StringBuilder text = new StringBuilder(method).append('\n');
    text.append(path(path)).append('\n').append(query(query)).append('\n');
    signed.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    text.append('\n').append(String.join(";", signed.keySet())).append('\n');
    return text.append(hash(body)).toString();
  }

  /** What is signed. */
  String toSign(String canonical) {
    return ALGORITHM + "\n" + time + "\n" + scope() + "\n" + hash(canonical.getBytes(UTF_8));
  }

  /** The value of the {@code Authorization} field. */
  String authorization(String keyId, byte[] secret, HttpFields fields, String canonical) {
    byte[] first = Arrays.copyOf("AWS4".getBytes(UTF_8), 4 + secret.length);
    System.arraycopy(secret, 0, first, 4, secret.length);
    byte[] key = first;
    for (String part : List.of(time.substring(0, 8), region, service, "aws4_request")) {
      byte[] next = mac(key, part);
      Arrays.fill(key, (byte) 0);
      key = next;
    }
    String signature = HexFormat.of().formatHex(mac(key, toSign(canonical)));
    Arrays.fill(key, (byte) 0);
    return ALGORITHM
        + " Credential="
        + keyId
        + "/"
        + scope()
        + ", SignedHeaders="
        + String.join(";", signed(fields).keySet())
        + ", Signature="
        + signature;
  }

  private String scope() {
    return time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
  }

  private static Map<String, String> signed(HttpFields fields) {
    Map<String, String> signed = new TreeMap<>();
    for (HttpFields.Field field : fields.all()) {
      String value = field.value().strip().replaceAll("\\s+", " ");
      signed.merge(field.name(), value, (one, other) -> one + "," + other);
    }
    return signed;
  }

  private static String path(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..") && !parts.isEmpty()) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
        parts.add(encoded(part));
      }
    }
    String end = path.endsWith("/") && !parts.isEmpty() ? "/" : "";
    return "/" + String.join("/", parts) + end;
  }

  private static String query(String query) {
    List<String> pairs = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        pairs.add(encoded(decoded(name)) + SORTED + encoded(decoded(value)));
      }
    }
    pairs.sort(null);
    return String.join("&", pairs).replace(SORTED, '=');
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  /** Percent-encodes all but letters, digits and {@code - . _ ~}. */
  static String encoded(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte b : text.getBytes(UTF_8)) {
      boolean plain =
          (b >= '0' && b <= '9')
              || (b >= 'A' && b <= 'Z')
              || (b >= 'a' && b <= 'z')
              || "-._~".indexOf(b) >= 0;
      if (plain) {
        out.write(b);
      } else {
        out.writeBytes(("%" + HexFormat.of().withUpperCase().toHexDigits(b)).getBytes(UTF_8));
      }
    }
    return out.toString(UTF_8);
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new BugException("no " + MAC + " in this runtime", e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new BugException("no SHA-256 in this runtime", e);
    }
  }
}
