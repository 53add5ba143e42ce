package dev.keymaster.wire;

import dev.keymaster.model.Enrolment;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.MfaStatus;
import dev.keymaster.model.SecondFactor;
import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.util.List;

/** Second factors as JSON (docs/openapi.yaml); what they are made of as {@link Pairs}. */
public final class FactorCodec {
  private static final String SECRET = "secret";
  private static final String RECOVERY = "recovery";

  private FactorCodec() {}

  /** Writes what is known about second factors. */
  public static JsonWriter status(MfaStatus status) {
    return new JsonWriter()
        .objects("factors", status.factors().stream().map(FactorCodec::factor).toList())
        .set("recovery_codes", status.recoveryCodes())
        .set("failed", status.failed())
        .set("locked_until", status.lockedUntil());
  }

  /** Reads what is known about second factors. */
  public static MfaStatus status(JsonObject json) {
    MfaStatus status =
        new MfaStatus(
            json.objects("factors").stream().map(FactorCodec::factor).toList(),
            json.integer("recovery_codes"),
            json.integer("failed"),
            json.timeOrNull("locked_until"));
    json.end();
    return status;
  }

  /** Writes a second factor. */
  public static JsonWriter factor(SecondFactor factor) {
    return new JsonWriter()
        .set("id", factor.id())
        .set("kind", Words.of(factor.kind()))
        .set("label", factor.label())
        .set("created", factor.created());
  }

  /** Reads a second factor. */
  public static SecondFactor factor(JsonObject json) {
    SecondFactor factor =
        new SecondFactor(
            json.text("id"), kind(json.text("kind")), json.text("label"), json.time("created"));
    json.end();
    return factor;
  }

  /** Writes which factor is wanted. */
  public static JsonWriter wanted(FactorKind kind, String label) {
    return new JsonWriter().set("kind", Words.of(kind)).set("label", label);
  }

  /** Reads of which kind a factor is to be. */
  public static FactorKind kind(String word) {
    return Words.as(FactorKind.values(), word);
  }

  /** Packs a factor that waits for its first code; it stays the caller's to close. */
  public static Pairs enrolment(Enrolment enrolment) {
    return new Pairs()
        .add(ValueCodec.ABOUT, factor(enrolment.factor()).bytes())
        .add(SECRET, enrolment.secret());
  }

  /** Unpacks a factor that waits for its first code, which the caller closes. */
  public static Enrolment enrolment(Pairs pairs) {
    SecondFactor factor = factor(ValueCodec.about(pairs));
    return new Enrolment(factor, ValueCodec.value(pairs.all(), 0));
  }

  /** Packs recovery codes, which stay the caller's to close. */
  public static Pairs recovery(List<Secret> codes) {
    Pairs pairs = new Pairs();
    codes.forEach(code -> pairs.add(RECOVERY, code));
    return pairs;
  }

  /** Unpacks recovery codes, which the caller closes. */
  public static List<Secret> recovery(Pairs pairs) {
    if (!pairs.all().stream().allMatch(pair -> pair.name().equals(RECOVERY))) {
      throw KeymasterException.usage("the body does not hold recovery codes", "");
    }
    return pairs.all().stream().map(pair -> pair.value().copy()).toList();
  }
}
