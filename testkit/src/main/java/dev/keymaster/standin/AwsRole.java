package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.net.HttpFields;
import dev.keymaster.standin.HeldKey.Kind;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * AWS: the query APIs of IAM and STS, of one account with one user. A credential is {@code
 * ID:SECRET}, and signs requests.
 */
final class AwsRole extends Role {
  private static final String USER = "person";
  private static final String ACCOUNT = "111122223333";
  private static final String PAYLOAD = "-payload";
  private static final String QUERY = "-query";
  private static final String DENIED = "InvalidClientTokenId";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration SKEW = Duration.ofMinutes(15);
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final Map<String, String> values = new HashMap<>();

  AwsRole() {
    super("", "aws");
  }

  @Override
  String newValue(Kind kind) {
    StringBuilder id = new StringBuilder("AKIA");
    for (byte b : HexFormat.of().parseHex(Values.hex(32))) {
      id.append(BASE32.charAt(b & 31));
    }
    return id + ":" + Values.lettersWithWord(40);
  }

  @Override
  String newId(String value) {
    return value.substring(0, value.indexOf(':'));
  }

  @Override
  Made make(Kind kind, String name) {
    Made made = super.make(kind, name);
    values.put(made.key().id, made.value().substring(made.value().indexOf(':') + 1));
    made.key().owner = kind == Kind.ADMIN ? "admin" : USER;
    return made;
  }

  @Override
  Map<String, String> settings() {
    return Map.of("user", USER);
  }

