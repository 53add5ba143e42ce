package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.providers.Failure.Kind;
import dev.keymaster.standin.Doors;
import dev.keymaster.standin.Entry;
import dev.keymaster.standin.Fault;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every client of a provider has to do, shown against the stand-in that plays its provider. An
 * ability that a client does not have must answer so; no test is skipped.
 */
abstract class VendorContract {
  /** Long enough for an answer on a busy machine. */
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private static final Duration HASTY = Duration.ofMillis(200);
  private static final int ALWAYS = 100;

  /** Nobody but the system may listen there. */
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  protected StandIn standIn;
  protected Vendor vendor;
  private Secret admin;
  private Secret key;

  private final String provider;

  /**
   * Makes the suite for a provider.
   *
   * @param provider as the catalogue calls it
   */
  VendorContract(String provider) {
    this.provider = provider;
  }

  private StandIn start() throws IOException {
    return StandIn.of(provider, Doors.PLAIN);
  }

  /**
   * Makes the client.
   *
   * @param limit how long one request may take; several attempts may follow each other, without
   *     waiting in between
   */
  private Vendor client(URI baseUrl, Duration limit) {
    return StubServer.vendor(provider, baseUrl.toString(), limit);
  }

  @BeforeEach
  void open() throws IOException {
    standIn = start();
    standIn.clock(Clock.fixed(StubServer.NOW, ZoneOffset.UTC));
    vendor = client(standIn.baseUrl(), PATIENT);
    admin = standIn.admin();
    key = standIn.key();
  }

  @AfterEach
  void close() {
    admin.close();
    key.close();
    standIn.close();
  }

  private boolean can(Ability ability) {
    return vendor.abilities().contains(ability);
  }

  protected MintOrder order(String name) {
    return new MintOrder(name, null, MintOrder.Reset.NEVER, null, standIn.settings());
  }

  private static <T> T answer(Reply<T> reply) {
    assertThat(reply).isInstanceOf(Reply.Answer.class);
    return ((Reply.Answer<T>) reply).value();
  }

  private Failure failure(Reply<?> reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    Failure failure = ((Reply.Failed<?>) reply).failure();
    assertThat(failure.message()).isNotBlank().doesNotContain("\n").doesNotContain(canary());
    for (Secret secret : List.of(admin, key)) {
      assertThat(failure.message()).doesNotContain(text(secret));
    }
    return failure;
  }

  private static String canary() {
    return "sk-canary-";
  }

  private static String text(Secret secret) {
    return new String(secret.reveal(), UTF_8);
  }

  /** Every request that a client may send, with the admin credential or the key. */
  private Map<Ability, Function<Vendor, Reply<?>>> calls(IssuedId id) {
    return Map.of(
        Ability.VERIFY, v -> v.verify(key),
        Ability.VERIFY_ADMIN, v -> v.verifyAdmin(admin),
        Ability.MINT, v -> v.mint(admin, order("contract")),
        Ability.LIST, v -> v.issued(admin),
        Ability.DISABLE, v -> v.disable(admin, id),
        Ability.REVOKE, v -> v.revoke(admin, id),
        Ability.REVOKE_BY_VALUE, v -> v.revokeByValue(key),
        Ability.USAGE, v -> v.usage(usageCredential(), id));
  }

  /** Returns the credential that the provider wants for {@link Vendor#usage}. */
  protected Secret usageCredential() {
    return admin;
  }

  /** Returns the id of the key that is there at the start. */
  private IssuedId firstId() {
    return can(Ability.LIST)
        ? answer(vendor.issued(admin)).getLast().id()
        : new IssuedId(standIn.id());
  }

  /** Returns what the provider calls a key that was ordered so; empty if its keys have no names. */
  protected String name(String ordered) {
    return ordered;
  }

  /** Returns how many keys are more than a page. */
  protected int many() {
    return 230;
  }

  private void issue(int keys) {
    for (int i = 0; i < keys; i++) {
      standIn.issue("page-" + i).close();
    }
  }

  /** Returns a value that never was a key. */
  protected String stranger() {
    return canary() + "00";
  }

