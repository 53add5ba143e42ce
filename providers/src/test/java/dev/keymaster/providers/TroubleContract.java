package dev.keymaster.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.providers.Failure.Kind;
import dev.keymaster.standin.Entry;
import dev.keymaster.standin.Fault;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every client of a provider has to make of trouble: what went wrong is told, no key is taken
 * for a bad one, nothing that may have been done is called undone, and no credential shows. A part
 * of {@link VendorContract}.
 */
abstract class TroubleContract extends VendorStage {
  private static final Duration HASTY = Duration.ofMillis(200);

  /** Nobody but the system may listen there. */
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  TroubleContract(String provider) {
    super(provider);
  }

  @Test
  void trouble_never_makes_a_key_bad() {
    Map<Fault, Kind> troubles =
        Map.of(
            Fault.status(429), Kind.RATE_LIMITED,
            Fault.status(500), Kind.UNAVAILABLE,
            Fault.status(503), Kind.UNAVAILABLE,
            Fault.html(502), Kind.UNAVAILABLE,
            Fault.cut(), Kind.UNAVAILABLE,
            Fault.html(200), Kind.MALFORMED,
            Fault.malformed(), Kind.MALFORMED,
            Fault.strange(), Kind.MALFORMED);
    troubles.forEach((fault, kind) -> {
      standIn.fail(StandIn.ANY, ALWAYS, fault);
      assertThat(failure(vendor.verify(key)).kind()).as("%s", fault).isEqualTo(kind);
      if (can(Ability.VERIFY_ADMIN)) {
        assertThat(failure(vendor.verifyAdmin(admin)).kind()).as("%s", fault).isEqualTo(kind);
      }
      standIn.recover();
    });
  }

  @Test
  void a_read_that_fails_once_is_asked_again() {
    for (Fault fault : List.of(Fault.status(503), Fault.cut())) {
      standIn.fail(StandIn.ANY, 1, fault);
      assertThat(answer(vendor.verify(key))).isInstanceOf(Standing.Valid.class);
    }
  }

  @Test
  void statuses_mean_the_same_to_every_call() {
    IssuedId id = firstId();
    Map<Integer, Kind> meanings =
        Map.of(
            400,
            Kind.REFUSED,
            401,
            Kind.NOT_ALLOWED,
            403,
            Kind.NOT_ALLOWED,
            429,
            Kind.RATE_LIMITED);
    calls(id)
        .forEach((ability, call) -> {
          boolean verifies = ability == Ability.VERIFY || ability == Ability.VERIFY_ADMIN;
          meanings.forEach((status, kind) -> {
            if (can(ability) && !(verifies && status < 429)) {
              standIn.fail(StandIn.ANY, ALWAYS, Fault.status(status));
              Failure failure = failure(call.apply(vendor));
              standIn.recover();
              assertThat(failure.kind()).as("%s %d", ability, status).isEqualTo(kind);
              assertThat(failure.status()).isEqualTo(status);
            }
          });
        });
  }

  @Test
  void a_lost_answer_to_a_mint_is_uncertain_and_asked_for_once() {
    if (can(Ability.MINT)) {
      int number = 0;
      for (Fault fault : Fault.unclear()) {
        standIn.fail(StandIn.WRITES, ALWAYS, fault);
        standIn.forget();
        String name = "lost-" + number++;
        Reply<Minted> reply = vendor.mint(admin, order(name));
        standIn.recover();
        assertThat(writes()).as("%s", fault).hasSize(1);
        if (fault.done() && readsAgain()) {
          try (Secret value = answer(reply).value()) {
            assertThat(standIn.accepts(value)).as("%s", fault).isTrue();
          }
          continue;
        }
        Failure failure = failure(reply);
        assertThat(failure.kind()).as("%s", fault).isIn(Kind.UNCERTAIN, Kind.MALFORMED);
        if (fault.status() != 200) {
          assertThat(failure.kind()).as("%s", fault).isEqualTo(Kind.UNCERTAIN);
        }
        if (can(Ability.LIST) && !name(name).isEmpty()) {
          Optional<IssuedKey> found =
              answer(vendor.issued(admin)).stream().filter(k -> k.name().equals(name)).findFirst();
          assertThat(found.isPresent()).as("%s", fault).isEqualTo(fault.done());
        }
      }
    }
  }

  /** Tells whether the provider shows a key again, so that a lost answer is no lost key. */
  protected boolean readsAgain() {
    return false;
  }

  private List<Entry> writes() {
    return standIn.journal().stream().filter(Entry::writes).toList();
  }

