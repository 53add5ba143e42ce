package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.providers.Failure.Kind;
import dev.keymaster.standin.Entry;
import dev.keymaster.standin.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every client of a provider has to do, shown against the stand-in that plays its provider. An
 * ability that a client does not have must answer so; no test is skipped.
 */
abstract class VendorContract extends TroubleContract {
  /**
   * Makes the suite for a provider.
   *
   * @param provider as the catalogue calls it
   */
  VendorContract(String provider) {
    super(provider);
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
      assertThat(vendor.objection(bare)).isNotBlank();
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
}
