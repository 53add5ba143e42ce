package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.PROD;
import static dev.keymaster.guard.OpenVault.name;
import static dev.keymaster.guard.OpenVault.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.ServiceName;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** C2: profiles lie sealed in the vault, and every change of them is in the log. */
class GuardedProfilesTests {
  private static final ProfileKey PLAIN =
      new ProfileKey(name("openai"), null, null, null, null, 0, 0);
  private static final ProfileKey FULL =
      new ProfileKey(
          name("a/b"), PROD, new ServiceName("openai"), "X", "https://x", 60, Long.MAX_VALUE);

  private final OpenVault open = new OpenVault();

  private static Profile profile(String name, ProfileKey... keys) {
    return new Profile(new ProfileName(name), "for é", List.of("b", "a"), List.of(keys));
  }

  @Test
  void C2_profiles_are_there_after_a_restart_as_they_were() {
    Profile one = open.guard.profiles().put(null, profile("one", PLAIN, FULL));
    Profile two = open.guard.profiles().put(null, profile("two"));
    Guard next = open.reopen();
    assertThat(next.profiles().all()).containsExactly(one, two);
    next.profiles().put(two, two.with(PLAIN));
    next.profiles().delete(one.name());
    assertThat(open.reopen().profiles().all()).containsExactly(two.with(PLAIN));
    open.reopen().profiles().delete(two.name());
    assertThat(open.reopen().profiles().all()).isEmpty();
    assertThat(open.reopen().verify().findings()).isEmpty();
  }

  @Test
  void F8_every_change_of_a_profile_is_in_the_log() {
    Profile one = open.guard.profiles().put(null, profile("one", PLAIN));
    open.guard.profiles().delete(one.name());
    assertThat(open.guard.newest(2))
        .allMatch(event -> event.kind() == EventKind.PROFILE && event.subject().equals("one"))
        .extracting(Event::detail)
        .containsExactly("1 keys", "deleted");
  }

  @Test
  void C2_changes_that_meet_do_not_undo_each_other() {
    Profile one = open.guard.profiles().put(null, profile("one"));
    refused(Code.CONFLICT, () -> open.guard.profiles().put(null, one));
    open.guard.profiles().put(one, one.with(PLAIN));
    refused(Code.CONFLICT, () -> open.guard.profiles().put(one, one.with(FULL)));
    refused(Code.CONFLICT, () -> open.guard.profiles().put(one, profile("other")));
    refused(Code.NOT_FOUND, () -> open.guard.profiles().delete(new ProfileName("none")));
    assertThat(open.guard.profiles().all()).containsExactly(one.with(PLAIN));
  }

  @Test
  void C2_profiles_cannot_reach_what_no_person_named() {
    ProfileKey hidden =
        new ProfileKey(name("openai"), new EnvironmentName("km.providers"), null, null, null, 0, 0);
    refused(Code.USAGE, () -> open.guard.profiles().put(null, profile("one", hidden)));
  }

  @Test
  void C2_sizes_are_bounded() {
    ProfileKey[] many =
        IntStream.rangeClosed(0, Profile.MAX_KEYS)
            .mapToObj(i -> new ProfileKey(name("k" + i), null, null, null, null, 0, 0))
            .toArray(ProfileKey[]::new);
    refused(Code.USAGE, () -> profile("one", many));
    refused(Code.USAGE, () -> profile("one", PLAIN, PLAIN));
    refused(Code.USAGE, () -> profile("No such name"));
    refused(Code.USAGE, () -> new ProfileKey(name("a"), null, null, "1X", null, 0, 0));
    refused(Code.USAGE, () -> new ProfileKey(name("a"), null, null, null, null, -1, 0));
  }
}
