package dev.keymaster.ancestry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Origin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Processes that would rather not be known by their ancestors, in a made up table. */
class DetachedTests {
  private static final long INIT = 1;
  private static final long SHELL = 100;
  private static final long AGENT = 200;

  private final Map<Long, Entry> entries = new HashMap<>();
  private final Ancestry ancestry = new Ancestry(table(), Agents.known(), "");

  DetachedTests() {
    process(INIT, "init", 0, INIT, "");
    process(SHELL, "bash", INIT, SHELL, "pts/3");
    process(AGENT, "claude", SHELL, SHELL, "pts/3");
  }

  private ProcessTable table() {
    return new ProcessTable() {
      @Override
      public Optional<Entry> entry(long pid) {
        return Optional.ofNullable(entries.get(pid));
      }

      @Override
      public String directory(long pid) {
        return "";
      }
    };
  }

  private void process(long pid, String name, long parent, long session, String terminal) {
    Origin.Program program = new Origin.Program(pid, name, "", pid);
    entries.put(pid, new Entry(program, name, parent, session, terminal, List.of("/bin/" + name)));
  }

  private Caller nested(int depth) {
    long parent = AGENT;
    for (int i = 0; i < depth; i++) {
      process(AGENT + 1 + i, "sh", parent, SHELL, "pts/3");
      parent = AGENT + 1 + i;
    }
    return ancestry.caller(1000, parent);
  }

  @Test
  void an_agent_is_found_however_deep_it_nests() {
    assertThat(nested(3).origin().agent()).isEqualTo("claude-code");
    assertThat(nested(1000).origin().agent()).isEqualTo("claude-code");
  }

  @Test
  void who_nests_beyond_reason_is_a_stranger() {
    assertThat(nested(5000).origin()).isEqualTo(Origin.UNKNOWN);
  }

  @Test
  void who_left_his_parents_is_no_person_and_shares_no_persons_session() {
    process(300, "sh", INIT, SHELL, "pts/3");
    Origin left = ancestry.caller(1000, 300).origin();
    assertThat(left.session().attended()).isFalse();

    process(301, "sh", SHELL, SHELL, "pts/3");
    Origin person = ancestry.caller(1000, 301).origin();
    assertThat(person.session().attended()).isTrue();
    assertThat(left.session()).isNotEqualTo(person.session());
  }

  @Test
  void who_left_a_session_without_a_terminal_does_not_share_it_either() {
    process(400, "cron", INIT, 400, "");
    process(401, "sh", 400, 400, "");
    process(402, "sh", INIT, 400, "");
    assertThat(ancestry.caller(1000, 402).origin().session())
        .isNotEqualTo(ancestry.caller(1000, 401).origin().session());
  }
}
