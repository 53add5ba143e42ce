package dev.keymaster.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Providers of which few calls are played. */
final class SmallStandInTests {
  private static StandIn of(String provider) throws IOException {
    return StandIn.of(provider, Doors.PLAIN);
  }

  @Test
  void hugging_face_ends_tokens_by_their_value_and_tells_nothing() throws IOException {
    try (StandIn standIn = of("huggingface");
        Secret key = standIn.key()) {
      Caller user = new Caller(standIn).bearer(standIn.key());
      assertThat(user.get("/api/whoami-v2").json().text("type")).isEqualTo("user");
      String order = "{\"credentials\":[\"" + Caller.text(standIn.key()) + "\",\"hf_none\"]}";
      Caller.Got got = new Caller(standIn).ask("POST", "/api/credentials/revoke", order);
      assertThat(got.status()).isEqualTo(202);
      assertThat(got.body()).isEmpty();
      assertThat(standIn.accepts(key)).isFalse();
      assertThat(user.get("/api/whoami-v2").json().text("error")).contains("Invalid username");
      assertThat(
              new Caller(standIn)
                  .ask("POST", "/api/credentials/revoke", "{\"credentials\":[]}")
                  .status())
          .isEqualTo(400);
    }
  }

  @Test
  void hugging_face_gives_tokens_to_service_accounts_of_an_organization() throws IOException {
    try (StandIn standIn = of("huggingface")) {
      Caller admin = new Caller(standIn).bearer(standIn.admin());
      String accounts = "/api/organizations/standin/service-accounts";
      assertThat(admin.get(accounts).body()).contains(standIn.settings().get("service-account"));
      String tokens = accounts + "/" + standIn.settings().get("service-account") + "/tokens";
      Caller.Got made = admin.ask("POST", tokens, "{\"displayName\":\"ci\"}");
      assertThat(made.status()).isEqualTo(201);
      String id = made.json().object("tokenInfo").text("_id");
      assertThat(admin.ask("DELETE", tokens + "/" + id, "").status()).isEqualTo(204);
      assertThat(admin.ask("DELETE", tokens + "/" + id, "").status()).isEqualTo(404);
      assertThat(admin.get("/api/organizations/other/service-accounts").status()).isEqualTo(404);
      assertThat(new Caller(standIn).bearer(standIn.key()).get(accounts).status()).isEqualTo(403);
    }
  }

  @Test
  void github_ends_tokens_by_their_value_and_wants_to_know_who_asks() throws IOException {
    try (StandIn standIn = of("github")) {
      Caller user = new Caller(standIn).bearer(standIn.key());
      assertThat(user.get("/user").headers()).containsEntry("x-oauth-scopes", "repo");
      String order = "{\"credentials\":[\"" + Caller.text(standIn.key()) + "\"]}";
      Caller stranger = new Caller(standIn);
      assertThat(stranger.ask("POST", "/credentials/revoke", order).status()).isEqualTo(202);
      assertThat(user.get("/user").json().text("message")).isEqualTo("Bad credentials");
      assertThat(stranger.ask("POST", "/credentials/revoke", "{\"credentials\":[]}").status())
          .isEqualTo(422);
    }
  }

  @Test
  void mistral_has_its_admin_api_at_two_places_with_two_headers() throws IOException {
    try (StandIn standIn = of("mistral")) {
      Caller bearer = new Caller(standIn).bearer(standIn.admin());
      Caller header = new Caller(standIn).with("x-api-key", Caller.text(standIn.admin()));
      String order =
          "{\"name\":\"ci\",\"workspace_uuid\":\"%s\",\"user_id\":\"%s\",\"expiration\":\"2099-01-02\"}"
              .formatted(standIn.settings().get("workspace"), standIn.settings().get("user"));
      JsonObject made = bearer.ask("POST", "/v1/admin/api-keys", order).json();
      Caller holder = new Caller(standIn).with("Authorization", "Bearer " + made.text("key"));
      assertThat(holder.get("/v1/models").status()).isEqualTo(200);
      assertThat(header.get("/api/admin/api-keys?name=ci").json().objects("keys")).hasSize(1);
      String path = "/api/admin/api-keys/" + made.text("key_id");
      assertThat(header.ask("DELETE", path, "").json().text("detail")).contains("deleted");
      assertThat(header.ask("DELETE", path, "").status()).isEqualTo(404);
      assertThat(holder.get("/v1/models").status()).isEqualTo(401);
      assertThat(bearer.get("/v1/models").status()).isEqualTo(401);
      String noDate = order.replace("2099-01-02", "soon");
      assertThat(bearer.ask("POST", "/v1/admin/api-keys", noDate).status()).isEqualTo(422);
    }
  }