  /** Parameters stand in the query or in a form; the signature is over what was sent. */
  @Override
  Ask seen(Ask ask) {
    Map<String, List<String>> all = new LinkedHashMap<>(ask.query());
    String type = ask.fields().first("content-type").orElse("");
    if (type.startsWith("application/x-www-form-urlencoded")) {
      for (String part : new String(ask.body(), UTF_8).split("&", -1)) {
        String[] both = part.split("=", 2);
        if (both.length == 2) {
          String name = URLDecoder.decode(both[0], UTF_8);
          String value = URLDecoder.decode(both[1], UTF_8);
          all.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
      }
    }
    HttpFields fields =
        ask.fields()
            .with(PAYLOAD, Values.sha256(new String(ask.body(), UTF_8)))
            .with(QUERY, SignatureV4.canonical(ask.query()));
    return new Ask(ask.method(), ask.path(), all, fields, new byte[0]);
  }

  @Override
  String path(Ask ask) {
    return ask.path() + ask.one("Action").orElse("");
  }

  @Override
  boolean writes(Ask ask) {
    return !ask.one("Action").orElse("").matches("(Get|List).*");
  }

  /** The id: nothing secret travels. */
  @Override
  String credential(Ask ask) {
    return ask.fields()
        .first("authorization")
        .filter(header -> header.matches(".* Credential=[A-Z0-9]+/.*"))
        .map(header -> header.replaceFirst(".* Credential=([A-Z0-9]+)/.*", "$1"))
        .orElse("");
  }

  @Override
  Answer failure(int status, String code, String words) {
    String name = code.isEmpty() ? usual(status) : code;
    String type = status < 500 ? "Sender" : "Receiver";
    String text =
        "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>"
            + type
            + "</Type><Code>"
            + name
            + "</Code><Message>"
            + (words.isEmpty() ? name : words)
            + "</Message></Error><RequestId>"
            + Values.hex(32)
            + "</RequestId></ErrorResponse>";
    return Answer.text(status, "text/xml", text);
  }

  private static String usual(int status) {
    return switch (status) {
      case 400 -> "ValidationError";
      case 403 -> "AccessDenied";
      case 404 -> "NoSuchEntity";
      case 409 -> "LimitExceeded";
      case 429 -> "Throttling";
      default -> status < 500 ? "InvalidInput" : "ServiceFailure";
    };
  }

  @Override
  Refusal unknown(Ask ask) {
    return new Refusal(400, "InvalidAction", "Could not find operation");
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    String header = ask.fields().first("authorization").orElse("");
    if (header.isEmpty()) {
      throw new Refusal(403, "MissingAuthenticationToken", "Request is missing a token");
    }
    SignatureV4 claim = SignatureV4.parse(header);
    HeldKey asker =
        keys.values().stream()
            .filter(key -> key.id.equals(claim.id()) && key.good(now()))
            .findFirst()
            .orElseThrow(() -> new Refusal(403, DENIED, "The security token is invalid"));
    check(ask, claim);
    boolean identity = operation.name().endsWith("GetCallerIdentity");
    if (!claim.service().equals(identity ? "sts" : "iam")) {
      throw new Refusal(403, "SignatureDoesNotMatch", "Credential should be scoped to the service");
    }
    if (!identity && asker.kind != Kind.ADMIN) {
      throw new Refusal(403, "AccessDenied", "User is not authorized to perform this");
    }
    return Optional.of(asker);
  }

  private void check(Ask ask, SignatureV4 claim) {
    String time = ask.fields().first("x-amz-date").orElse("");
    String payload = ask.fields().first(PAYLOAD).orElse("");
    boolean whole =
        claim.signed().containsAll(List.of("host", "x-amz-date"))
            && time.startsWith(claim.day())
            && ask.fields().first("x-amz-content-sha256").filter(h -> !h.equals(payload)).isEmpty();
    String query = ask.fields().first(QUERY).orElse("");
    String request = claim.canonicalRequest(ask.method(), ask.path(), query, ask.fields(), payload);
    if (!whole
        || !recent(time)
        || !claim.madeBy(values.getOrDefault(claim.id(), ""), time, request)) {
      throw new Refusal(403, "SignatureDoesNotMatch", "The signature does not match");
    }
  }

  private boolean recent(String time) {
    if (!time.matches("[0-9]{8}T[0-9]{6}Z")) {
      return false;
    }
    Duration off = Duration.between(Instant.from(TIME.parse(time)), now()).abs();
    return off.compareTo(SKEW) <= 0;
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    String action = ask.one("Action").orElse("");
    String user = ask.one("UserName").orElse(USER);
    if (!user.equals(USER)) {
      throw new Refusal(404, "NoSuchEntity", "The user cannot be found");
    }
    return switch (action) {
      case "GetCallerIdentity" -> identity(asker.orElseThrow());
      case "CreateAccessKey" -> create();
      case "ListUsers" -> AwsXml.users(ACCOUNT, USER);
      case "ListAccessKeys" -> list(ask);
      case "UpdateAccessKey" -> {
        held(ask).disabled = !ask.one("Status").orElse("").equals("Active");
        yield AwsXml.empty(action);
      }
      case "DeleteAccessKey" -> {
        held(ask).gone = true;
        yield AwsXml.empty(action);
      }
      default -> AwsXml.lastUsed(held(ask));
    };
  }

  private HeldKey held(Ask ask) {
    String words = "The Access Key cannot be found";
    return known(Kind.KEY, ask.one("AccessKeyId").orElse(""), words);
  }

  private static Answer identity(HeldKey asker) {
    return AwsXml.answer(
        "GetCallerIdentity",
        "https://sts.amazonaws.com/doc/2011-06-15/",
        AwsXml.element("Arn", "arn:aws:iam::" + ACCOUNT + ":user/" + asker.owner)
            + AwsXml.element("UserId", "AIDA" + asker.owner.toUpperCase(Locale.ROOT))
            + AwsXml.element("Account", ACCOUNT));
  }

  /** A user may have two keys. */
  private Answer create() {
    if (listed(Kind.KEY).size() >= 2) {
      throw new Refusal(409, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2");
    }
    Made made = make(Kind.KEY, USER);
    String shown = AwsXml.element("SecretAccessKey", values.getOrDefault(made.key().id, ""));
    return AwsXml.answer(
        "CreateAccessKey",
        AwsXml.IAM,
        "<AccessKey>" + AwsXml.members(made.key()) + shown + "</AccessKey>");
  }

  private Answer list(Ask ask) {
    int from = ask.number("Marker", 0);
    int most = ask.number("MaxItems", 100);
    List<HeldKey> all = listed(Kind.KEY);
    StringBuilder text = new StringBuilder("<AccessKeyMetadata>");
    all.stream()
        .skip(from)
        .limit(most)
        .forEach(key -> text.append("<member>").append(AwsXml.members(key)).append("</member>"));
    boolean more = from + most < all.size();
    text.append("</AccessKeyMetadata>").append(AwsXml.element("IsTruncated", "" + more));
    if (more) {
      text.append(AwsXml.element("Marker", Integer.toString(from + most)));
    }
    return AwsXml.answer("ListAccessKeys", AwsXml.IAM, text.toString());
  }
}
