package dev.keymaster.guard;

import static dev.keymaster.guard.SteadyVault.AGENT;
import static dev.keymaster.guard.SteadyVault.DEV;
import static dev.keymaster.guard.SteadyVault.PROD;
import static dev.keymaster.guard.SteadyVault.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.CopyFiles;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.PolicyQuestion;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.DefaultPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ways round the policy by what a profile says of keys. */
class ProfileRoundaboutTests {
  private final SteadyVault open = new SteadyVault();
  private final Guard guard = open.guard;

  @Test
  void G6_attack_a_coding_agent_says_in_no_profile_where_keys_of_prod_are_sent() {
    GuardedProfiles agent = guard.as(AGENT).profiles();
    Profile profile = guard.profiles().put(null, profile(null, null));
    refused(Code.PROOF_NEEDED, () -> agent.put(profile, profile(PROD, "https://evil.example")));
    refused(Code.PROOF_NEEDED, () -> agent.put(profile, profile(PROD, null)));
    refused(Code.USAGE, () -> profile(null, "https://evil.example"));
    Profile dev = agent.put(profile, profile(DEV, "https://llm.example"));
    Profile mine = guard.profiles().put(dev, profile(PROD, "https://llm.example"));
    assertThat(agent.put(mine, mine)).isEqualTo(mine);
  }

  @Test
  void G6_attack_a_coding_agent_says_nothing_of_keys_of_prod_that_are_yet_to_come() {
    ProfileKey later =
        new ProfileKey(OpenVault.name("later"), PROD, null, null, "https://evil.example", 0, 0);
    Profile profile = new Profile(new ProfileName("p"), "", List.of(), List.of(later));
    refused(Code.PROOF_NEEDED, () -> guard.as(AGENT).profiles().put(null, profile));
    assertThat(guard.profiles().put(null, profile)).isEqualTo(profile);
  }

  @Test
  void G6_attack_a_rule_by_service_holds_for_what_a_profile_says_before_the_key_is_there() {
    guard.access().changePolicy("deny edit of openai for agent\n" + DefaultPolicy.TEXT);
    GuardedProfiles agent = guard.as(AGENT).profiles();
    Profile evil = later("https://evil.example");
    var told = refused(Code.DENIED, () -> agent.put(null, evil));
    assertThat(told.getMessage()).contains("edit of km://dev/later", "line 1");
    assertThat(open.last().kind()).isEqualTo(EventKind.DENIED);
    PolicyQuestion question = new PolicyQuestion("edit", DEV, OpenVault.name("later"), "agent");
    assertThat(guard.access().explain(question).effect()).isEqualTo("deny");
    Profile mine = guard.profiles().put(null, later("https://llm.example"));
    assertThat(agent.put(mine, mine)).isEqualTo(mine);
    refused(Code.DENIED, () -> agent.put(mine, evil));
  }

  @Test
  void G6_attack_what_a_profile_says_of_a_key_does_not_pass_to_another_one_of_its_name() {
    guard.access().changePolicy("deny edit of openai for agent\n" + DefaultPolicy.TEXT);
    Guard agent = guard.as(AGENT);
    KeyName name = OpenVault.name("later");
    agent.store(List.of(custom(name)), EventKind.STORE);
    Profile said = agent.profiles().put(null, later("https://llm.example"));
    assertThat(refused(Code.DENIED, () -> agent.remove(DEV, name)).getMessage()).contains("line 1");
    refused(Code.DENIED, () -> agent.purge(DEV, name));
    SafetyCopies copies = agent.copies(open.ports, CopyFiles.NONE);
    refused(Code.DENIED, () -> copies.beforeRemoving(DEV, name));
    agent.profiles().put(said, said.without("km://dev/later"));
    agent.remove(DEV, name);
    refused(Code.NOT_FOUND, () -> guard.show(DEV, name));
    SteadyVault.store(guard, DEV, "later");
    guard.profiles().delete(said.name());
    guard.profiles().put(null, said);
    guard.remove(DEV, name);
  }

  private static NewKey custom(KeyName name) {
    return new NewKey(
        DEV,
        name,
        SteadyVault.text("sk-canary-custom"),
        KeyDetails.of(ServiceName.CUSTOM),
        "sk-…",
        NewKey.Mode.CREATE);
  }

  private static Profile later(String endpoint) {
    ProfileKey key = new ProfileKey(OpenVault.name("later"), DEV, null, null, endpoint, 0, 0);
    return new Profile(new ProfileName("p"), "", List.of(), List.of(key));
  }

  private static Profile profile(@Nullable EnvironmentName where, @Nullable String endpoint) {
    ProfileKey key = new ProfileKey(OpenVault.name("openai"), where, null, null, endpoint, 0, 0);
    return new Profile(new ProfileName("research"), "", List.of(), List.of(key));
  }
}
