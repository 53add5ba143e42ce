package dev.keymaster.cli;

import dev.keymaster.wire.AgentStatus;
import java.util.List;
import java.util.Optional;

/** How the agent that runs, if one does, is kept from others. */
final class AgentCheckup implements Checkup {
  @Override
  public List<Finding> look(Session session) {
    Optional<AgentStatus> agent = session.world().agent().status();
    return agent.map(AgentCheckup::finding).map(List::of).orElse(List.of());
  }

  private static Finding finding(AgentStatus agent) {
    return Finding.ok("agent", "process " + agent.pid() + ", " + agent.protection());
  }
}
