package dev.keymaster.guard;

import static dev.keymaster.guard.SteadyVault.AGENT;
import static dev.keymaster.guard.SteadyVault.DEV;
import static dev.keymaster.guard.SteadyVault.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.DefaultPolicy;
import org.junit.jupiter.api.Test;

/** Taking over a key that its provider has: what is asked before somebody gives its value. */
class AdoptionIntentTests {
  private static final KeyRef LATER = new KeyRef(DEV, OpenVault.name("later"));
  private static final ServiceName OPENAI = new ServiceName("openai");

  private final SteadyVault open = new SteadyVault();
  private final Guard guard = open.guard;

  @Test
  void G10_G13_who_may_store_and_not_ask_the_provider_is_refused() {
    Access agent = guard.as(AGENT).access();
    agent.intend(Intent.store(LATER, OPENAI));
    refused(Code.DENIED, () -> agent.intend(Intent.adopt(LATER, OPENAI)));
    assertThat(open.last().kind()).isEqualTo(EventKind.DENIED);
    assertThat(open.last().subject()).isEqualTo("provider");
  }

  @Test
  void G10_G13_who_may_ask_the_provider_and_not_store_is_refused() {
    Access person = guard.access();
    person.changePolicy("deny store in dev of openai\n" + DefaultPolicy.TEXT);
    person.intend(Intent.adopt(LATER, ServiceName.CUSTOM));
    refused(Code.DENIED, () -> person.intend(Intent.adopt(LATER, OPENAI)));
    assertThat(open.last().kind()).isEqualTo(EventKind.DENIED);
  }
}