  @Test
  void a_lost_answer_to_a_revocation_is_never_called_undone() {
    if (can(Ability.REVOKE)) {
      IssuedId id = firstId();
      standIn.fail(StandIn.WRITES, ALWAYS, Fault.cut().afterDoing());
      assertThat(failure(vendor.revoke(admin, id)).kind()).isEqualTo(Kind.UNCERTAIN);
      standIn.recover();
      assertThat(answer(vendor.revoke(admin, id))).isEqualTo(Revoked.BEFORE);
    }
  }

  @Test
  void silence_ends_at_the_time_limit() {
    Vendor hasty = client(standIn.baseUrl(), HASTY);
    IssuedId id = firstId();
    standIn.fail(StandIn.ANY, ALWAYS, Fault.stall());
    assertThat(failure(hasty.verify(key)).kind()).isEqualTo(Kind.UNAVAILABLE);
    if (can(Ability.MINT)) {
      standIn.forget();
      assertThat(failure(hasty.mint(admin, order("late"))).kind()).isEqualTo(unanswered());
    }
    if (can(Ability.REVOKE)) {
      standIn.forget();
      assertThat(failure(hasty.revoke(admin, id)).kind()).isEqualTo(unanswered());
    }
  }

  private Kind unanswered() {
    return writes().isEmpty() ? Kind.UNAVAILABLE : Kind.UNCERTAIN;
  }

  @Test
  void nobody_there_is_unavailable_and_nothing_was_done() {
    IssuedId id = firstId();
    Vendor lost = client(NOBODY, PATIENT);
    calls(id)
        .forEach((ability, call) -> {
          if (can(ability)) {
            assertThat(failure(call.apply(lost)).kind())
                .as("%s", ability)
                .isEqualTo(Kind.UNAVAILABLE);
          }
        });
  }

  @Test
  void a_long_wait_is_reported_not_waited_for() {
    IssuedId id = firstId();
    calls(id)
        .forEach((ability, call) -> {
          if (can(ability)) {
            standIn.fail(StandIn.ANY, ALWAYS, Fault.status(429).retryAfter("3600"));
            standIn.forget();
            Failure failure = failure(call.apply(vendor));
            standIn.recover();
            assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofHours(1));
            assertThat(standIn.journal()).as("%s", ability).hasSize(1);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void no_credential_follows_a_redirect(int status) throws IOException {
    IssuedId id = firstId();
    try (StandIn other = start()) {
      calls(id)
          .forEach((ability, call) -> {
            if (can(ability)) {
              URI there = URI.create(other.baseUrl() + "/key");
              standIn.fail(StandIn.ANY, ALWAYS, Fault.redirect(status, there));
              failure(call.apply(vendor));
              standIn.recover();
            }
          });
      assertThat(other.journal()).isEmpty();
    }
  }

  @Test
  void a_body_without_end_is_not_taken() {
    IssuedId id = firstId();
    standIn.fail(StandIn.ANY, ALWAYS, Fault.huge(1L << 36));
    assertThat(failure(vendor.verify(key)).kind()).isEqualTo(Kind.MALFORMED);
    calls(id)
        .forEach((ability, call) -> {
          if (can(ability) && writes(ability)) {
            assertThat(failure(call.apply(vendor)).kind()).isIn(Kind.UNCERTAIN, Kind.MALFORMED);
          }
        });
  }

  @Test
  void no_message_repeats_a_credential() {
    IssuedId id = firstId();
    for (int status : List.of(400, 403, 404, 409, 422, 429, 500)) {
      calls(id)
          .forEach((ability, call) -> {
            if (can(ability)) {
              standIn.fail(StandIn.ANY, ALWAYS, Fault.echo(status));
              Reply<?> reply = call.apply(vendor);
              standIn.recover();
              if (reply instanceof Reply.Failed<?>) {
                failure(reply);
              } else {
                assertThat(reply.toString()).doesNotContain(text(key)).doesNotContain(text(admin));
              }
            }
          });
    }
  }

  @Test
  void credentials_stand_in_headers_alone_and_are_those_that_were_given() {
    IssuedId id = firstId();
    calls(id)
        .forEach((ability, call) -> {
          if (can(ability) && ability != Ability.REVOKE_BY_VALUE) {
            assertThat(call.apply(vendor)).isNotNull();
          }
        });
    Set<String> credentials = new HashSet<>();
    for (Entry entry : standIn.journal()) {
      credentials.add(entry.credential());
      for (Secret secret : List.of(admin, key)) {
        assertThat(entry.path()).doesNotContain(text(secret));
        assertThat(entry.query().toString()).doesNotContain(text(secret));
      }
    }
    assertThat(credentials).doesNotContain("").hasSizeLessThanOrEqualTo(2);
  }

  private boolean writes(Ability ability) {
    return switch (ability) {
      case MINT, DISABLE, REVOKE, REVOKE_BY_VALUE -> true;
      case VERIFY, VERIFY_ADMIN, LIST, USAGE -> false;
    };
  }
}
