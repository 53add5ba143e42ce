package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.net.HttpFields;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an {@code Authorization} header of AWS Signature Version 4 claims, and whether it is true.
 *
 * @param id of the access key
 * @param day, region, service of the scope
 * @param signed names of the header fields
 * @param signature in hex
 */
record SignatureV4(
    String id, String day, String region, String service, List<String> signed, String signature) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Pattern HEADER =
      Pattern.compile(
          ALGORITHM
              + " Credential=([A-Za-z0-9]{11,128})/([0-9]{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request,"
              + " ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");

  /** Reads a header. */
  static SignatureV4 parse(String header) {
    Matcher parts = HEADER.matcher(header);
    if (!parts.matches()) {
      throw new Refusal(403, "IncompleteSignature", "Authorization is not as described");
    }
    return new SignatureV4(
        parts.group(1),
        parts.group(2),
        parts.group(3),
        parts.group(4),
        List.of(parts.group(5).split(";", -1)),
        parts.group(6));
  }

  /** Returns a query, sorted by name and then by value, and encoded. */
  static String canonical(Map<String, List<String>> query) {
    Map<String, List<String>> sorted = new TreeMap<>();
    query.forEach((name, values) ->
        sorted.put(encode(name), values.stream().map(SignatureV4::encode).sorted().toList()));
    return sorted.entrySet().stream()
        .flatMap(one -> one.getValue().stream().map(value -> one.getKey() + "=" + value))
        .collect(Collectors.joining("&"));
  }

  /** Encodes all but what RFC 3986 does not reserve. */
  static String encode(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      if ((Character.isLetterOrDigit(b & 0xff) && b > 0) || "-_.~".indexOf(b) >= 0) {
        out.append((char) b);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }

  /**
   * Returns the request as it is signed.
   *
   * @param payload SHA-256 of the body, in hex
   */
  String canonicalRequest(
      String method, String path, String query, HttpFields fields, String payload) {
    String encoded =
        Arrays.stream(path.split("/", -1))
            .map(SignatureV4::encode)
            .collect(Collectors.joining("/"));
    StringBuilder text = new StringBuilder(method + "\n" + encoded + "\n" + query + "\n");
    Map<String, String> values = new TreeMap<>();
    for (HttpFields.Field field : fields.all()) {
      values.merge(
          field.name(), field.value().strip().replaceAll(" +", " "), (one, two) -> one + "," + two);
    }
    for (String name : signed) {
      text.append(name).append(':').append(values.getOrDefault(name, "")).append('\n');
    }
    return text + "\n" + String.join(";", signed) + "\n" + payload;
  }

  /** Tells whether that secret made the signature. */
  boolean madeBy(String given, String time, String canonicalRequest) {
    String scope = String.join("/", day, region, service, "aws4_request");
    String text = String.join("\n", ALGORITHM, time, scope, Values.sha256(canonicalRequest));
    byte[] key = ("AWS4" + given).getBytes(UTF_8);
    for (String part : List.of(day, region, service, "aws4_request", text)) {
      key = hmac(key, part);
    }
    byte[] claimed = HexFormat.of().parseHex(signature);
    return MessageDigest.isEqual(key, claimed);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new BugException("every JDK has HMAC-SHA-256", e);
    }
  }
}