  private boolean writes(Ability ability) {
    return switch (ability) {
      case MINT, DISABLE, REVOKE, REVOKE_BY_VALUE -> true;
      case VERIFY, VERIFY_ADMIN, LIST, USAGE -> false;
    };
  }

  // --- what it can do ------------------------------------------------------------------------

  @Test
  void what_a_client_cannot_do_it_says() {
    IssuedId id = firstId();
    standIn.forget();
    calls(id)
        .forEach((ability, call) -> {
          if (!can(ability)) {
            assertThat(failure(call.apply(vendor)).kind()).isEqualTo(Kind.UNSUPPORTED);
          }
        });
    if (!can(Ability.DISABLE)) {
      assertThat(failure(vendor.enable(admin, id)).kind()).isEqualTo(Kind.UNSUPPORTED);
    }
    assertThat(standIn.journal()).isEmpty();
  }

  @Test
  void a_good_key_is_valid() {
    assertThat(answer(vendor.verify(key))).isInstanceOf(Standing.Valid.class);
  }

  @Test
  void keys_that_are_not_good_are_invalid() {
    try (Secret unknown = Secret.copyOf((text(key) + "0").getBytes(UTF_8));
        Secret other = Secret.copyOf(stranger().getBytes(UTF_8))) {
      for (Secret bad : List.of(unknown, other)) {
        Standing standing = answer(vendor.verify(bad));
        assertThat(standing).isInstanceOf(Standing.Invalid.class);
        assertThat(((Standing.Invalid) standing).reason()).isNotBlank().doesNotContain(text(bad));
      }
    }
  }

