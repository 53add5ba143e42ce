package dev.keymaster.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on command goes wrong as told, and only as often. */
final class StandInFaultTests {
  private static final String ORDER = "{\"name\":\"a\"}";

  private static Caller admin(StandIn standIn) {
    return new Caller(standIn).bearer(standIn.admin());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 402, 403, 404, 409, 429, 500, 502, 503})
  void a_status_comes_with_the_providers_own_body(int status) throws IOException {
    try (StandIn standIn = StandIn.openrouter()) {
      standIn.fail("POST /keys", 2, Fault.status(status).retryAfter("7"));
      for (int i = 0; i < 2; i++) {
        Caller.Got got = admin(standIn).ask("POST", "/keys", ORDER);
        assertThat(got.status()).isEqualTo(status);
        assertThat(got.json().object("error").number("code")).isEqualTo(status);
        assertThat(got.headers()).containsEntry("retry-after", "7");
      }
      assertThat(standIn.names()).containsExactly("first");
      assertThat(admin(standIn).ask("POST", "/keys", ORDER).status()).isEqualTo(201);
    }
  }

  @Test
  void work_is_done_before_the_fault_or_not_at_all() throws IOException {
    try (StandIn standIn = StandIn.openrouter()) {
      for (Fault fault : Fault.unclear()) {
        int before = standIn.names().size();
        standIn.fail(StandIn.WRITES, 1, fault);
        Caller.Got got = admin(standIn).ask("POST", "/keys", ORDER);
        assertThat(got.status()).isNotEqualTo(201);
        assertThat(standIn.names()).hasSize(before + (fault.done() ? 1 : 0));
      }
    }
  }

  @Test
  void a_fault_waits_for_its_route() throws IOException {
    try (StandIn standIn = StandIn.openrouter()) {
      standIn.fail("DELETE /keys/{hash}", 1, Fault.cut());
      standIn.fail(StandIn.ANY, 1, Fault.html(200));
      assertThat(admin(standIn).get("/keys").body()).startsWith("<html>");
      assertThat(admin(standIn).get("/keys").status()).isEqualTo(200);
      assertThat(admin(standIn).ask("DELETE", "/keys/00", "").status()).isZero();
      standIn.fail(StandIn.ANY, 1, Fault.cut());
      standIn.recover();
      assertThat(admin(standIn).get("/keys").status()).isEqualTo(200);
    }
  }

  @Test
  void redirects_and_huge_bodies_are_sent() throws IOException {
    try (StandIn standIn = StandIn.openrouter();
        StandIn other = StandIn.openrouter()) {
      standIn.fail(StandIn.ANY, 1, Fault.redirect(307, URI.create(other.baseUrl() + "/key")));
      Caller.Got redirect = admin(standIn).get("/key");
      assertThat(redirect.status()).isEqualTo(307);
      assertThat(redirect.headers().get("location")).endsWith("/key");
      standIn.fail(StandIn.ANY, 1, Fault.huge(1 << 20));
      assertThat(admin(standIn).get("/key").body()).hasSize((1 << 20) + 2);
      assertThat(other.journal()).isEmpty();
    }
  }

  @Test
  void other_processes_command_faults_and_read_the_journal() throws IOException {
    try (StandIn standIn = StandIn.openrouter()) {
      URI base = standIn.baseUrl().resolve("/");
      Caller root = new Caller(standIn, base.toString().replaceFirst("/$", ""));
      String command = "{\"route\":\"GET /key\",\"how\":\"status\",\"status\":503,\"done\":false}";
      assertThat(root.ask("POST", "/stand-in/faults", command).status()).isEqualTo(200);
      assertThat(root.ask("POST", "/stand-in/faults", "{\"how\":\"x\"}").status()).isEqualTo(400);
      assertThat(root.ask("PUT", "/stand-in/faults", "{}").status()).isEqualTo(405);
      assertThat(admin(standIn).get("/key").status()).isEqualTo(503);
      assertThat(root.get("/stand-in/journal").body()).contains("\"status\":503");
    }
  }

  @Test
  void a_departure_from_the_description_fails_whoever_used_the_stand_in() throws IOException {
    StandIn standIn = StandIn.openrouter();
    standIn.depart("GET /key answers 200: data.extra is unknown");
    assertThatThrownBy(standIn::close)
        .isInstanceOf(BugException.class)
        .hasMessageContaining("data.extra is unknown");
  }
}
