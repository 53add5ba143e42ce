package dev.keymaster.cli;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ServiceName;
import org.jspecify.annotations.Nullable;

/** Profiles for people and for programs. */
final class ProfileText {
  /** What is said wherever limits are shown. */
  static final String LIMITS = "limits are kept here; the proxy will enforce them";

  private ProfileText() {}

  static Json json(Profile profile) {
    return fill(Json.object(), profile);
  }

  static Json document(Profile profile) {
    return fill(Json.document("profile"), profile);
  }

  private static Json fill(Json json, Profile profile) {
    return json.set("name", profile.name().value())
        .set("description", profile.description())
        .texts("tags", profile.tags())
        .objects("keys", profile.keys().stream().map(ProfileText::json).toList());
  }

  private static Json json(ProfileKey key) {
    EnvironmentName environment = key.environment();
    ServiceName service = key.service();
    return Json.object()
        .set("name", key.name().value())
        .set("environment", environment == null ? null : environment.value())
        .set("service", service == null ? null : service.value())
        .set("variable", key.variable())
        .set("endpoint", key.endpoint())
        .set("requests_per_minute", key.requests())
        .set("tokens_per_minute", key.tokens());
  }

  static Table table(Profile profile) {
    Table table = new Table("KEY", "PROVIDER", "VARIABLE", "ENDPOINT", "LIMITS");
    for (ProfileKey key : profile.keys()) {
      ServiceName service = key.service();
      table.row(
          key.shown(),
          service == null ? "-" : service.value(),
          orDash(key.variable()),
          orDash(key.endpoint()),
          limits(key));
    }
    return table;
  }

  private static String orDash(@Nullable String text) {
    return text == null ? "-" : text;
  }

  private static String limits(ProfileKey key) {
    String requests = key.requests() == 0 ? "" : key.requests() + " requests/min";
    String tokens = key.tokens() == 0 ? "" : key.tokens() + " tokens/min";
    String both = requests.isEmpty() || tokens.isEmpty() ? "" : ", ";
    String all = requests + both + tokens;
    return all.isEmpty() ? "-" : all;
  }

  static boolean limited(Profile profile) {
    return profile.keys().stream().anyMatch(key -> key.requests() > 0 || key.tokens() > 0);
  }
}
