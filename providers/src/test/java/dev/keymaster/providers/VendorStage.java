package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.standin.Doors;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What a client of a provider is tried on: the stand-in that plays its provider, with its keys. */
abstract class VendorStage {
  /** Long enough for an answer on a busy machine. */
  static final Duration PATIENT = Duration.ofSeconds(20);

  static final int ALWAYS = 100;

  protected StandIn standIn;
  protected Vendor vendor;
  Secret admin;
  Secret key;

  private final String provider;

  /**
   * Makes the stage for a provider.
   *
   * @param provider as the catalogue calls it
   */
  VendorStage(String provider) {
    this.provider = provider;
  }

  final StandIn start() throws IOException {
    return StandIn.of(provider, Doors.PLAIN);
  }

  /**
   * Makes the client.
   *
   * @param limit how long one request may take; several attempts may follow each other, without
   *     waiting in between
   */
  final Vendor client(URI baseUrl, Duration limit) {
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

  final boolean can(Ability ability) {
    return vendor.abilities().contains(ability);
  }

  protected MintOrder order(String name) {
    return new MintOrder(name, null, MintOrder.Reset.NEVER, null, standIn.settings());
  }

  static <T> T answer(Reply<T> reply) {
    assertThat(reply).isInstanceOf(Reply.Answer.class);
    return ((Reply.Answer<T>) reply).value();
  }

  final Failure failure(Reply<?> reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    Failure failure = ((Reply.Failed<?>) reply).failure();
    assertThat(failure.message()).isNotBlank().doesNotContain("\n").doesNotContain(canary());
    for (Secret secret : List.of(admin, key)) {
      assertThat(failure.message()).doesNotContain(text(secret));
    }
    return failure;
  }

  static String canary() {
    return "sk-canary-";
  }

  static String text(Secret secret) {
    return new String(secret.reveal(), UTF_8);
  }

  /** Every request that a client may send, with the admin credential or the key. */
  final Map<Ability, Function<Vendor, Reply<?>>> calls(IssuedId id) {
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
  final IssuedId firstId() {
    return can(Ability.LIST)
        ? answer(vendor.issued(admin)).getLast().id()
        : new IssuedId(standIn.id());
  }

  /** Returns what the provider calls a key that was ordered so; empty if its keys have no names. */
  protected String name(String ordered) {
    return ordered;
  }
}