  @Test
  void elevenlabs_keys_of_a_service_account_live_and_end() throws IOException {
    try (StandIn standIn = of("elevenlabs")) {
      Caller admin = new Caller(standIn).with("xi-api-key", Caller.text(standIn.admin()));
      String keys = "/v1/service-accounts/sa_standin/api-keys";
      JsonObject made = admin.ask("POST", keys, "{\"name\":\"ci\",\"permissions\":\"all\"}").json();
      Caller holder = new Caller(standIn).with("xi-api-key", made.text("xi-api-key"));
      assertThat(holder.get("/v1/user").json().text("user_id")).isEqualTo("person");
      assertThat(holder.get("/v1/user/subscription").json().text("tier")).isEqualTo("free");
      assertThat(holder.get(keys).body()).contains("missing_permissions");
      String one = keys + "/" + made.text("key_id");
      admin.ask("PATCH", one, "{\"is_enabled\":false,\"name\":\"off\"}");
      assertThat(holder.get("/v1/user").body()).contains("invalid_api_key");
      assertThat(admin.get(keys).body()).contains("\"is_disabled\":true");
      assertThat(admin.get("/v1/service-accounts").body()).contains("\"off\"");
      admin.ask("PATCH", one, "{\"is_enabled\":true}");
      assertThat(holder.get("/v1/user").status()).isEqualTo(200);
      assertThat(admin.ask("PATCH", one, "{\"is_enabled\":\"yes\"}").status()).isEqualTo(422);
      assertThat(admin.ask("DELETE", one, "").status()).isEqualTo(200);
      assertThat(admin.ask("DELETE", one, "").status()).isEqualTo(404);
      assertThat(admin.ask("POST", keys, "{\"name\":\"ci\"}").status()).isEqualTo(422);
    }
  }

  @Test
  void xai_tells_a_disabled_key_by_a_flag() throws IOException {
    try (StandIn standIn = of("xai")) {
      Caller admin = new Caller(standIn, standIn.rootUrl().toString()).bearer(standIn.admin());
      String keys = "/auth/teams/team-standin/api-keys";
      String order = "{\"name\":\"ci\",\"acls\":[\"api-key:model:*\"]}";
      JsonObject made = admin.ask("POST", keys, order).json();
      Caller holder = new Caller(standIn).with("Authorization", "Bearer " + made.text("apiKey"));
      String one = "/auth/api-keys/" + made.text("apiKeyId");
      admin.ask("PUT", one, "{\"apiKey\":{\"disabled\":true},\"fieldMask\":\"disabled\"}");
      assertThat(holder.get("/api-key").json().flag("api_key_disabled")).isTrue();
      assertThat(holder.get("/models").status()).isEqualTo(403);
      assertThat(admin.get(keys + "?pageSize=1").json().text("paginationToken")).isEqualTo("1");
      assertThat(admin.get(one + "/propagation").status()).isEqualTo(200);
      assertThat(admin.ask("DELETE", one, "").status()).isEqualTo(200);
      assertThat(holder.get("/api-key").status()).isEqualTo(401);
      standIn.vary(Variant.XAI_BAD_KEY_400);
      assertThat(holder.get("/api-key").status()).isEqualTo(400);
      assertThat(admin.get("/auth/management-keys/validation").status()).isEqualTo(200);
    }
  }

  @Test
  void azure_makes_one_of_two_keys_anew() throws IOException {
    try (StandIn standIn = of("azure-openai")) {
      String models = "/openai/models?api-version=2024-10-21";
      Caller user = new Caller(standIn).with("api-key", Caller.text(standIn.key()));
      Caller admin = new Caller(standIn).bearer(standIn.admin());
      String account =
          "/subscriptions/%s/resourceGroups/group/providers/Microsoft.CognitiveServices/accounts/standin/"
              .formatted(standIn.settings().get("subscription"));
      JsonObject keys = admin.ask("POST", account + "listKeys?api-version=2022-03-01", "").json();
      assertThat(keys.text("key1")).isEqualTo(Caller.text(standIn.key()));
      String anew = account + "regenerateKey?api-version=2022-03-01";
      JsonObject second = admin.ask("POST", anew, "{\"keyName\":\"Key2\"}").json();
      assertThat(second.text("key1")).isEqualTo(keys.text("key1"));
      assertThat(second.text("key2")).isNotEqualTo(keys.text("key2"));
      assertThat(user.get(models).status()).isEqualTo(200);
      admin.ask("POST", anew, "{\"keyName\":\"Key1\"}");
      assertThat(user.get(models).body()).contains("Access denied");
      assertThat(admin.ask("POST", anew, "{\"keyName\":\"Key3\"}").status()).isEqualTo(400);
      assertThat(user.with("Authorization", "Bearer none").ask("POST", anew, "{}").status())
          .isEqualTo(401);
      assertThat(admin.ask("POST", account + "listKeys?api-version=1", "").status()).isEqualTo(400);
    }
  }
}