  @Test
  void an_admin_credential_is_told_from_a_key() {
    if (can(Ability.VERIFY_ADMIN)) {
      assertThat(answer(vendor.verifyAdmin(admin))).isInstanceOf(Standing.Valid.class);
      assertThat(answer(vendor.verifyAdmin(key))).isInstanceOf(Standing.Invalid.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a\r\nx-evil: 1", "k\u00e4se", "a\u0000b", "sk-canary-00\n"})
  void a_value_that_is_no_header_never_becomes_one(String text) {
    try (Secret odd = Secret.copyOf(text.getBytes(UTF_8))) {
      Reply<Standing> reply = vendor.verify(odd);
      if (reply instanceof Reply.Answer<Standing>(Standing standing, RateLimits _)) {
        assertThat(standing).isInstanceOf(Standing.Invalid.class);
      } else {
        failure(reply);
      }
    }
    assertThat(standIn.journal()).noneMatch(entry -> entry.headers().containsKey("x-evil"));
  }

  // --- a key's life ---------------------------------------------------------------------------

  @Test
  void a_minted_key_works_and_is_listed() {
    if (can(Ability.MINT)) {
      Minted minted = answer(vendor.mint(admin, order("contract")));
      try (Secret value = minted.value();
          Secret credential = vendor.credential(minted.key().id().parts(), value)) {
        assertThat(standIn.accepts(credential)).isTrue();
        assertThat(answer(vendor.verify(credential))).isInstanceOf(Standing.Valid.class);
      }
      assertThat(minted.key().name()).isEqualTo(name("contract"));
      assertThat(minted.key().enabled()).isTrue();
      assertThat(minted.key().id().parts()).isNotEmpty();
      if (can(Ability.LIST)) {
        assertThat(answer(vendor.issued(admin)))
            .extracting(IssuedKey::id)
            .contains(minted.key().id());
      }
    }
  }

  @Test
  void an_order_without_what_it_needs_is_refused_before_anything_is_sent() {
    if (can(Ability.MINT) && !standIn.settings().isEmpty()) {
      MintOrder bare = new MintOrder("bare", null, MintOrder.Reset.NEVER, null, Map.of());
      assertThat(failure(vendor.mint(admin, bare)).kind()).isEqualTo(Kind.REFUSED);
      assertThat(standIn.journal()).isEmpty();
    }
  }

  @Test
  void a_list_holds_every_page_once() {
    if (can(Ability.LIST)) {
      issue(many());
      List<IssuedKey> keys = answer(vendor.issued(admin));
      assertThat(keys).hasSize(many() + 1);
      assertThat(keys).extracting(IssuedKey::id).doesNotHaveDuplicates();
      assertThat(keys)
          .extracting(IssuedKey::name)
          .contains(name("page-0"), name("page-" + (many() - 1)));
    }
  }

  @Test
  void a_list_that_fails_on_a_later_page_is_no_list() {
    if (can(Ability.LIST)) {
      issue(many());
      answer(vendor.issued(admin));
      Entry last = standIn.journal().getLast();
      if (!last.query().isEmpty()) {
        standIn.failWhere(last.query(), ALWAYS, Fault.status(500));
        assertThat(failure(vendor.issued(admin)).kind()).isEqualTo(Kind.UNAVAILABLE);
      }
    }
  }

  @Test
  void a_disabled_key_is_useless_until_it_is_enabled() {
    if (can(Ability.DISABLE)) {
      IssuedId id = firstId();
      assertThat(answer(vendor.disable(admin, id)).enabled()).isFalse();
      assertThat(standIn.accepts(key)).isFalse();
      if (can(Ability.LIST)) {
        assertThat(answer(vendor.issued(admin))).extracting(IssuedKey::enabled).contains(false);
      }
      assertThat(answer(vendor.enable(admin, id)).enabled()).isTrue();
      assertThat(standIn.accepts(key)).isTrue();
    }
  }

  @Test
  void revoking_twice_is_harmless() {
    if (can(Ability.REVOKE)) {
      IssuedId id = firstId();
      assertThat(answer(vendor.revoke(admin, id))).isEqualTo(Revoked.NOW);
      assertThat(standIn.accepts(key)).isFalse();
      assertThat(answer(vendor.verify(key))).isInstanceOf(Standing.Invalid.class);
      assertThat(answer(vendor.revoke(admin, id))).isEqualTo(Revoked.BEFORE);
    }
  }

  @Test
  void a_key_ends_by_its_value() {
    if (can(Ability.REVOKE_BY_VALUE)) {
      answer(vendor.revokeByValue(key));
      assertThat(standIn.accepts(key)).isFalse();
      answer(vendor.revokeByValue(key));
    }
  }

  @Test
  void usage_is_told() {
    if (can(Ability.USAGE)) {
      assertThat(answer(vendor.usage(usageCredential(), firstId())).scope()).isNotBlank();
    }
  }

  @Test
  void what_has_ended_is_not_found_but_by_a_revocation() {
    if (can(Ability.DISABLE) && can(Ability.REVOKE)) {
      IssuedId id = firstId();
      answer(vendor.revoke(admin, id));
      assertThat(failure(vendor.disable(admin, id)).kind()).isEqualTo(Kind.NOT_FOUND);
    }
  }

  // --- what goes wrong ------------------------------------------------------------------------

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
        Failure failure = failure(vendor.mint(admin, order(name)));
        standIn.recover();
        assertThat(failure.kind()).as("%s", fault).isIn(Kind.UNCERTAIN, Kind.MALFORMED);
        if (fault.status() != 200) {
          assertThat(failure.kind()).as("%s", fault).isEqualTo(Kind.UNCERTAIN);
        }
        assertThat(writes()).as("%s", fault).hasSize(1);
        if (can(Ability.LIST) && !name(name).isEmpty()) {
          Optional<IssuedKey> found =
              answer(vendor.issued(admin)).stream().filter(k -> k.name().equals(name)).findFirst();
          assertThat(found.isPresent()).as("%s", fault).isEqualTo(fault.done());
        }
      }
    }
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
      assertThat(failure(hasty.mint(admin, order("late"))).kind()).isEqualTo(Kind.UNCERTAIN);
    }
    if (can(Ability.REVOKE)) {
      standIn.forget();
      Kind kind = failure(hasty.revoke(admin, id)).kind();
      assertThat(kind).isEqualTo(writes().isEmpty() ? Kind.UNAVAILABLE : Kind.UNCERTAIN);
    }
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
}
