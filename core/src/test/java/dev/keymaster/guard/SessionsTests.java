package dev.keymaster.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import dev.keymaster.policy.Tries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTests {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final Sessions sessions = new Sessions();

  private static Caller caller(int pid) {
    return new Caller(1000, pid, "tests");
  }

  private static SessionId session(int pid) {
    return SessionId.of(caller(pid));
  }

  @Test
  void a_session_that_was_ended_has_to_prove_itself_again_later() {
    sessions.prove(caller(1), NOON);
    sessions.end(session(1), NOON.plusSeconds(1));
    assertThat(sessions.ended(caller(1))).isTrue();

    sessions.prove(caller(1), NOON.plusSeconds(1));
    assertThat(sessions.ended(caller(1))).as("a proof of the same moment").isTrue();

    sessions.prove(caller(1), NOON.plusSeconds(2));
    assertThat(sessions.ended(caller(1))).isFalse();
    assertThat(sessions.fresh(caller(1), NOON.plusSeconds(3))).isTrue();
  }

  @Test
  void a_proof_is_fresh_for_a_commit_of_the_same_millisecond() {
    sessions.prove(caller(1), NOON.plusNanos(1_900_000));
    assertThat(sessions.fresh(caller(1), NOON.plusMillis(1))).isTrue();
    assertThat(sessions.fresh(caller(1), NOON)).isFalse();
  }

  @Test
  void many_sessions_are_kept_to_those_of_the_last_hours_and_those_that_were_ended() {
    for (int pid = 0; pid < 1_001; pid++) {
      sessions.asked(caller(pid), NOON);
    }
    sessions.end(session(0), NOON);
    sessions.prove(caller(2_000), NOON);
    sessions.asked(caller(3_000), NOON.plus(Duration.ofHours(12)));

    sessions.asked(caller(4_000), NOON.plus(Duration.ofHours(13)));

    assertThat(sessions.all()).containsOnlyKeys(session(0), session(3_000), session(4_000));
  }

  @Test
  void few_sessions_are_all_kept() {
    sessions.asked(caller(1), NOON);
    sessions.asked(caller(2), NOON.plus(Duration.ofDays(2)));
    assertThat(sessions.all()).containsOnlyKeys(session(1), session(2));
  }

  @Test
  void a_code_serves_one_session_until_it_is_over_or_withdrawn() {
    SecondFactors none = new SecondFactors(List.of(), Tries.NONE, List.of(), List.of());
    SecondFactors given = none.proving(session(1), NOON).proving(session(2), NOON.plusSeconds(60));
    assertThat(given.proven(caller(1), NOON.plusSeconds(61))).isTrue();
    assertThat(given.proven(caller(3), NOON.plusSeconds(61))).isFalse();

    assertThat(given.proving(session(1), NOON.plusSeconds(90)).steps())
        .extracting(SecondFactors.Step::at)
        .containsExactly(NOON.plusSeconds(60), NOON.plusSeconds(90));
    assertThat(given.proving(session(3), NOON.plus(SecondFactors.VALID)).steps())
        .extracting(SecondFactors.Step::session)
        .containsExactly(session(2), session(3));
    assertThat(given.without(session(1)).steps())
        .extracting(SecondFactors.Step::session)
        .containsExactly(session(2));
  }

  @Test
  void sessions_are_the_same_only_if_all_is_the_same() {
    SessionId id = new SessionId(1000, 40, 5, "pts/3", "codex");
    assertThat(id).isEqualTo(new SessionId(1000, 40, 5, "pts/3", "codex"));
    assertThat(id).hasSameHashCodeAs(new SessionId(1000, 40, 5, "pts/3", "codex"));
    assertThat(id)
        .isNotEqualTo(new SessionId(1001, 40, 5, "pts/3", "codex"))
        .isNotEqualTo(new SessionId(1000, 41, 5, "pts/3", "codex"))
        .isNotEqualTo(new SessionId(1000, 40, 6, "pts/3", "codex"))
        .isNotEqualTo(new SessionId(1000, 40, 5, "pts/4", "codex"))
        .isNotEqualTo(new SessionId(1000, 40, 5, "pts/3", ""))
        .isNotEqualTo("codex");
  }
}
